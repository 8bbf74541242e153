import { type Api, dataOf } from './api.ts';
import type { BatchReport } from './api-types.ts';
import { BatchFailedError } from './errors.ts';
import { pause, retryAfterOf } from './retrying-fetch.ts';

export interface WaitOptions {
  /** Raises a BatchFailedError when a record failed or was cancelled; default true. */
  readonly throwOnFailure?: boolean | undefined;
  /** Told how far the batch is, whenever the API says so. */
  readonly onReport?: ((report: BatchReport) => void) | undefined;
  /** The most that one call waits, 1 to 20 s, the default: after it the API says how far the batch is. */
  readonly callSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The most that the API takes. */
const MAX_CALL_SECONDS = 20;

/**
 * Resolves with the report of the batch once it is final: one call lasts until it is, or `callSeconds`.
 * @throws BatchFailedError unless told not to; the reason of the signal when it is aborted
 */
export async function wait(api: Api, batchId: string, options: WaitOptions = {}): Promise<BatchReport> {
  const { throwOnFailure = true, onReport, callSeconds = MAX_CALL_SECONDS, signal } = options;
  for (;;) {
    const answer = await api.GET('/api/batches/{batchId}', {
      params: { path: { batchId }, header: { prefer: `wait=${callSeconds}` } },
      ...(signal && { signal }),
    });
    const { data: report } = dataOf(answer);
    onReport?.(report);
    if (report.progress.pendingRecords === 0) {
      if (throwOnFailure && report.status !== 'success') throw new BatchFailedError(report);
      return report;
    }
    await pause(pauseAfter(answer.response, callSeconds), signal ?? NEVER);
  }
}

const NEVER = new AbortController().signal;

/** The next call waits too, so its answer comes when `Retry-After` says if it is sent that much earlier. */
function pauseAfter(response: Response, callSeconds: number): number {
  const waits = response.headers.has('preference-applied') ? callSeconds * 1000 : 0;
  return Math.max(0, (retryAfterOf(response) ?? 1000) - waits);
}
