import Table from 'cli-table3';
import { totalOf } from '../cost/price.ts';
import { spreadOf } from '../time/statistics.ts';
import { PATCHES_EACH } from './concurrent-batches.ts';
import { LEDGER_BUDGET, medianOf, STORED_BUDGET, storedRatios } from './figures.ts';
import type { LedgerUpdate } from './ledger.ts';
import type { Growth } from './measure.ts';

/** A table of each series. */
export function formatGrowth({ patches, batches, stored, ledger }: Growth): string {
  const bySize = table(['patches per batch', 'ms', '$ per million patches']);
  for (const point of patches) bySize.push([point.at, medianOf(point), totalOf(point.parts).toFixed(2)]);

  const byBatches = table([
    `batches at once, ${PATCHES_EACH} patches each`,
    'ms until all are final',
    'patches/s',
    '$ per million patches',
  ]);
  for (const point of batches) {
    const ms = medianOf(point);
    const perSecond = Math.round((point.at * PATCHES_EACH * 1000) / ms);
    byBatches.push([point.at, ms, perSecond, totalOf(point.parts).toFixed(2)]);
  }

  const byStored = table([
    'stored resources, 1000 patches',
    'ms',
    'over the first',
    'bare writes, ms',
    'over the first',
    '$ per million patches',
    'over the first',
    'budget',
  ]);
  for (const [at, { time, writes, cost }] of storedRatios(stored).entries()) {
    const point = stored[at];
    if (point === undefined) continue;
    byStored.push([
      point.at,
      medianOf(point),
      time.median.toFixed(2),
      spreadOf(point.writesMs).median,
      writes.median.toFixed(2),
      totalOf(point.parts).toFixed(2),
      cost.toFixed(4),
      STORED_BUDGET,
    ]);
  }
  return [bySize, byBatches, byStored, ledgerTable(ledger)].map((one) => one.toString()).join('\n\n');
}

/** As a batch begins, at its quarters and at its end. */
function ledgerTable(updates: readonly LedgerUpdate[]) {
  const rows = table(['records processed', 'write units of the update', 'bytes of the item', 'budget']);
  const quarters = [0, 0.25, 0.5, 0.75, 1].map((share) => updates[Math.round(share * (updates.length - 1))]);
  for (const update of quarters)
    if (update !== undefined) rows.push([update.processed, update.units, update.bytes, LEDGER_BUDGET]);
  return rows;
}

function table(head: readonly string[]) {
  return new Table({
    head: [...head],
    colAligns: head.map(() => 'right'),
    style: { head: [], border: [], compact: true },
  });
}
