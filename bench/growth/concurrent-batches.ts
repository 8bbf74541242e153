import { DEFAULT_CONCURRENCY } from '../../local/functions/pool.ts';
import { priceOf } from '../cost/price.ts';
import { type Cost, ROUNDS_BEFORE } from '../cost/run-cost.ts';
import { documentsOf, patchesOf, type Shape } from '../cost/shapes.ts';
import { type SiteOptions, startSite } from '../cost/site.ts';
import { createPatchlane, type Patchlane, type Sent } from '../patchlane.ts';
import type { Contestant } from '../time/contestants.ts';
import { batchOf } from './batch-size.ts';

/** Of each batch, two lots of ten messages: a hundred such batches end within seconds. */
export const PATCHES_EACH = 20;
/** As many resources as one request creates. */
const CREATED_AT_ONCE = 1000;

export const BATCHES_AT_ONCE = [1, 10, 100];

/** So many batches of one tenant, sent at once; no two of them have a resource in common. */
export function batchesOn(batches: number, patchlane: Patchlane, settle: () => Promise<void>): Contestant {
  const shape = shapeOf(batches);
  return {
    name: 'Patchlane',
    shape,
    prepare: () => create(patchlane, shape),
    async run(round) {
      const sentAt = Date.now();
      const sent = await submitAll(patchlane, shape, round);
      // One after the other, because asking takes of the processors, too.
      let last = sentAt;
      for (const one of sent) last = Math.max(last, (await patchlane.untilFinal(one)).completedAt);
      return last - sentAt;
    },
    settle,
  };
}

/** Counts what each number of batches costs on resources that were patched before, with functions at work beside each other. */
export async function countBatches(
  options: SiteOptions,
  numbers: readonly number[],
): Promise<readonly Cost[]> {
  const site = await startSite({ ...options, functionConcurrency: DEFAULT_CONCURRENCY });
  try {
    const patchlane = createPatchlane(site);
    await patchlane.define();
    const costs: Cost[] = [];
    for (const batches of numbers) {
      const shape = shapeOf(batches);
      await create(patchlane, shape);
      for (let round = 0; round < ROUNDS_BEFORE; round += 1) {
        await submitAll(patchlane, shape, round);
        await site.counts();
      }
      await site.whileHeld(() => submitAll(patchlane, shape, ROUNDS_BEFORE));
      const parts = priceOf(await site.counts(), { patches: shape.patches, batches });
      costs.push({ shape, parts });
    }
    return costs;
  } finally {
    await site.stop();
  }
}

function shapeOf(batches: number): Shape {
  return { ...batchOf(batches * PATCHES_EACH), name: `${batches} batches at once` };
}

function tenantOf({ name }: Shape): string {
  return name.replaceAll(' ', '-');
}

async function create({ apply }: Patchlane, shape: Shape): Promise<void> {
  const documents = documentsOf(shape);
  for (let from = 0; from < documents.length; from += CREATED_AT_ONCE)
    await apply(tenantOf(shape), 'POST', documents.slice(from, from + CREATED_AT_ONCE));
}

function submitAll({ submit }: Patchlane, shape: Shape, round: number): Promise<readonly Sent[]> {
  const patches = patchesOf(shape, round);
  const batches = Array.from({ length: patches.length / PATCHES_EACH }, (_, at) =>
    patches.slice(at * PATCHES_EACH, (at + 1) * PATCHES_EACH),
  );
  return Promise.all(batches.map((batch) => submit(tenantOf(shape), 'PATCH', batch)));
}
