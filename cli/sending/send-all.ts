import { randomUUID } from 'node:crypto';
import type { Limits } from '../api-types.ts';
import { NO_OUTCOMES, type Outcomes } from '../outcomes.ts';
import { countUnanswered } from './count-unanswered.ts';
import { type BatchLimits, cutBatches, type SourceBatch, type SourceRecords } from './cut-batches.ts';
import { createMeter } from './meter.ts';
import { type BatchCalls, type BatchEvents, type SendBatchOptions, sendBatch } from './send-batch.ts';
import { createWindow } from './window.ts';

export interface SendOptions extends Omit<SendBatchOptions, 'runId'> {
  /** A run with the same name and the same records goes on where an earlier one ended; default a random one. */
  readonly runId?: string | undefined;
  /** Batches in flight at once; default 4. */
  readonly concurrency?: number | undefined;
  /** Default: what the API allows. */
  readonly limits?: BatchLimits | undefined;
  readonly onRecordFailed?: BatchEvents['onRecordFailed'] | undefined;
  readonly onProgress?: ((progress: SendProgress) => void) | undefined;
  /** Aborted, no more batches are sent; those in flight are followed to their ends. */
  readonly stop?: AbortSignal | undefined;
}

/** How far a run is, in records that have ended. */
export interface SendProgress extends Outcomes {
  /** That were sent by this run or by an earlier one with the same name. */
  readonly batches: number;
  /** That an earlier run had sent. */
  readonly replayedBatches: number;
  /** The records of those that have ended. */
  readonly replayedRecords: number;
  /** Accepted, and not at their end. */
  readonly inFlight: readonly string[];
  /** Submissions without an answer: those batches may have been accepted. */
  readonly unanswered: number;
  /** Bytes of the file that the batches which have ended take up, about. */
  readonly position: number;
  /** Those of replayed batches among them. */
  readonly replayedPosition: number;
  /** Whether all records were sent, and all of that is at its end. */
  readonly isFinal: boolean;
}

export const NOTHING_SENT: SendProgress = {
  ...NO_OUTCOMES,
  ...{ batches: 0, replayedBatches: 0, replayedRecords: 0, inFlight: [], unanswered: 0 },
  ...{ position: 0, replayedPosition: 0, isFinal: false },
};

export interface SendCalls extends BatchCalls {
  readonly limits: () => Promise<Limits>;
}

export const DEFAULT_CONCURRENCY = 4;
const NEVER = new AbortController().signal;

/**
 * Sends records in batches, so that those of one resource are applied in their order: a batch waits until no batch in flight has
 * a resource in common with it. No more than the batches in flight are held. Rejects with the first error, once nothing is
 * in flight.
 */
export async function sendAll(
  client: SendCalls,
  records: SourceRecords,
  options: SendOptions,
): Promise<SendProgress> {
  const { concurrency = DEFAULT_CONCURRENCY, stop = NEVER, runId = randomUUID() } = options;
  const { maxItems, maxBodyBytes } = options.limits ?? (await limitsOf(client));
  const inFlight = new Set<string>();
  const onRecordFailed = options.onRecordFailed ?? (() => undefined);
  let progress = NOTHING_SENT;
  const report = (changes: Partial<SendProgress>) => {
    progress = { ...progress, ...changes, inFlight: [...inFlight] };
    options.onProgress?.(progress);
  };
  const calls = countUnanswered(client, (unanswered) => report({ unanswered }));
  const meter = createMeter();
  const run = async (batch: SourceBatch) => {
    let accepted: string | undefined;
    let isReplayed = false;
    const onAccepted = (batchId: string, replayed: boolean) => {
      accepted = batchId;
      isReplayed = replayed;
      inFlight.add(batchId);
      const { batches, replayedBatches } = progress;
      report({ batches: batches + 1, replayedBatches: replayedBatches + (replayed ? 1 : 0) });
    };
    const tally = await sendBatch(calls, batch, { ...options, runId }, { onAccepted, onRecordFailed });
    if (accepted !== undefined) inFlight.delete(accepted);
    report({
      applied: progress.applied + tally.applied,
      unchanged: progress.unchanged + tally.unchanged,
      failed: progress.failed + tally.failed,
      cancelled: progress.cancelled + tally.cancelled,
      replayedRecords: progress.replayedRecords + (isReplayed ? batch.records.length : 0),
      ...meter.end(batch, isReplayed),
    });
  };
  const window = createWindow(concurrency, stop);
  let areAllCut = false;
  const batches = async function* () {
    yield* cutBatches(records, options.operation, { maxItems, maxBodyBytes });
    areAllCut = true;
  };
  try {
    for await (const batch of until(stop, batches())) {
      meter.cut(batch);
      const ids = new Set(batch.records.map(({ externalId }) => externalId));
      if (!(await window.start(ids, () => run(batch)))) break;
    }
  } finally {
    await window.end();
  }
  report({ isFinal: areAllCut });
  return progress;
}

async function limitsOf(client: SendCalls): Promise<BatchLimits> {
  const { batch, request } = await client.limits();
  return { maxItems: batch.maxItems, maxBodyBytes: request.maxBodyBytes };
}

/** Goes on until the signal is aborted, also while the next one is waited for. Whoever owns the source ends it. */
async function* until<T>(stop: AbortSignal, source: AsyncIterable<T>): AsyncGenerator<T, void> {
  const iterator = source[Symbol.asyncIterator]();
  for (;;) {
    const next = stop.aborted ? undefined : await unlessStopped(stop, iterator.next());
    if (next === undefined || next.done) return;
    yield next.value;
  }
}

/** No `Promise.race`: the promise of a stop would hold every batch of the run. */
async function unlessStopped<T>(stop: AbortSignal, next: Promise<T>): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  const onStop = () => resolve(undefined);
  stop.addEventListener('abort', onStop, { once: true });
  next.then(resolve, reject);
  try {
    return await promise;
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}
