// What the operations' examples share: one customer, its schema and a batch of two.

const times = { createdAt: '2026-11-24T12:00:00.000Z', updatedAt: '2026-11-24T12:00:00.000Z' };
const SCHEMA_ID = '0c2840be-780a-4d59-9b16-c93c21447af5';
const BATCH_ID = '01M873B44F92YHVQYWMM3BBKFF';

const schema = {
  type: 'object',
  required: ['customerId', 'name'],
  properties: {
    customerId: { type: 'string' },
    name: { type: 'string' },
    email: { type: 'string', format: 'email' },
    phone: { type: 'string' },
  },
};

export const NEW_DEFINITION = {
  name: 'customer',
  pluralName: 'customers',
  description: 'Who buys from the tenant',
  category: 'contacts_schema',
  external_id_field: 'customerId',
  schema,
};

export const DEFINITION = {
  id: SCHEMA_ID,
  ...NEW_DEFINITION,
  externalIdField: 'customerId',
  versionNumber: 1,
  referenceSchemas: [],
  ...times,
};

export const PATCHES = {
  resources: [
    { customerId: 'c-1', email: 'ada@example.org' },
    { customerId: 'c-2', phone: null },
  ],
};

export const INGESTED = {
  resources: [{ customerId: 'c-3', name: 'Grace Hopper', email: 'grace@example.org' }],
};

export const ACCEPTED = {
  batchId: BATCH_ID,
  message: '2 records accepted; the batch reports what becomes of them.',
  recordCount: 2,
  schemaDefinitionId: SCHEMA_ID,
};

const failure = {
  externalId: 'c-2',
  code: 'resource_not_found',
  message: 'There is no resource with this external id.',
  errors: [],
  retryable: false,
};

export const LISTED = {
  batchId: BATCH_ID,
  status: 'partial_success',
  batchType: 'PARTNER_RESOURCE_BATCH_PATCH',
  progress: {
    totalRecords: 2,
    processedRecords: 2,
    successfulRecords: 1,
    unchangedRecords: 0,
    pendingRecords: 0,
    failedRecords: 1,
    cancelledRecords: 0,
    successRate: 0.5,
  },
  createdAt: times.createdAt,
  startedAt: '2026-11-24T12:00:00.120Z',
  completedAt: '2026-11-24T12:00:00.240Z',
  schemaName: 'customer',
  schemaDefinitionId: SCHEMA_ID,
  parentBatchId: null,
  cancelRequestedAt: null,
};

export const REPORT = {
  ...LISTED,
  errors: {
    message: '1 record failed.',
    summary: { resource_not_found: 1 },
    details: { 1: failure },
    detailsOmitted: 0,
  },
};

export const PREVIEW = {
  schemaDefinitionId: SCHEMA_ID,
  recordCount: 2,
  summary: { applied: 1, unchanged: 0, failed: 1 },
  results: [
    { index: 0, externalId: 'c-1', outcome: 'applied', changed: ['/email'], cleared: [] },
    { index: 1, outcome: 'failed', ...failure, changed: [], cleared: [] },
  ],
};

export const DELETION_PREVIEW = {
  ...PREVIEW,
  results: [
    { index: 0, externalId: 'c-1', outcome: 'applied', changed: [], cleared: [''] },
    { index: 1, outcome: 'failed', ...failure, changed: [], cleared: [] },
  ],
};

export const CANCELLING = {
  batchId: BATCH_ID,
  message: 'What is not applied yet will be cancelled; what was applied stays.',
  status: 'processing',
  cancelRequestedAt: '2026-11-24T12:00:00.180Z',
};

export const RESULT = { index: 1, outcome: 'failed', ...failure };

export const RESOURCE = {
  id: '5d7cb3a1-94b7-4c52-a4e3-0fbe1d4fa7b1',
  schemaDefinitionId: SCHEMA_ID,
  resourceExternalId: 'c-1',
  version: 3,
  ...times,
  data: { customerId: 'c-1', name: 'Ada Lovelace', email: 'ada@example.org' },
};
