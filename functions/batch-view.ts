import { createHash } from 'node:crypto';
import { type BatchHeader, batchTypeOf } from './domain/batch.ts';
import { finalStatusOf, progressOf, statusOf } from './domain/ledger.ts';

/** A batch as the API shows it, without what became of single records. */
export function batchView(header: BatchHeader) {
  const isFinal = finalStatusOf(header.ledger, header.total) !== undefined;
  return {
    batchId: header.batchId,
    status: statusOf(header),
    batchType: batchTypeOf(header.operation),
    progress: progressOf(header.ledger, header.total),
    ...timesOf(header, isFinal),
    schemaName: header.schemaName,
    schemaDefinitionId: header.schemaId,
    parentBatchId: header.parentBatchId ?? null,
    cancelRequestedAt: header.cancelRequestedAt ?? null,
  };
}

/**
 * Each time was noted by another function, and their clocks differ. Nothing is shown to have started before it was
 * accepted, or to have ended before it started, so that no duration is negative.
 */
function timesOf({ createdAt, startedAt, updatedAt, completedAt }: BatchHeader, isFinal: boolean) {
  // The moment between the last outcome and `completedAt` is shown as complete: the outcomes are.
  const endedAt = isFinal ? (completedAt ?? updatedAt) : undefined;
  const started = startedAt && later(createdAt, startedAt);
  return {
    createdAt,
    startedAt: started ?? null,
    completedAt: endedAt === undefined ? null : later(started ?? createdAt, endedAt),
  };
}

/** All times are written by `toISOString`, whose texts sort as they lie in time. */
function later(a: string, b: string): string {
  return a > b ? a : b;
}

/**
 * The entity tag of a batch's report. Why records failed is no part of it: it is stored before the failures count, and
 * they are counted here. Weak, because it says nothing of bytes (RFC 9110, section 8.8.1).
 */
export function batchEtag(header: BatchHeader): string {
  const digest = createHash('sha256').update(JSON.stringify(batchView(header)));
  return `W/"${digest.digest('base64url').slice(0, 22)}"`;
}
