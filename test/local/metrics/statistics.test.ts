import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statisticOf } from '../../../local/metrics/statistics.ts';
import { createMetricStore, RESOLUTION_MS, RETENTION_MS } from '../../../local/metrics/store.ts';

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 });
const metric = { namespace: 'Test', name: 'Things', dimensions: { a: '1', b: '2' } };
const NOW = 1_800_000_000_000;

describe('a percentile', () => {
  it('is the least value that so many per cent of all do not exceed', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 1000 }), (all, permille) => {
        const percentile = statisticOf(`p${permille / 10}`)(all) ?? Number.NaN;
        const enough = (limit: number) =>
          all.filter((value) => value <= limit).length * 1000 >= permille * all.length;
        expect(percentile).toBe(Math.min(...all.filter(enough)));
      }),
    );
  });

  it.each(['p101', 'P50', 'p', 'tm99', 'sum'])('is not read from %s', (name) => {
    expect(() => statisticOf(name)).toThrow(`no statistic ${name}`);
  });
});

describe('the store', () => {
  const points = fc.array(
    fc.record({
      at: fc.integer({ min: NOW, max: NOW + 20_000 }),
      values: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 30 },
  );

  it('gives of each window what a look at every single value gives', () => {
    const windows = fc.record({
      from: fc.integer({ min: -3, max: 10 }).map((seconds) => NOW + seconds * RESOLUTION_MS),
      step: fc.integer({ min: 1, max: 5 }).map((seconds) => seconds * RESOLUTION_MS),
      length: fc.integer({ min: 1, max: 9 }).map((seconds) => seconds * RESOLUTION_MS),
      count: fc.integer({ min: 0, max: 12 }),
    });
    const names = fc.constantFrom('Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount');
    fc.assert(
      fc.property(points, windows, names, (all, { from, step, length, count }, name) => {
        const store = createMetricStore({ now: () => NOW });
        for (const point of all) store.add({ ...metric, ...point });
        const naive = Array.from({ length: count }, (_, at) => {
          const start = from + at * step;
          const inside = all
            .filter((point) => point.at >= start && point.at < start + length)
            .flatMap((point) => point.values);
          return inside.length === 0 ? null : NAIVE[name]?.(inside);
        });
        const read = store.read(metric, name, { from, step, length, count });
        expect(read.map(rounded)).toEqual(naive.map((one) => rounded(one ?? null)));
      }),
    );
  });

  it('keeps metrics apart by namespace, name and dimensions, in whatever order these come', () => {
    const store = createMetricStore({ now: () => NOW });
    store.add({ ...metric, at: NOW, values: [1] });
    const read = (key: object) =>
      store.read({ ...metric, ...key }, 'Sum', { from: NOW, step: 1000, length: 1000, count: 1 });
    expect(read({ dimensions: { b: '2', a: '1' } })).toEqual([1]);
    for (const other of [{ namespace: 'x' }, { name: 'x' }, { dimensions: { a: '1' } }])
      expect(read(other)).toEqual([null]);
  });

  it('forgets what is three hours old, and the oldest when there is too much', () => {
    let now = NOW;
    const store = createMetricStore({ now: () => now, maxValues: 3 });
    const sum = () =>
      store.read(metric, 'Sum', { from: NOW, step: 2 * RETENTION_MS, length: 2 * RETENTION_MS, count: 1 });
    for (const value of [1, 2, 4]) store.add({ ...metric, at: NOW + value * 1000, values: [value] });
    expect(sum()).toEqual([7]);
    store.add({ ...metric, at: NOW + 8000, values: [8] });
    expect(sum()).toEqual([14]);
    now = NOW + RETENTION_MS + 8000;
    store.add({ ...metric, at: now, values: [16] });
    expect(sum()).toEqual([24]);
  });
});

const total = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
const NAIVE: Readonly<Record<string, (all: readonly number[]) => number>> = {
  Sum: total,
  Average: (all) => total(all) / all.length,
  Minimum: (all) => Math.min(...all),
  Maximum: (all) => Math.max(...all),
  SampleCount: (all) => all.length,
};

/** The order in which values are added up may show in the last digit. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(9));
}
