import type { Widget, WidgetData } from '../api/console-contract.ts';

export type Values = readonly (number | null)[];

/** What uPlot takes: times in seconds, then one list per series, each as long. */
export interface Plot {
  readonly data: readonly Values[];
  /** Pairs of uPlot's series between which is filled: each series down to the one under it. */
  readonly bands: readonly (readonly [number, number])[];
}

export type Series = Widget['series'][number];

export function measured({ series }: Widget): readonly Series[] {
  return series.filter((one) => one.measured);
}

/**
 * The lines of a widget. Stacked, each is the sum of its own and those before it, and a gap counts as nothing, except
 * where all have one.
 * @param times ms
 */
export function toPlot(times: readonly number[], widget: Widget, values: WidgetData): Plot {
  const lines = measured(widget).map(({ id }) => times.map((_, at) => values[id]?.[at] ?? null));
  const seconds = times.map((ms) => ms / 1000);
  if (!widget.stacked) return { data: [seconds, ...lines], bands: [] };
  const stacked: Values[] = [];
  let below: Values = times.map((_, at) => (lines.some((line) => line[at] !== null) ? 0 : null));
  for (const line of lines) {
    below = below.map((sum, at) => (sum === null ? null : sum + (line[at] ?? 0)));
    stacked.push(below);
  }
  const bands = stacked.slice(1).map((_, at): readonly [number, number] => [at + 2, at + 1]);
  return { data: [seconds, ...stacked], bands };
}

/** The newest value that there is. */
export function lastOf(values: Values | undefined): number | null {
  return values?.findLast((value) => value !== null) ?? null;
}

export function hasValues(widget: Widget, values: WidgetData): boolean {
  return measured(widget).some(({ id }) => values[id]?.some((value) => value !== null));
}

/** The time that the charts show, in whole steps, so that a bucket does not change its edges from poll to poll. */
export function windowOf(minutes: number, now: number): { from: number; to: number; step: number } {
  const step = STEPS_MS[minutes] ?? 60_000;
  const to = Math.ceil(now / step) * step;
  return { from: to - minutes * 60_000, to, step };
}

const STEPS_MS: Readonly<Record<number, number>> = { 5: 5000, 15: 10_000, 60: 30_000 };
