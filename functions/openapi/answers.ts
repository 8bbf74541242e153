import * as z from 'zod';
import type { BatchStatus, BatchType } from '../domain/batch.ts';
import { CATEGORIES } from '../domain/schema-definition.ts';
import { SHOWN_OUTCOMES } from '../get-batch-results.ts';
import { limitsOf } from '../limits.ts';
import { failureCode } from './failure-codes.ts';

const time = z.string().meta({ format: 'date-time', description: 'RFC 3339, UTC.' });
const count = z.int().min(0);
const document = z.record(z.string(), z.unknown());

/** The values of an enumeration that the code knows as a type alone; one that is forgotten is a type error. */
function everyOf<T extends string>(values: Readonly<Record<T, true>>): z.ZodType<T> {
  return z.literal(Object.keys(values) as T[]); // Object.keys forgets its key type
}

export const accepted = z
  .object({
    batchId: z.string(),
    message: z.string(),
    recordCount: count,
    schemaDefinitionId: z.string(),
  })
  .meta({ id: 'AcceptedBatch' });

const failure = {
  code: failureCode,
  message: z.string(),
  errors: z.array(z.string()).meta({ description: '`pointer: what was expected`, one per problem.' }),
  retryable: z.boolean().meta({ description: 'Whether the same patch may succeed when it is sent again.' }),
};

export const batchReport = z
  .object({
    batchId: z.string(),
    status: everyOf<BatchStatus>({
      pending: true,
      processing: true,
      success: true,
      partial_success: true,
      failed: true,
      cancelled: true,
    }).meta({ description: 'Final if and only if `progress.pendingRecords` is 0.' }),
    batchType: everyOf<BatchType>({
      PARTNER_RESOURCE_BATCH_PATCH: true,
      PARTNER_RESOURCE_JSON_INGEST: true,
    }),
    progress: z.object({
      totalRecords: count,
      processedRecords: count,
      successfulRecords: count.meta({ description: 'Those that changed nothing among them.' }),
      pendingRecords: count,
      failedRecords: count,
      successRate: z.number().min(0).max(1).meta({ description: 'successful / processed' }),
    }),
    createdAt: time,
    startedAt: time.nullable(),
    completedAt: time.nullable(),
    schemaName: z.string(),
    schemaDefinitionId: z.string(),
    errors: z.object({
      message: z.string().nullable(),
      summary: z.record(z.string(), count).meta({ description: 'Failures by code.' }),
      details: z
        .record(z.string(), z.object({ externalId: z.string(), ...failure }))
        .meta({ description: 'Failures by index in the request.' }),
    }),
  })
  .meta({ id: 'BatchReport' });

export const batchResult = z
  .object({
    index: count.meta({ description: 'Place in the request, from 0.' }),
    externalId: z.string(),
    outcome: z.enum(SHOWN_OUTCOMES),
    ...z.object(failure).partial().shape,
    patch: document.optional().meta({ description: 'With `include=patch`.' }),
  })
  .meta({
    id: 'BatchResult',
    description: 'What became of one record; `code` and its like where it failed.',
  });

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
