import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasValues, lastOf, toPlot, windowOf } from '../../../local/console/page/model/series.ts';

const TIMES = [1000, 2000, 3000];

function widget(stacked: boolean, ...measured: boolean[]) {
  const series = measured.map((one, at) => ({
    id: `s${at}`,
    label: `series ${at}`,
    axis: 'left' as const,
    measured: one,
  }));
  return {
    id: 'w',
    title: 'W',
    kind: 'timeseries' as const,
    x: 0,
    y: 0,
    width: 6,
    height: 6,
    stacked,
    series,
  };
}

describe('series as uPlot takes them', () => {
  it('have times in seconds, gaps as gaps, and no line for what is not measured', () => {
    const { data, bands } = toPlot(TIMES, widget(false, true, false, true), {
      s0: [1, null, 3],
      s1: [7, 7, 7],
      s2: [4, 5, 6],
    });
    expect(data).toEqual([
      [1, 2, 3],
      [1, null, 3],
      [4, 5, 6],
    ]);
    expect(bands).toEqual([]);
  });

  it('without data are as long as the times', () => {
    expect(toPlot(TIMES, widget(false, true), {}).data).toEqual([
      [1, 2, 3],
      [null, null, null],
    ]);
  });

  it('stacked lie on each other, with a band from each to the one under it', () => {
    const { data, bands } = toPlot(TIMES, widget(true, true, true, true), {
      s0: [1, null, null],
      s1: [2, 3, null],
      s2: [null, 4, null],
    });
    expect(data.slice(1)).toEqual([
      [1, 0, null],
      [3, 3, null],
      [3, 7, null],
    ]);
    expect(bands).toEqual([
      [2, 1],
      [3, 2],
    ]);
  });

  it('stacked end at their sum', () => {
    const lines = fc.array(fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(lines, (values) => {
        const named = Object.fromEntries(values.map((line, at) => [`s${at}`, line]));
        const { data } = toPlot(TIMES, widget(true, ...values.map(() => true)), named);
        const sums = TIMES.map((_, at) => values.reduce((sum, line) => sum + (line[at] ?? 0), 0));
        expect(data.at(-1)).toEqual(sums);
      }),
    );
  });

  it('have a last value, which is not a gap', () => {
    expect(lastOf([1, 2, null])).toBe(2);
    expect(lastOf([0, null])).toBe(0);
    expect(lastOf([null])).toBeNull();
    expect(lastOf(undefined)).toBeNull();
  });

  it('have no values when only what is not measured has some', () => {
    expect(hasValues(widget(false, true, false), { s0: [null], s1: [1] })).toBe(false);
    expect(hasValues(widget(false, true), { s0: [null, 0] })).toBe(true);
  });
});

describe('the window of time', () => {
  it('has edges at whole steps and at most 1000 of them', () => {
    const now = fc.integer({ min: 1e12, max: 2e12 });
    fc.assert(
      fc.property(fc.constantFrom(5, 15, 60), now, (minutes, at) => {
        const { from, to, step } = windowOf(minutes, at);
        expect([from % step, to % step]).toEqual([0, 0]);
        expect(to).toBeGreaterThanOrEqual(at);
        expect(to - at).toBeLessThan(step);
        expect((to - from) / step).toBeLessThanOrEqual(1000);
      }),
    );
  });
});
