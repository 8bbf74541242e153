import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../demo/client.ts';
import type { Client, RecordResult } from './client.ts';
import type { BatchOutcome, BatchReport, Reported } from './verify.ts';
import type { Batch } from './workload.ts';

export interface FollowDeps {
  readonly client: Client;
  /** Milliseconds since some moment. */
  readonly now: () => number;
  /** Milliseconds in which a batch must be final. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export interface Followed extends BatchOutcome {
  /** Records that failed with a fault of ours, and were sent again by `retry`. */
  readonly retried: number;
}

const POLL_MS = 1000;

/** Waits until a batch is final, lets what a fault kept from its outcome be retried, and gives what became of all. */
export async function follow(deps: FollowDeps, batch: Batch, firstId: string): Promise<Followed> {
  const { client } = deps;
  const reported: Reported[] = batch.patches.map(() => 'pending');
  const reports: BatchReport[] = [];
  let retried = 0;
  let batchId = firstId;
  let indexes = batch.patches.map((_, index) => index);
  for (;;) {
    reports.push({ sent: indexes.length, progress: await untilFinal(deps, batch.id, batchId) });
    const results = await client.results(batchId);
    for (const result of results) {
      const place = indexes[result.index];
      if (place !== undefined) reported[place] = toReported(result);
    }
    const again = results.filter(({ retryable }) => retryable === true);
    if (again.length === 0) break;
    retried += again.length;
    // The retry has them in their order.
    indexes = again.flatMap(({ index }) => indexes[index] ?? []);
    batchId = await client.retry(batchId);
  }
  const patches = batch.patches.map((patch, at) => ({ patch, reported: reported[at] ?? 'pending' }));
  return { id: batch.id, cancelled: batch.cancelled, reports, patches, retried };
}

async function untilFinal({ client, now, deadlineMs, signal }: FollowDeps, id: string, batchId: string) {
  const startedAt = now();
  for (;;) {
    const progress = await client.progress(batchId);
    if (progress.pendingRecords === 0) return progress;
    if (now() - startedAt > deadlineMs) {
      throw new ApiError(
        `Batch ${id} (${batchId}) has ${progress.pendingRecords} of ${progress.totalRecords} pending after ${deadlineMs / 1000} s.`,
      );
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

function toReported({ outcome, code }: RecordResult): Reported {
  if (outcome !== 'failed') return outcome;
  return code === 'outcome_unknown' ? 'unclear' : (code ?? outcome);
}
