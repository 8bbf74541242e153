import Table from 'cli-table3';
import { totalOf } from '../cost/price.ts';
import { formatCosts } from '../cost/report.ts';
import type { CostRatio } from './run-baseline-cost.ts';

/** A table per shape of what the baseline calls, then the ratios. */
export function formatRatios(ratios: readonly CostRatio[]): string {
  const table = new Table({
    head: ['$ per million patches', 'Patchlane', 'baseline', 'ratio', 'budget'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { patchlane, baseline, ratio, budget } of ratios) {
    const [own, other] = [patchlane, baseline].map(({ parts }) => totalOf(parts).toFixed(4));
    table.push([patchlane.shape.name, own, other, ratio.toFixed(4), budget.toFixed(4)]);
  }
  return `By the book:\n\n${formatCosts(ratios.map(({ baseline }) => baseline))}\n\n${table.toString()}`;
}
