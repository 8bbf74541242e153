import * as z from 'zod/mini';
import {
  type Batch,
  type BatchHeader,
  type BatchKey,
  type Ledger,
  ON_FAILURE,
  OPERATIONS,
} from '../domain/batch.ts';
import { CorruptDataError } from '../domain/errors.ts';
import { FAILURE_CODES } from '../domain/fold.ts';
import type { RecordedFailure } from '../domain/ports.ts';
import { headerKey, OPEN_SHARDS, ownerPartition, shardOf } from './keys.ts';

/** Up to a thousand, read by every invocation: item by item zod would take a quarter of the consumer's time. */
const indexes = z._default(z.custom<ReadonlySet<number>>(isSetOfIndexes), () => new Set<number>());

function isSetOfIndexes(value: unknown): boolean {
  if (!(value instanceof Set)) return false;
  for (const index of value) if (!(Number.isInteger(index) && index >= 0)) return false;
  return true;
}

const headerItem = z.object({
  partnerId: z.string(),
  tenantId: z.string(),
  batchId: z.string(),
  operation: z.enum(OPERATIONS),
  onFailure: z.enum(ON_FAILURE),
  requestId: z.exactOptional(z.string()),
  parentBatchId: z.exactOptional(z.string()),
  requestDigest: z.exactOptional(z.string()),
  schemaId: z.string(),
  schemaName: z.string(),
  schemaVersion: z.number(),
  externalIdField: z.string(),
  total: z.number(),
  createdAt: z.string(),
  startedAt: z.optional(z.string()),
  updatedAt: z.optional(z.string()),
  completedAt: z.optional(z.string()),
  enqueuedAt: z.optional(z.string()),
  cancelRequestedAt: z.optional(z.string()),
  applied: indexes,
  unchanged: indexes,
  failed: indexes,
  cancelled: indexes,
  expiresAt: z.number(),
});

/** Seconds since 1970, as DynamoDB's TTL takes it. */
export function toEpochSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

export function newHeaderItem(batch: Batch) {
  return {
    ...headerKey(batch),
    ...batch,
    // With the batch id it is the key of the index `by-owner`: neither ever changes, so no update touches the index.
    owner: ownerPartition(batch),
    // With `createdAt` that of the index `open`, until the batch is complete.
    open: String(shardOf(batch.batchId, OPEN_SHARDS)),
  };
}

/** The header of this very batch: where batches share a key's partition, another one may stand there. */
export function parseHeaderOf(batch: BatchKey, item: unknown, now: Date): BatchHeader | undefined {
  const header = parseHeader(item, now);
  return header?.batchId === batch.batchId ? header : undefined;
}

/** DynamoDB deletes expired items within days, so reads pass over them: undefined when there is none, or no more. */
export function parseHeader(item: unknown, now: Date): BatchHeader | undefined {
  if (item === undefined) return undefined;
  const result = headerItem.safeParse(item);
  if (!result.success) throw new CorruptDataError('a batch header is not readable', { cause: result.error });
  const { applied, unchanged, failed, cancelled, startedAt, updatedAt, completedAt, ...more } = result.data;
  const { enqueuedAt, cancelRequestedAt, ...batch } = more;
  if (batch.expiresAt <= toEpochSeconds(now)) return undefined;
  const ledger: Ledger = { applied, unchanged, failed, cancelled };
  return { ...batch, ledger, startedAt, updatedAt, completedAt, enqueuedAt, cancelRequestedAt };
}

const failureItem = z.object({
  index: z.number(),
  externalId: z.string(),
  code: z.enum(FAILURE_CODES),
  message: z.string(),
  errors: z.array(z.string()),
  retryable: z.boolean(),
  currentVersion: z.exactOptional(z.number()),
  causedBy: z.exactOptional(z.number()),
});

export function parseFailure(item: unknown): RecordedFailure {
  const result = failureItem.safeParse(item);
  if (!result.success)
    throw new CorruptDataError('the details of a failure are not readable', { cause: result.error });
  return result.data;
}

const chunkItem = z.object({ chunk: z.instanceof(Uint8Array), chunks: z.number() });

export function parseChunk(item: unknown): { readonly chunk: Uint8Array; readonly chunks: number } {
  const result = chunkItem.safeParse(item);
  if (!result.success)
    throw new CorruptDataError('a part of a payload is not readable', { cause: result.error });
  return result.data;
}
