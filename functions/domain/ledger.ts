import type { Batch, BatchHeader, BatchStatus, FinalStatus, Ledger, Outcome } from './batch.ts';

export const OUTCOMES: readonly Outcome[] = ['applied', 'unchanged', 'failed', 'cancelled'];

/** One record's outcome, as it goes into the ledger. */
export interface Settled {
  readonly index: number;
  readonly outcome: Outcome;
}

/** Sorts outcomes into the sets of a ledger; empty outcomes keep an empty set. */
export function toLedger(settled: Iterable<Settled>): Ledger {
  const sets = {
    applied: new Set<number>(),
    unchanged: new Set<number>(),
    failed: new Set<number>(),
    cancelled: new Set<number>(),
  };
  for (const { index, outcome } of settled) sets[outcome].add(index);
  return sets;
}

export function outcomeOf(ledger: Ledger, index: number): Outcome | undefined {
  return OUTCOMES.find((outcome) => ledger[outcome].has(index));
}

/** The header of a batch of which nothing is processed. */
export function newHeader(batch: Batch): BatchHeader {
  return {
    ...batch,
    ledger: toLedger([]),
    startedAt: undefined,
    updatedAt: undefined,
    completedAt: undefined,
    enqueuedAt: undefined,
    cancelRequestedAt: undefined,
  };
}

/** The outcomes of all these indexes, or undefined when the ledger lacks one of them. */
export function settledOutcomes(ledger: Ledger, indexes: readonly number[]): readonly Settled[] | undefined {
  const settled: Settled[] = [];
  for (const index of indexes) {
    const outcome = outcomeOf(ledger, index);
    if (outcome === undefined) return undefined;
    settled.push({ index, outcome });
  }
  return settled;
}

/** How far a batch is, in records. */
export interface Progress {
  readonly totalRecords: number;
  readonly processedRecords: number;
  readonly successfulRecords: number;
  /** Those of the successful that changed nothing. */
  readonly unchangedRecords: number;
  readonly pendingRecords: number;
  readonly failedRecords: number;
  readonly cancelledRecords: number;
  /** successful / processed, 0 to 1; 0 while nothing is processed. */
  readonly successRate: number;
}

export function progressOf(ledger: Ledger, total: number): Progress {
  const successful = ledger.applied.size + ledger.unchanged.size;
  const processed = successful + ledger.failed.size + ledger.cancelled.size;
  return {
    totalRecords: total,
    processedRecords: processed,
    successfulRecords: successful,
    unchangedRecords: ledger.unchanged.size,
    pendingRecords: total - processed,
    failedRecords: ledger.failed.size,
    cancelledRecords: ledger.cancelled.size,
    successRate: processed === 0 ? 0 : successful / processed,
  };
}

/** How the batch ended, or undefined while a record is pending. */
export function finalStatusOf(ledger: Ledger, total: number): FinalStatus | undefined {
  const { pendingRecords, failedRecords } = progressOf(ledger, total);
  if (pendingRecords > 0) return undefined;
  if (ledger.cancelled.size > 0) return 'cancelled';
  if (failedRecords === 0) return 'success';
  return failedRecords === total ? 'failed' : 'partial_success';
}

/**
 * The status is read off the ledger, not off a stored word: it is final in the very read in which nothing is pending,
 * even if the consumer died between the last ledger update and `completedAt`.
 */
export function statusOf(header: BatchHeader): BatchStatus {
  const final = finalStatusOf(header.ledger, header.total);
  if (final !== undefined) return final;
  return progressOf(header.ledger, header.total).processedRecords === 0 ? 'pending' : 'processing';
}
