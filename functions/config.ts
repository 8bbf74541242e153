// One environment schema per function. `lib/` builds `Record<keyof Env, string>` from these types, so a variable
// that a function reads and the stack does not set is a type error.
import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));
const wholeNumber = z.pipe(z.coerce.number(), z.int().check(z.minimum(1)));

export const submitBatchEnv = z.object({
  SCHEMA_DEFINITIONS_TABLE: name,
  RESOURCES_TABLE: name,
  BATCHES_TABLE: name,
  PATCH_QUEUE_URL: name,
  /** Days that a batch and its results are kept. */
  BATCH_RETENTION_DAYS: wholeNumber,
});
export type SubmitBatchEnv = z.infer<typeof submitBatchEnv>;

export const retryBatchEnv = z.omit(submitBatchEnv, { RESOURCES_TABLE: true });
export type RetryBatchEnv = z.infer<typeof retryBatchEnv>;

export const applyPatchesEnv = z.object({
  SCHEMA_DEFINITIONS_TABLE: name,
  RESOURCES_TABLE: name,
  BATCHES_TABLE: name,
});
export type ApplyPatchesEnv = z.infer<typeof applyPatchesEnv>;

export const settleDeadLettersEnv = z.object({
  RESOURCES_TABLE: name,
  BATCHES_TABLE: name,
  DEAD_LETTER_ARCHIVE_URL: name,
});
export type SettleDeadLettersEnv = z.infer<typeof settleDeadLettersEnv>;

export const sweepBatchesEnv = z.object({
  BATCHES_TABLE: name,
  OPEN_BATCHES_INDEX: name,
  PATCH_QUEUE_URL: name,
  /** The age from which a batch is looked at. */
  SWEEP_AFTER_SECONDS: wholeNumber,
});
export type SweepBatchesEnv = z.infer<typeof sweepBatchesEnv>;

export const getBatchEnv = z.object({ BATCHES_TABLE: name });
export type GetBatchEnv = z.infer<typeof getBatchEnv>;

export const listBatchesEnv = z.object({ BATCHES_TABLE: name, BATCHES_BY_OWNER_INDEX: name });
export type ListBatchesEnv = z.infer<typeof listBatchesEnv>;

export const getLimitsEnv = z.pick(submitBatchEnv, { BATCH_RETENTION_DAYS: true });
export type GetLimitsEnv = z.infer<typeof getLimitsEnv>;

/** Shared by the functions that only define or read schema definitions. */
export const schemaDefinitionEnv = z.object({ SCHEMA_DEFINITIONS_TABLE: name });
export type SchemaDefinitionEnv = z.infer<typeof schemaDefinitionEnv>;

/** Shared by the functions that read or write single resources. */
export const resourceEnv = z.object({ SCHEMA_DEFINITIONS_TABLE: name, RESOURCES_TABLE: name });
export type ResourceEnv = z.infer<typeof resourceEnv>;
