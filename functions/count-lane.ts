import { batchFacts } from './batch-facts.ts';
import type { BatchHeader } from './domain/batch.ts';
import type { FailureCode, RecordResult } from './domain/fold.ts';
import type { Metrics } from './domain/metrics.ts';
import type { Log } from './domain/ports.ts';

export interface CountLaneDeps {
  now(): Date;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Counts the outcomes of a lane where they are first written: whoever comes to it later only reports them. No lane is
 * counted twice, since one conditional write alone writes its outcomes. It is not counted at all when the answer to that
 * write was lost (the SDK's second try finds the lane in the marker), or the process died before its metrics went out.
 * A record of an `outcome_unknown` may have been counted before, as what it became.
 */
export function countLane(
  { now, log, metrics }: CountLaneDeps,
  header: BatchHeader,
  lane: number,
  results: readonly RecordResult[],
  sentAt: number,
): void {
  const outcomes = Map.groupBy(results, ({ outcome }) => outcome);
  const numberOf = (outcome: RecordResult['outcome']) => outcomes.get(outcome)?.length ?? 0;
  const [applied, unchanged, cancelled] = [numberOf('applied'), numberOf('unchanged'), numberOf('cancelled')];
  metrics.add('LaneSize', results.length);
  if (applied > 0) metrics.add('PatchesApplied', applied);
  if (unchanged > 0) metrics.add('PatchesUnchanged', unchanged);
  if (cancelled > 0) metrics.add('PatchesCancelled', cancelled);
  // Lanes that failed or were cancelled as a whole say nothing of how fast others get through. Clocks differ.
  if (applied + unchanged > 0) metrics.add('EnqueueToApplied', Math.max(0, now().getTime() - sentAt));

  const codes = countCodes(results);
  for (const [code, records] of codes) metrics.add('PatchesFailed', records, code);
  logFailures(log, header, lane, results, codes);
}

function countCodes(results: readonly RecordResult[]): ReadonlyMap<FailureCode, number> {
  const codes = new Map<FailureCode, number>();
  for (const result of results) {
    if (result.outcome === 'failed')
      codes.set(result.failure.code, (codes.get(result.failure.code) ?? 0) + 1);
  }
  return codes;
}

/** One line for the whole lane. What is wrong with a record is its tenant's to read, in the batch. */
function logFailures(
  log: Log,
  header: BatchHeader,
  lane: number,
  results: readonly RecordResult[],
  codes: ReadonlyMap<FailureCode, number>,
): void {
  const first = results.find((result) => result.outcome === 'failed');
  if (first === undefined) return;
  log.warn('records failed', {
    ...batchFacts(header),
    lane,
    index: first.index,
    code: first.failure.code,
    failed: [...codes.values()].reduce((sum, records) => sum + records, 0),
    codes: Object.fromEntries(codes),
  });
}
