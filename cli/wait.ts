import { type Api, dataOf } from './api.ts';
import type { BatchReport } from './api-types.ts';
import { BatchFailedError } from './errors.ts';
import { pause, retryAfterOf } from './retrying-fetch.ts';

export interface WaitOptions {
  /** Raises a BatchFailedError when a record failed or was cancelled; default true. */
  readonly throwOnFailure?: boolean | undefined;
  /** Told how far the batch is, whenever the API says so. */
  readonly onReport?: ((report: BatchReport) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Of one call, in seconds; the most that the API takes. */
const WAIT_SECONDS = 20;

/**
 * Resolves with the report of the batch once it is final: one call lasts until it is, or 20 s.
 * @throws BatchFailedError unless told not to; the reason of the signal when it is aborted
 */
export async function wait(api: Api, batchId: string, options: WaitOptions = {}): Promise<BatchReport> {
  const { throwOnFailure = true, onReport, signal } = options;
  for (;;) {
    const answer = await api.GET('/api/batches/{batchId}', {
      params: { path: { batchId }, header: { prefer: `wait=${WAIT_SECONDS}` } },
      ...(signal && { signal }),
    });
    const { data: report } = dataOf(answer);
    onReport?.(report);
    if (report.progress.pendingRecords === 0) {
      if (throwOnFailure && report.status !== 'success') throw new BatchFailedError(report);
      return report;
    }
    await pause(pauseAfter(answer.response), signal ?? NEVER);
  }
}

const NEVER = new AbortController().signal;

/** The next call waits too, so its answer comes when `Retry-After` says if it is sent that much earlier. */
function pauseAfter(response: Response): number {
  const waits = response.headers.has('preference-applied') ? WAIT_SECONDS * 1000 : 0;
  return Math.max(0, (retryAfterOf(response) ?? 1000) - waits);
}
