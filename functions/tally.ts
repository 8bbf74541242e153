import type { MetricName, Metrics } from './domain/metrics.ts';

/** Metrics of one invocation, passed on and added up, so that its log line and the metrics cannot differ. */
export interface Tally extends Metrics {
  sumOf(name: MetricName): number;
}

export function createTally(metrics: Metrics): Tally {
  const sums = new Map<MetricName, number>();
  const sumOf = (name: MetricName) => sums.get(name) ?? 0;
  return {
    sumOf,
    add(name, value, by) {
      sums.set(name, sumOf(name) + value);
      metrics.add(name, value, by);
    },
  };
}
