import Table from 'cli-table3';
import { priceOfProcessor, totalOf } from './price.ts';
import type { Cost } from './run-cost.ts';

/** A table per shape: what was called for its batch, and what a million patches of the kind cost. */
export function formatCosts(costs: readonly Cost[]): string {
  return costs.map(formatCost).join('\n\n');
}

function formatCost({ shape, parts, processorMs }: Cost): string {
  const table = new Table({
    head: [`${shape.patches} patches: ${shape.name}`, 'calls', 'units', '$ per million patches'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, calls, units, perMillion } of parts)
    table.push([name, calls, units, perMillion.toFixed(4)]);
  table.push(['in all, without the time of functions', '', '', totalOf(parts).toFixed(4)]);
  if (processorMs !== undefined) {
    const computing = priceOfProcessor(processorMs, shape.patches).toFixed(4);
    table.push([`functions, if they only computed: ${processorMs} ms`, '', '', computing]);
  }
  return table.toString();
}
