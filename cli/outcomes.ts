import type { BatchReport } from './api-types.ts';

/** Records that have ended, by how. */
export interface Outcomes {
  readonly applied: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly cancelled: number;
}

export const NO_OUTCOMES: Outcomes = { applied: 0, unchanged: 0, failed: 0, cancelled: 0 };

/** Those of a batch, as far as it is. */
export function outcomesOf({
  successfulRecords,
  unchangedRecords,
  failedRecords,
  cancelledRecords,
}: BatchReport['progress']): Outcomes {
  return {
    applied: successfulRecords - unchangedRecords,
    unchanged: unchangedRecords,
    failed: failedRecords,
    cancelled: cancelledRecords,
  };
}

/** How many records these are. */
export function recordsOf({ applied, unchanged, failed, cancelled }: Outcomes): number {
  return applied + unchanged + failed + cancelled;
}
