import { describe, expect, it } from 'vitest';
import { HOT, SEPARATE } from '../../bench/cost/shapes.ts';
import { ratiosOf } from '../../bench/time/ratios.ts';
import { formatTimes } from '../../bench/time/report.ts';
import { ratioOf, spreadOf } from '../../bench/time/statistics.ts';

const times = [
  { name: 'Patchlane', shape: SEPARATE.name, rounds: [30, 60] },
  { name: 'bare pipe', shape: SEPARATE.name, rounds: [20, 30] },
  { name: 'bare writes', shape: SEPARATE.name, rounds: [10, 10] },
  { name: 'baseline', shape: SEPARATE.name, rounds: [60, 120] },
  { name: 'Patchlane', shape: HOT.name, rounds: [1, 2] },
  { name: 'baseline', shape: HOT.name, rounds: [100, 100] },
];

describe('what rounds come to', () => {
  it('is their median, and how far they lie apart', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 });
  });

  it('is a ratio of every round by itself, as a slow moment of the machine is in both times', () => {
    expect(ratioOf([10, 200, 30], [10, 100, 10])).toEqual({ median: 2, least: 1, most: 3 });
  });

  it('is told for every comparison, with what Patchlane is held to', () => {
    const ratios = ratiosOf(times);
    expect(ratios.map(({ over, median, ofLeast, budget }) => [over, median, ofLeast, budget])).toEqual([
      ['bare pipe', 1.75, 1.5, 1.8],
      ['bare writes', 4.5, 3, undefined],
      ['baseline', 0.5, 0.5, 0.5],
      ['baseline', 0.015, 0.01, 0.02],
    ]);
    expect(formatTimes(times, ratios)).toMatch(/bare pipe .* 1\.750 .* 1\.500 .* 2\.000 .* 1\.500 .* 1\.800/);
  });
});
