import type { BatchHeader } from './batch.ts';
import { progressOf } from './ledger.ts';

/** Nobody needs to ask more often than each second, or should stay away for longer than a minute. */
const MIN_SECONDS = 1;
const MAX_SECONDS = 60;

/**
 * In how many whole seconds a batch that runs is worth another look: when it is complete if it goes on at the pace it
 * has had since its first outcome. The time in the queue before that says nothing of the pace. While nothing is
 * processed, it is half the batch's age: the longer it waits, the less a moment matters. It is never longer than the batch's
 * age, because the first outcomes say little of the pace.
 */
export function secondsToCompletion(
  header: Pick<BatchHeader, 'ledger' | 'total' | 'createdAt' | 'startedAt'>,
  now: Date,
): number {
  const { processedRecords, pendingRecords } = progressOf(header.ledger, header.total);
  // Clocks differ, so that a start may lie ahead of now.
  const since = Math.max(0, now.getTime() - Date.parse(header.startedAt ?? header.createdAt)) / 1000;
  const seconds = processedRecords === 0 ? since / 2 : (pendingRecords * since) / processedRecords;
  const age = (now.getTime() - Date.parse(header.createdAt)) / 1000;
  return Math.min(
    MAX_SECONDS,
    Math.max(MIN_SECONDS, Math.ceil(age)),
    Math.max(MIN_SECONDS, Math.ceil(seconds)),
  );
}
