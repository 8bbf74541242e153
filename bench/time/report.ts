import Table from 'cli-table3';
import type { Ratio } from './ratios.ts';
import { spreadOf } from './statistics.ts';
import type { Times } from './turns.ts';

/** Milliseconds of each contestant, then Patchlane's over the others'. */
export function formatTimes(times: readonly Times[], ratios: readonly Ratio[]): string {
  const milliseconds = table(['a batch of 1000 patches, ms', 'shape', 'median', 'least', 'most']);
  for (const { name, shape, rounds } of times) {
    const { median, least, most } = spreadOf(rounds);
    milliseconds.push([name, shape, median, least, most]);
  }
  const over = table(['Patchlane over', 'shape', 'median', 'least', 'most', 'of the least', 'budget']);
  for (const { over: name, shape, budget, ...spread } of ratios) {
    const figures = [spread.median, spread.least, spread.most, spread.ofLeast].map((ratio) =>
      ratio.toFixed(3),
    );
    over.push([name, shape, ...figures, budget === undefined ? '' : budget.toFixed(3)]);
  }
  return `${milliseconds.toString()}\n\n${over.toString()}`;
}

function table(head: readonly [string, string, ...string[]]) {
  return new Table({
    head: [...head],
    colAligns: head.map((_, at) => (at < 2 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
}
