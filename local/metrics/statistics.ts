/** Makes one number of a period's values; undefined when there are none. */
export type Statistic = (values: readonly number[]) => number | undefined;

const SIMPLE: ReadonlyMap<string, Statistic> = new Map(
  Object.entries<(values: readonly number[]) => number>({
    Sum: sum,
    Average: (values) => sum(values) / values.length,
    Minimum: (values) => values.reduce((least, value) => Math.min(least, value)),
    Maximum: (values) => values.reduce((most, value) => Math.max(most, value)),
    SampleCount: (values) => values.length,
  }),
);

/**
 * Gives a statistic by CloudWatch's name for it: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile
 * such as `p99.9`. An error for any other.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function statisticOf(name: string): Statistic {
  const compute = SIMPLE.get(name) ?? percentile(name);
  return (values) => (values.length === 0 ? undefined : compute(values));
}

/** By nearest rank: the least value that so many per cent of all values do not exceed, so always one that was measured. */
function percentile(name: string): Statistic {
  const percent = /^p(\d{1,2}(\.\d+)?|100)$/.exec(name)?.[1];
  if (percent === undefined) throw new Error(`The local run knows no statistic ${name}.`);
  return (values) => {
    const ranked = values.toSorted((a, b) => a - b);
    const rank = Math.ceil((Number(percent) / 100) * ranked.length);
    return ranked[Math.max(rank, 1) - 1];
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
