import { setTimeout as sleep } from 'node:timers/promises';
import { atOnce } from '../demo/at-once.ts';
import type { Line } from '../demo/progress.ts';
import { type FollowDeps, type Followed, follow } from './follow.ts';
import { type LifeRecord, live } from './life.ts';
import { createRandom } from './random.ts';
import type { Site } from './site.ts';
import type { Write } from './verify.ts';
import type { Batch, Single, Step, Workload } from './workload.ts';

export interface SendDeps extends FollowDeps {
  readonly site: Pick<Site, 'restart'>;
  readonly seed: number;
  /** Restarts of everything, spread over the run. */
  readonly restarts: number;
}

/** No end: what got no clear answer may still happen. */
export const NEVER = Number.POSITIVE_INFINITY;

export interface EndedBatch {
  readonly outcome: Followed;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** One of an own resource, by its external id. */
export type WriteTo = Write & { readonly externalId: string };

export interface Sent {
  readonly open: readonly Promise<EndedBatch>[];
  readonly singles: readonly WriteTo[];
  readonly lives: readonly LifeRecord[];
}

const STEPS_AT_ONCE = 4;
/** Few enough that the faults fall on what is under way, and not on what waits in the queue. */
const MAX_OPEN = 24;
/** A cancelled batch is cancelled within this after it was accepted. */
const CANCEL_MS = 2000;

/** Sends the workload, several steps at once; resolves when all of it is sent, and single writes are done. */
export async function sendAll(deps: SendDeps, workload: Workload, line: Line): Promise<Sent> {
  const { site, client, seed } = deps;
  const all: Promise<EndedBatch>[] = [];
  const open = new Set<Promise<EndedBatch>>();
  const singles: WriteTo[] = [];
  const lives: LifeRecord[] = [];
  let done = 0;
  const send = async (batch: Batch) => {
    while (open.size >= MAX_OPEN) await Promise.race(open);
    const startedAt = deps.now();
    const batchId = await client.submit(batch);
    const end = runBatch(deps, batch, batchId, startedAt).then((ended) => {
      open.delete(end);
      done += batch.patches.length;
      line.update(done);
      return ended;
    });
    open.add(end);
    all.push(end);
    // Whoever waits for all of them takes the reason.
    end.catch(() => {});
  };
  await atOnce(STEPS_AT_ONCE, workload.creations, send);
  await Promise.all(all);
  const restartAt = drawRestarts(seed, deps.restarts, workload.steps.length);
  let restarting = Promise.resolve();
  await atOnce(STEPS_AT_ONCE, [...workload.steps.entries()], async ([at, step]: [number, Step]) => {
    await restarting;
    // It cuts off the steps that are under way; those after it wait.
    if (restartAt.has(at)) {
      restarting = restarting.then(site.restart);
      restarting.catch(() => {});
    }
    if (step.kind === 'batch') await send(step);
    else if (step.kind === 'single') singles.push(await runSingle(deps, step));
    else lives.push(await live(client, step.id));
  });
  await restarting;
  return { open: all, singles, lives };
}

function drawRestarts(seed: number, restarts: number, steps: number): ReadonlySet<number> {
  const random = createRandom(seed, 'restarts');
  const part = steps / restarts;
  // One in each part of the run, and neither at its beginning nor at its end.
  return new Set(
    Array.from({ length: restarts }, (_, at) => Math.floor(part * (at + 0.2 + 0.6 * random.fraction()))),
  );
}

async function runBatch(
  deps: SendDeps,
  batch: Batch,
  batchId: string,
  startedAt: number,
): Promise<EndedBatch> {
  if (batch.cancelled) {
    await sleep(createRandom(deps.seed, batch.id).integer(0, CANCEL_MS), undefined, { signal: deps.signal });
    await deps.client.cancel(batchId);
  }
  const outcome = await follow(deps, batch, batchId);
  return { outcome, startedAt, endedAt: deps.now() };
}

async function runSingle({ client, now }: SendDeps, { id, patch }: Single): Promise<WriteTo> {
  const startedAt = now();
  const written = await client.patch(patch.externalId, patch.body);
  const isClear = written === 'written';
  return {
    id,
    externalId: patch.externalId,
    startedAt,
    endedAt: isClear ? now() : NEVER,
    patches: [{ patch, reported: isClear ? 'applied' : 'unclear' }],
  };
}
