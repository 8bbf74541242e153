import { type Cost, costsOf } from '../cost/run-cost.ts';
import { SEPARATE, type Shape } from '../cost/shapes.ts';
import { type SiteOptions, startSite } from '../cost/site.ts';
import { createLedgerWatch, type LedgerUpdate } from './ledger.ts';

/** So many patches, each of a resource of its own. */
export function batchOf(patches: number): Shape {
  return { ...SEPARATE, name: `${patches} patches`, patches, resources: patches };
}

export const BATCH_SIZES: readonly Shape[] = [1, 10, 100, 1000].map(batchOf);

/** Counts what batches of each size cost, and sees the ledger of the last one fill. */
export async function countBatchSizes(
  options: SiteOptions,
  sizes: readonly Shape[],
): Promise<{ readonly costs: readonly Cost[]; readonly ledger: readonly LedgerUpdate[] }> {
  const ledger = createLedgerWatch();
  const site = await startSite({ ...options, watch: ledger.watch });
  try {
    const costs = await costsOf(site, sizes);
    return { costs, ledger: ledger.updates() };
  } finally {
    await site.stop();
  }
}
