/** What several rounds come to; milliseconds, or a ratio. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [least] = sorted;
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) throw new RangeError('there is nothing to spread');
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? least) + (sorted[Math.ceil(middle)] ?? most)) / 2;
  return { median, least, most };
}

/** How often one takes the time of the other: round by round, because the machine changes between rounds. */
export function ratioOf(times: readonly number[], others: readonly number[]): Spread {
  return spreadOf(times.map((time, round) => time / (others[round] ?? Number.NaN)));
}
