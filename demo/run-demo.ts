import { setTimeout as sleep } from 'node:timers/promises';
import { atOnce } from './at-once.ts';
import { ApiError, type Client, type StoredAirport } from './client.ts';
import { createModel } from './model.ts';
import type { Progress } from './progress.ts';
import type { DemoResult, StageResult } from './report.ts';
import type { Batch, Stage } from './scenario.ts';
import { type BatchResult, compareAirport, compareBatch } from './verify.ts';

export interface RunDemoDeps {
  readonly client: Client;
  readonly progress: Progress;
  /** Milliseconds since some moment. */
  readonly now: () => number;
}

/** Few enough to share a small terminal, enough to keep the queue filled. */
const BATCHES_AT_ONCE = 2;
const READS_AT_ONCE = 8;
/** Of so many reads one is shown. */
const READS_SHOWN = 50;
const POLL_MS = 100;
/** A batch of 1000 takes seconds, one that the sweeper has to finish minutes; this is for one that would never end. */
const DEADLINE_MS = 300_000;

/**
 * Sends every stage, reads every airport back and holds it, and what the batches reported, against the model. An
 * ApiError says what kept it from ending.
 */
export async function runDemo(deps: RunDemoDeps, stages: readonly Stage[]): Promise<DemoResult> {
  const sent: SentStage[] = [];
  for (const { name, batches } of stages) {
    const startedAt = deps.now();
    const ended = await atOnce(BATCHES_AT_ONCE, batches, (batch) => runBatch(deps, batch));
    sent.push({ name, ended, seconds: (deps.now() - startedAt) / 1000 });
  }
  const items = stages.flatMap(({ batches }) => batches.flatMap((batch) => batch.items));
  const airports = await readBack(deps, new Set(items.map(({ iata }) => iata)));

  const model = createModel();
  const results = sent.map(({ name, seconds, ended }): StageResult => {
    const batches = ended.map((one) => ({ ...one, applied: appliedBy(one.batch, airports) }));
    const mismatches = batches.flatMap((result) => compareBatch(model.take(result.batch), result));
    return { name, seconds, batches, mismatches };
  });
  const mismatches = [...airports].flatMap(([iata, airport]) =>
    compareAirport(iata, model.airport(iata), airport),
  );
  return { stages: results, read: airports.size, mismatches };
}

type Ended = Omit<BatchResult, 'applied'>;

interface SentStage {
  readonly name: string;
  readonly ended: readonly Ended[];
  readonly seconds: number;
}

/** Sends a batch and waits until it is final. */
async function runBatch(deps: RunDemoDeps, batch: Batch): Promise<Ended> {
  const { client, progress, now } = deps;
  const total = batch.items.length;
  const line = progress.start(batch.label, total);
  const startedAt = now();
  const batchId = await client.submit(batch);
  for (;;) {
    const report = await client.batch(batchId);
    const { processedRecords, pendingRecords, successfulRecords, failedRecords } = report.progress;
    const seconds = ((now() - startedAt) / 1000).toFixed(1);
    if (pendingRecords === 0) {
      line.end(`${report.status}: ${successfulRecords} successful, ${failedRecords} failed in ${seconds} s`);
      return { batch, report };
    }
    if (now() - startedAt >= DEADLINE_MS) {
      throw new ApiError(
        `Batch ${batchId} (${batch.label}) has ${pendingRecords} of ${total} pending after ${seconds} s.`,
      );
    }
    line.update(processedRecords);
    await sleep(POLL_MS);
  }
}

type Airports = ReadonlyMap<string, StoredAirport | undefined>;

async function readBack({ client, progress }: RunDemoDeps, iatas: ReadonlySet<string>): Promise<Airports> {
  const line = progress.start('read back', iatas.size);
  let done = 0;
  const read = await atOnce(READS_AT_ONCE, [...iatas], async (iata) => {
    const airport = await client.airport(iata);
    done += 1;
    if (done % READS_SHOWN === 0) line.update(done);
    return [iata, airport] as const;
  });
  line.end(`${done} airports`);
  return new Map(read);
}

/**
 * How many items of a batch were applied: each adds 1 to its airport's version, the one that creates it the first 1. An
 * airport is in one batch of uploads and one of patches at most, so the two share its version between them.
 */
function appliedBy({ operation, items }: Batch, airports: Airports): number {
  const iatas = new Set(items.map(({ iata }) => iata));
  return [...iatas].reduce((sum, iata) => {
    const version = airports.get(iata)?.version ?? 0;
    return sum + (operation === 'upload' ? Math.min(version, 1) : Math.max(version - 1, 0));
  }, 0);
}
