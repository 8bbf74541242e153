/** How much there was in all at the end of each tick. */
export type Curve = readonly number[];

/** Batches that waited for as long. */
export interface Wait {
  readonly seconds: number;
  readonly batches: number;
}

const NOTHING = 1e-6;

/** How long what came in waited until it was out, first in first out; whatever is out in the tick it came in waited for nothing. */
export function waits(came: Curve, went: Curve, tick: number): readonly Wait[] {
  let out = 0;
  return came.flatMap((all, at) => {
    const batches = all - (came[at - 1] ?? 0);
    if (batches <= 0) return [];
    while (out < went.length - 1 && (went[out] ?? 0) < all - NOTHING) out += 1;
    return [{ seconds: Math.max(0, out - at) * tick, batches }];
  });
}

/** What so large a part of the batches waited at most. */
export function quantile(values: readonly Wait[], part: number): number {
  const sorted = values.toSorted((one, other) => one.seconds - other.seconds);
  const all = sorted.reduce((sum, { batches }) => sum + batches, 0);
  let sum = 0;
  for (const { seconds, batches } of sorted) {
    sum += batches;
    if (sum >= all * part - NOTHING) return seconds;
  }
  return 0;
}
