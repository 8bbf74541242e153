import type { MetricKey, RecordPoint } from './data-point.ts';
import { statisticOf } from './statistics.ts';

/** Null where there was no data. */
export type Series = readonly (number | null)[];

/** Spans of time that a statistic is taken of: `count` of `length` each, one beginning every `step`. In milliseconds. */
export interface Windows {
  readonly from: number;
  readonly step: number;
  readonly length: number;
  readonly count: number;
}

/** What was measured, by metric. */
export interface MetricStore {
  readonly add: RecordPoint;
  /** One value per window, with times down to the second. */
  readonly read: (metric: MetricKey, statistic: string, windows: Windows) => Series;
}

export const RESOLUTION_MS = 1000;
/** What the dashboard shows. */
export const RETENTION_MS = 3 * 60 * 60 * 1000;
/** Per metric, some 4 MB: a run under load forgets sooner. */
const MAX_VALUES = 500_000;

interface Second {
  readonly at: number;
  readonly values: number[];
}

interface Kept {
  /** In the order of time. */
  readonly seconds: Second[];
  count: number;
}

/** Keeps data points in memory, by the second, for three hours. */
export function createMetricStore({
  now = Date.now,
  maxValues = MAX_VALUES,
}: {
  readonly now?: () => number;
  readonly maxValues?: number;
} = {}): MetricStore {
  const metrics = new Map<string, Kept>();
  return {
    add: ({ at, values, ...metric }) => {
      const key = textOf(metric);
      const kept = metrics.get(key) ?? { seconds: [], count: 0 };
      metrics.set(key, kept);
      secondOf(kept, at - (at % RESOLUTION_MS)).values.push(...values);
      kept.count += values.length;
      forget(kept, now() - RETENTION_MS, maxValues);
    },
    read: (metric, name, { from, step, length, count }) => {
      const statistic = statisticOf(name);
      const { seconds } = metrics.get(textOf(metric)) ?? { seconds: [] };
      return Array.from({ length: count }, (_, position) => {
        const start = from + position * step;
        const values: number[] = [];
        for (let at = firstFrom(seconds, start); at < seconds.length; at += 1) {
          const second = seconds[at];
          if (second === undefined || second.at >= start + length) break;
          values.push(...second.values);
        }
        return statistic(values) ?? null;
      });
    },
  };
}

function textOf({ namespace, name, dimensions }: MetricKey): string {
  const pairs = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, pairs]);
}

/** Data comes about in order, so the place is looked for from the end. */
function secondOf({ seconds }: Kept, at: number): Second {
  let place = seconds.length;
  while (place > 0 && (seconds[place - 1]?.at ?? 0) > at) place -= 1;
  const before = seconds[place - 1];
  if (before?.at === at) return before;
  const made = { at, values: [] };
  seconds.splice(place, 0, made);
  return made;
}

function forget(kept: Kept, before: number, maxValues: number): void {
  for (;;) {
    const [oldest] = kept.seconds;
    if (oldest === undefined || (oldest.at >= before && kept.count <= maxValues)) return;
    kept.seconds.shift();
    kept.count -= oldest.values.length;
  }
}

/** Place of the first second that is not before a time. */
function firstFrom(seconds: readonly Second[], time: number): number {
  let low = 0;
  let high = seconds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seconds[middle]?.at ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
