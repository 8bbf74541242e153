import { completeBatch } from './complete-batch.ts';
import type { BatchHeader } from './domain/batch.ts';
import { finalStatusOf } from './domain/ledger.ts';
import type { Metrics } from './domain/metrics.ts';
import type { BatchContent, BatchLedger, Log, OpenBatch, OpenBatches } from './domain/ports.ts';
import { createEnqueueBatch, type EnqueueBatchDeps } from './enqueue-batch.ts';

/** Entries of the index in one read of a shard. */
const PAGE_SIZE = 100;
/**
 * The most of one run, so that a run ends whatever has piled up; the next one begins with the oldest again. The first
 * bound is on entries of the index, 40 to a read unit; those enqueued are looked at only to see whether they are final.
 */
const MAX_LISTED = 10_000;
export const MAX_NOT_ENQUEUED = 100;
export const MAX_ENQUEUED = 100;

/** After this long no batch is begun: with a queue that does not answer, one may take half of the function's 60 s. */
const BEGIN_MS = 30_000;

export interface SweepBatchesDeps extends EnqueueBatchDeps {
  readonly open: OpenBatches;
  readonly batches: EnqueueBatchDeps['batches'] & BatchContent;
  readonly ledger: Pick<BatchLedger, 'complete'>;
  /** A younger batch is left to those who accepted it. */
  readonly sweepAfterSeconds: number;
  now(): Date;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What one run came to. */
interface Sweep {
  /** Batches in the index that were old enough. */
  readonly openBatches: number;
  readonly enqueued: number;
  readonly completed: number;
  /** Age of the oldest batch that is not final, young ones too; 0 when there is none. */
  readonly oldestUnfinishedSeconds: number;
}

/**
 * Brings batches on that nobody else will: enqueues those of which not every lane is known to be in the queue, and
 * completes those whose consumer died between their last outcome and that. Two at once do nothing that one would not:
 * what is enqueued twice is applied once, and a batch is completed under a condition.
 */
export function createSweepBatches(deps: SweepBatchesDeps) {
  const sweepOne = createSweepOne(deps);
  return async (): Promise<void> => {
    const startedAt = deps.now().getTime();
    const { old, young } = await listOpen(deps, startedAt - deps.sweepAfterSeconds * 1000);
    const candidates = [
      // Looking is quick, and must not wait for a queue that is slow.
      ...old.filter(({ enqueuedAt }) => enqueuedAt !== undefined).slice(0, MAX_ENQUEUED),
      ...old.filter(({ enqueuedAt }) => enqueuedAt === undefined).slice(0, MAX_NOT_ENQUEUED),
    ];
    const results = new Map<OpenBatch, Swept>();
    for (const open of candidates) {
      if (deps.now().getTime() >= startedAt + BEGIN_MS) break;
      results.set(open, await sweepOne(open));
    }
    const count = (wanted: Swept) => [...results.values()].filter((swept) => swept === wanted).length;
    const oldest = old.find((open) => !FINISHED.has(results.get(open))) ?? young;
    const sweep: Sweep = {
      openBatches: old.length,
      enqueued: count('enqueued'),
      completed: count('completed'),
      oldestUnfinishedSeconds: oldest === undefined ? 0 : secondsBetween(oldest.createdAt, startedAt),
    };
    if (sweep.enqueued > 0) deps.metrics.add('BatchesReenqueued', sweep.enqueued);
    // Also 0: that the sweeper runs is seen by it.
    deps.metrics.add('OldestUnfinishedBatch', sweep.oldestUnfinishedSeconds);
    deps.log.info('sweep done', { ...sweep, durationMs: deps.now().getTime() - startedAt });
  };
}

/** The open batches that are old enough, oldest first, and the one right after them. */
async function listOpen(
  deps: SweepBatchesDeps,
  before: number,
): Promise<{ readonly old: readonly OpenBatch[]; readonly young: OpenBatch | undefined }> {
  const old: OpenBatch[] = [];
  for await (const open of deps.open.scan(PAGE_SIZE)) {
    if (Date.parse(open.createdAt) > before) return { old, young: open };
    old.push(open);
    if (old.length === MAX_LISTED) break;
  }
  return { old, young: undefined };
}

/** What a sweep found or made of a batch. */
type Swept = 'running' | 'enqueued' | 'completed' | 'complete' | 'gone';
const FINISHED: ReadonlySet<Swept | undefined> = new Set<Swept>(['completed', 'complete', 'gone']);

function createSweepOne(deps: SweepBatchesDeps) {
  const enqueue = createEnqueueBatch(deps, {
    whole: 'batch enqueued by the sweeper',
    notWhole: 'sweeper could not enqueue all lanes',
  });

  const complete = async (header: BatchHeader, at: Date): Promise<Swept | undefined> => {
    const status = finalStatusOf(header.ledger, header.total);
    if (status === undefined) return undefined;
    if (header.completedAt !== undefined) return 'complete';
    return (await completeBatch(deps, header, status, at.toISOString())) ? 'completed' : 'complete';
  };

  return async (open: OpenBatch): Promise<Swept> => {
    try {
      const header = await deps.open.header(open);
      if (header === undefined) {
        if (await deps.open.forget(open))
          deps.log.error('batch expired before it was complete', { batch: open.place });
        return 'gone';
      }
      const ended = await complete(header, deps.now());
      if (ended !== undefined) return ended;
      if (header.enqueuedAt !== undefined) return 'running';
      return (await enqueue(header, () => deps.batches.patches(header))) ? 'enqueued' : 'running';
    } catch (error) {
      // The others must not wait for it; the next run comes to it again.
      deps.log.error('batch could not be swept', { batch: open.place, error });
      return 'running';
    }
  };
}

function secondsBetween(createdAt: string, now: number): number {
  // Clocks differ, so that it may lie ahead of now.
  return Math.max(0, Math.floor((now - Date.parse(createdAt)) / 1000));
}
