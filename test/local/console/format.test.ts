import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatMilliseconds,
  formatSeconds,
  formatShare,
  formatSpan,
  formatValue,
} from '../../../local/console/page/model/format.ts';

describe('numbers of the console', () => {
  it.each([
    [0, '0'],
    [0.1234, '0.123'],
    [1000, '1,000'],
    [1234.5, '1,235'],
    [120_000, '120,000'],
    [1_250_000, '1.25 M'],
    [2e9, '2 G'],
  ])('shows a count of %d as %s', (count, text) => expect(formatCount(count)).toBe(text));

  it.each([
    [0, '0 ms'],
    [0.25, '0.25 ms'],
    [42.4, '42 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1234, '1.2 s'],
    [61_000, '1 min 1 s'],
  ])('shows %d milliseconds as %s', (ms, text) => expect(formatMilliseconds(ms)).toBe(text));

  it.each([
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [3599.6, '1 h'],
    [7500, '2 h 5 min'],
    [86_400, '1 d'],
    [180_000, '2 d 2 h'],
    [-5, '-5 s'],
  ])('shows %d seconds as %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  it('shows a share as whole or none only when it is', () => {
    expect([0, 0.0001, 0.123, 0.9999, 1].map(formatShare)).toEqual([
      '0 %',
      '< 0.1 %',
      '12.3 %',
      '99.9 %',
      '100 %',
    ]);
  });

  it('shows bytes in binary units', () => {
    expect([512, 2048, 1_572_864].map(formatBytes)).toEqual(['512 B', '2 KiB', '1.5 MiB']);
  });

  it('shows a metric by its unit, and no value as a dash, never as 0', () => {
    expect(formatValue(1500, 'Milliseconds')).toBe('1.5 s');
    expect(formatValue(0.00012, 'USD')).toBe('$0.00012');
    expect(formatValue(12, 'Percent')).toBe('12 %');
    expect(formatValue(12)).toBe('12');
    expect(formatValue(null, 'Count')).toBe('–');
    expect(formatValue(undefined)).toBe('–');
  });

  it('shows how long a batch took, or has taken so far', () => {
    const from = '2026-11-27T10:00:00.000Z';
    expect(formatSpan(from, '2026-11-27T10:00:02.500Z')).toBe('2.5 s');
    expect(formatSpan(from, null, Date.parse(from) + 90_000)).toBe('1 min 30 s');
    expect(formatSpan(null, null)).toBe('–');
  });
});
