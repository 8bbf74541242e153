import * as z from 'zod';

// What of the product's answers the console shows; docs/api.md has all of it.

export const batch = z.object({
  batchId: z.string(),
  status: z.enum(['pending', 'processing', 'success', 'partial_success', 'failed', 'cancelled']),
  batchType: z.string(),
  progress: z.object({
    totalRecords: z.number(),
    processedRecords: z.number(),
    successfulRecords: z.number(),
    pendingRecords: z.number(),
    failedRecords: z.number(),
    cancelledRecords: z.number(),
    successRate: z.number(),
  }),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  schemaName: z.string(),
  parentBatchId: z.string().nullable(),
  cancelRequestedAt: z.string().nullable(),
});
export type Batch = z.infer<typeof batch>;

export const report = batch.extend({
  errors: z.object({
    summary: z.record(z.string(), z.number()),
    details: z.record(z.string(), z.object({ retryable: z.boolean() })),
  }),
});
export type Report = z.infer<typeof report>;

export const record = z.object({
  index: z.number(),
  externalId: z.string().optional(),
  outcome: z.enum(['applied', 'unchanged', 'failed', 'cancelled', 'pending']),
  code: z.string().optional(),
  message: z.string().optional(),
  errors: z.array(z.string()).optional(),
  retryable: z.boolean().optional(),
  causedBy: z.number().optional(),
  currentVersion: z.number().optional(),
  parentIndex: z.number().optional(),
  patch: z.unknown(),
});
export type BatchRecord = z.infer<typeof record>;

export const definition = z.object({
  name: z.string(),
  externalIdField: z.string(),
  schema: z.record(z.string(), z.unknown()),
});
export type Definition = z.infer<typeof definition>;

const pagination = z.object({ hasNextPage: z.boolean(), cursor: z.string().nullable() });

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ results: z.array(item), pagination });
}

export const accepted = z.object({ batchId: z.string() });
