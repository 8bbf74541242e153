import { createPatchlane, type Patchlane } from '../patchlane.ts';
import { type Part, priceOf } from './price.ts';
import { documentsOf, patchesOf, type Shape } from './shapes.ts';
import { type Site, type SiteOptions, startSite } from './site.ts';

export interface Cost {
  readonly shape: Shape;
  readonly parts: readonly Part[];
  /** Milliseconds that functions of the stack took of a processor; no two runs agree on it. */
  readonly processorMs?: number;
}

/** Beside that which created them: then a marker is as large as it gets, and has to let a lane go. */
export const ROUNDS_BEFORE = 2;

/** Counts what each shape of batch costs, on functions that are warm and resources that were patched before. */
export async function countCosts(options: SiteOptions, shapes: readonly Shape[]): Promise<readonly Cost[]> {
  const site = await startSite(options);
  try {
    return await costsOf(site, shapes);
  } finally {
    await site.stop();
  }
}

/** The same on a site that runs. */
export async function costsOf(site: Site, shapes: readonly Shape[]): Promise<readonly Cost[]> {
  const patchlane = createPatchlane(site);
  await patchlane.define();
  const costs: Cost[] = [];
  for (const [at, shape] of shapes.entries())
    costs.push({ shape, ...(await costOf(site, patchlane, `shape-${at}`, shape)) });
  return costs;
}

async function costOf(
  site: Site,
  { submit }: Patchlane,
  tenant: string,
  shape: Shape,
): Promise<Omit<Cost, 'shape'>> {
  const documents = documentsOf(shape);
  // A request of 1000 documents of 10 KB would be too large.
  for (let from = 0; from < documents.length; from += CREATED_AT_ONCE)
    await submit(tenant, 'POST', documents.slice(from, from + CREATED_AT_ONCE));
  await site.counts();
  for (let round = 0; round < ROUNDS_BEFORE; round += 1) {
    await submit(tenant, 'PATCH', patchesOf(shape, round));
    await site.counts();
  }
  const before = site.processorMs();
  await site.whileHeld(() => submit(tenant, 'PATCH', patchesOf(shape, ROUNDS_BEFORE)));
  const parts = priceOf(await site.counts(), shape);
  return { parts, processorMs: Math.round(site.processorMs() - before) };
}

const CREATED_AT_ONCE = 250;
