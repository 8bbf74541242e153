import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '../../../local/metrics/expression.ts';
import type { Series } from '../../../local/metrics/store.ts';

const SERIES: Readonly<Record<string, Series>> = {
  m1: [1, 2, null, 4],
  m2: [3, null, null, -4],
  errors: [0, 5, null, 9],
  empty: [null, null, null, null],
};

function evaluate(text: string): Series {
  return evaluateExpression(text, {
    series: (id) => SERIES[id] ?? [],
    period: 60,
    count: 4,
  });
}

describe('an expression of metrics', () => {
  it.each([
    ['m1', [1, 2, null, 4]],
    ['2 + 3 * 4', [14, 14, 14, 14]],
    // Where one of them has no data point, the result has none.
    ['m1 + m2', [4, null, null, 0]],
    ['-m1 * 10', [-10, -20, null, -40]],
    // The last one divides by zero.
    ['100 * m1 / (m1 + m2)', [25, null, null, null]],
    ['1 / (m1 / (m1 - m1))', [null, null, null, null]],
    ['FILL(m2, 0)', [3, 0, 0, -4]],
    ['FILL(m2, m1)', [3, 2, null, -4]],
    ['FILL(empty, 0) + FILL(m1, 0)', [1, 2, 0, 4]],
    ['IF(FILL(errors, 0) >= 5, 100 * errors / m1, 0)', [0, 250, 0, 225]],
    ['IF(m1 > 1, m1)', [null, 2, null, 4]],
    ['m1 > 1 && m1 < 4', [0, 1, null, 0]],
    ['m1 == 1 || m1 != 2', [1, 0, null, 1]],
    // Functions over several metrics take the points that are there.
    ['SUM([m1, m2])', [4, 2, null, 0]],
    ['AVG([m1, m2])', [2, 2, null, 0]],
    ['MAX([m1, m2, 3])', [3, 3, 3, 4]],
    ['MIN([m1, m2])', [1, 2, null, -4]],
    ['3600 * m1 / PERIOD(m1)', [60, 120, null, 240]],
    ['0.000000000001 * m1', [1e-12, 2e-12, null, 4e-12]],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it.each([
    ['m1 +', 'cannot be read'],
    ['RATE(m1)', 'RATE()'],
    ['m1 ^ 2', '^'],
    ['m1 ? 1 : 2', 'ConditionalExpression'],
    ['"text"', '"text"'],
    ['SUM(m1)', 'a function of several metrics'],
    ['[m1, m2] + 1', 'several metrics in one place'],
    ['[m1, m2]', 'more than one line'],
    ['constructor(1)', 'constructor()'],
  ])('%s is not passed over', (text, says) => {
    expect(() => evaluate(text)).toThrow(says);
  });
});
