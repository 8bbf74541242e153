import type { BatchReport } from './api-types.ts';

/** Records that have ended, by how. */
export interface Outcomes {
  readonly applied: number;
  readonly unchanged: number;
  /** Cancelled ones among them. */
  readonly failed: number;
}

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
    failed: failedRecords + cancelledRecords,
  };
}
