import { isDeepStrictEqual } from 'node:util';
import type { BatchReport, StoredAirport } from './client.ts';
import type { ModelAirport, Outcome } from './model.ts';
import type { Batch, Fields } from './scenario.ts';

/** One thing that is not as the model says; what is not there at all is undefined. */
export interface Mismatch {
  /** As in `airport ATL: city`. */
  readonly where: string;
  readonly expected: unknown;
  readonly received: unknown;
}

export function compareAirport(
  iata: string,
  expected: ModelAirport | undefined,
  received: StoredAirport | undefined,
): readonly Mismatch[] {
  return [
    ...compare(`airport ${iata}: version`, expected?.version, received?.version),
    ...compareFields(`airport ${iata}`, expected?.data ?? {}, received?.data ?? {}),
  ];
}

export interface BatchResult {
  readonly batch: Batch;
  readonly report: BatchReport;
  /** By how much the versions of its airports grew. */
  readonly applied: number;
}

/** What `GET /api/batches/{id}` said, and the split of successes that the airports' versions show. */
export function compareBatch(
  outcomes: readonly Outcome[],
  { batch, report, applied }: BatchResult,
): readonly Mismatch[] {
  const { status, progress, errors } = report;
  const failures = outcomes.flatMap((code, index): readonly [string, object][] =>
    code === 'applied' || code === 'unchanged'
      ? []
      : [[String(index), { externalId: batch.items[index]?.iata, code }]],
  );
  const totalRecords = outcomes.length;
  const failedRecords = failures.length;
  const successfulRecords = totalRecords - failedRecords;
  return [
    ...compareFields(
      batch.label,
      {
        status: statusOf(successfulRecords, failedRecords),
        totalRecords,
        processedRecords: totalRecords,
        successfulRecords,
        pendingRecords: 0,
        failedRecords,
        successRate: successfulRecords / totalRecords,
        applied: outcomes.filter((outcome) => outcome === 'applied').length,
        unchanged: outcomes.filter((outcome) => outcome === 'unchanged').length,
      },
      { status, ...progress, applied, unchanged: progress.successfulRecords - applied },
    ),
    ...compareFields(`${batch.label}, failure of index`, Object.fromEntries(failures), errors.details),
  ];
}

function statusOf(successful: number, failed: number): BatchReport['status'] {
  if (failed === 0) return 'success';
  return successful === 0 ? 'failed' : 'partial_success';
}

function compareFields(where: string, expected: Fields, received: Fields): readonly Mismatch[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(received)]);
  return [...names].flatMap((name) => compare(`${where}: ${name}`, expected[name], received[name]));
}

function compare(where: string, expected: unknown, received: unknown): readonly Mismatch[] {
  return isDeepStrictEqual(expected, received) ? [] : [{ where, expected, received }];
}
