import * as z from 'zod';
import { BATCH_TYPES, STATUSES } from '../domain/batch.ts';
import { CATEGORIES } from '../domain/schema-definition.ts';
import { SHOWN_OUTCOMES } from '../get-batch-results.ts';
import { limitsOf } from '../limits.ts';
import { failureCode } from './failure-codes.ts';

const time = z.string().meta({ format: 'date-time', description: 'RFC 3339, UTC.' });
const count = z.int().min(0);
const document = z.record(z.string(), z.unknown());

export const accepted = z
  .object({
    batchId: z.string(),
    message: z.string(),
    recordCount: count,
    schemaDefinitionId: z.string(),
    parentBatchId: z.string().optional().meta({ description: 'Of a retry: the batch that is retried.' }),
  })
  .meta({ id: 'AcceptedBatch' });

export const cancelling = z
  .object({ batchId: z.string(), message: z.string(), status: z.enum(STATUSES), cancelRequestedAt: time })
  .meta({ id: 'CancellingBatch' });

const failure = {
  code: failureCode,
  message: z.string(),
  errors: z.array(z.string()).meta({ description: '`pointer: what was expected`, one per problem.' }),
  retryable: z.boolean().meta({ description: 'Whether the same patch may succeed when it is sent again.' }),
  currentVersion: z.int().optional().meta({ description: 'With `version_mismatch`: what the resource has.' }),
  causedBy: count.optional().meta({ description: 'With `skipped_after_failure`: index of the cause.' }),
};

export const listedBatch = z
  .object({
    batchId: z.string(),
    status: z.enum(STATUSES).meta({ description: 'Final if and only if `progress.pendingRecords` is 0.' }),
    batchType: z.enum(BATCH_TYPES),
    progress: z.object({
      totalRecords: count,
      processedRecords: count,
      successfulRecords: count.meta({ description: 'Those that changed nothing among them.' }),
      unchangedRecords: count.meta({ description: 'Those of the successful that changed nothing.' }),
      pendingRecords: count,
      failedRecords: count,
      cancelledRecords: count,
      successRate: z.number().min(0).max(1).meta({ description: 'successful / processed' }),
    }),
    createdAt: time,
    startedAt: time.nullable(),
    completedAt: time.nullable(),
    schemaName: z.string(),
    schemaDefinitionId: z.string(),
    parentBatchId: z.string().nullable().meta({ description: 'The batch that this one retries.' }),
    cancelRequestedAt: time.nullable(),
  })
  .meta({ id: 'Batch' });

export const batchReport = listedBatch
  .extend({
    errors: z.object({
      message: z.string().nullable(),
      summary: z.record(z.string(), count).meta({ description: 'Failures by code.' }),
      details: z
        .record(z.string(), z.object({ externalId: z.string(), ...failure }))
        .meta({ description: 'Failures by index in the request.' }),
      detailsOmitted: count.meta({ description: 'How many did not fit; the results have them all.' }),
    }),
  })
  .meta({ id: 'BatchReport' });

export const batchResult = z
  .object({
    index: count.meta({ description: 'Place in the request, from 0.' }),
    externalId: z.string(),
    outcome: z.enum(SHOWN_OUTCOMES),
    ...z.object(failure).partial().shape,
    parentIndex: count
      .optional()
      .meta({ description: 'Of a retry: its place in the batch that is retried.' }),
    patch: document.optional().meta({ description: 'With `include=patch`.' }),
    ifVersion: z.int().optional().meta({ description: 'With `include=patch`.' }),
  })
  .meta({
    id: 'BatchResult',
    description: 'What became of one record; `code` and its like where it failed.',
  });

const pointers = z.array(z.string()).optional();

export const preview = z
  .object({
    schemaDefinitionId: z.string(),
    recordCount: count,
    summary: z.object({ applied: count, unchanged: count, failed: count }),
    results: z.array(
      z.object({
        index: count,
        externalId: z.string(),
        outcome: z.enum(['applied', 'unchanged', 'failed']),
        ...z.object(failure).partial().shape,
        changed: pointers.meta({ description: 'JSON Pointers of values that are added, or replaced whole.' }),
        cleared: pointers.meta({ description: 'JSON Pointers of values that are gone.' }),
        truncated: z.boolean().optional().meta({ description: 'Details are left out for their size.' }),
      }),
    ),
  })
  .meta({ id: 'BatchPreview', description: 'What would become of every record.' });

export const resource = z
  .object({
    id: z.string(),
    schemaDefinitionId: z.string(),
    resourceExternalId: z.string(),
    version: z.int().meta({ description: 'One more for every patch that changes the data.' }),
    createdAt: time,
    updatedAt: time,
    data: document,
  })
  .meta({ id: 'Resource' });

export const deletedResource = z
  .object({ resourceExternalId: z.string(), version: z.int() })
  .meta({ id: 'DeletedResource' });

export const schemaDefinition = z
  .object({
    id: z.string(),
    name: z.string(),
    pluralName: z.string(),
    description: z.string(),
    category: z.enum(CATEGORIES),
    externalIdField: z.string(),
    external_id_field: z.string().meta({ description: 'The same as `externalIdField`.' }),
    schema: document.meta({ description: 'JSON Schema, draft-07.' }),
    versionNumber: z.int(),
    referenceSchemas: z.array(z.unknown()).meta({ description: 'Always empty.' }),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'SchemaDefinition' });

export const deletedSchemaDefinition = z
  .object({ id: z.string(), name: z.string(), deactivatedAt: time })
  .meta({ id: 'DeletedSchemaDefinition' });

/** Names come from the limits themselves: what a limit is called says what it bounds, and in what. */
export const limits = z
  .object(mapValues(limitsOf(1), (group) => z.object(mapValues(group, () => z.number()))))
  .meta({ id: 'Limits', description: 'A `Length` is in UTF-16 units.' });

function mapValues<V, W>(object: Readonly<Record<string, V>>, to: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, to(value)]));
}
