import { totalOf } from '../cost/price.ts';
import { ratioOf, type Spread, spreadOf } from '../time/statistics.ts';
import type { Point } from './point.ts';
import type { StoredPoint } from './stored-resources.ts';

/** What time and cost with the most stored resources over those with the fewest are held to. */
export const STORED_BUDGET = 1.1;

/** Bytes that the item of a ledger is held to with 1000 records: it is written whole with every update. */
export const LEDGER_BUDGET = 5 * 1024;

export function medianOf({ ms }: Pick<Point, 'ms'>): number {
  return spreadOf(ms).median;
}

/** Where more is stored, over where the least is. */
export interface StoredRatio {
  readonly at: number;
  readonly time: Spread;
  /** Of the bare writes: how much the server itself grows slower. */
  readonly writes: Spread;
  readonly cost: number;
}

/** @param points the fewest stored resources first */
export function storedRatios(points: readonly StoredPoint[]): readonly StoredRatio[] {
  const [least] = points;
  if (least === undefined) throw new RangeError('there is nothing to compare');
  return points.map(({ at, ms, writesMs, parts }) => ({
    at,
    time: ratioOf(ms, least.ms),
    writes: ratioOf(writesMs, least.writesMs),
    cost: totalOf(parts) / totalOf(least.parts),
  }));
}
