import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../demo/model.ts';
import { type DemoResult, formatReport, mismatchesOf, type StageResult } from '../../demo/report.ts';
import type { Mismatch } from '../../demo/verify.ts';
import { airports, batch, reportOf } from './support/scenario.ts';

function stage(
  name: string,
  seconds: number,
  batches: readonly (readonly Outcome[])[],
  mismatches: readonly Mismatch[] = [],
): StageResult {
  return {
    name,
    seconds,
    mismatches,
    batches: batches.map((outcomes) => {
      const sent = batch('patch', airports(outcomes.length));
      const applied = outcomes.filter((outcome) => outcome === 'applied').length;
      return { batch: sent, report: reportOf(sent, outcomes), applied };
    }),
  };
}

const wrong = (where: string): Mismatch => ({ where, expected: 1, received: 2 });

function result(overrides: Partial<DemoResult> = {}): DemoResult {
  return {
    stages: [
      stage('upload', 2, [['applied', 'applied'], ['applied']]),
      stage('patch', 0.5, [['applied', 'unchanged', 'unchanged', 'validation_failed', 'resource_not_found']]),
    ],
    read: 4,
    mismatches: [],
    ...overrides,
  };
}

/** The cells of the table, row by row. */
function cells(report: string): readonly (readonly string[])[] {
  return report
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('formatReport', () => {
  it('adds up the batches of each stage and of all', () => {
    expect(cells(formatReport(result()))).toEqual([
      ['', 'upload', 'patch', 'read back', 'all'],
      ['batches', '2', '1', '', '3'],
      ['patches', '3', '5', '', '8'],
      ['applied', '3', '1', '', '4'],
      ['unchanged', '0', '2', '', '2'],
      ['failed', '0', '2', '', '2'],
      ['seconds', '2.0', '0.5', '', '2.5'],
      ['patches/s', '2', '10', '', '3'],
      ['mismatches', '0', '0', '0', '0'],
    ]);
  });

  it('says after the table why patches failed, and that nothing was otherwise than it should be', () => {
    const [failed, mismatches, ...rest] = formatReport(result()).split('\n').slice(-2);
    expect(failed).toBe('failed: 1 validation_failed, 1 resource_not_found');
    expect(mismatches).toBe('mismatches: 0 (4 airports read back)');
    expect(rest).toEqual([]);
  });

  it('says so when nothing failed', () => {
    expect(formatReport(result({ stages: [stage('upload', 1, [['applied']])] }))).toContain('failed: none\n');
  });

  it('counts the mismatches of batches and of what was read back, and names each', () => {
    const found = result({
      stages: [stage('upload', 1, [['applied']], [wrong('upload 1/1: applied')])],
      mismatches: [{ where: 'airport ATL: city', expected: undefined, received: 'Atlanta' }],
    });
    const report = formatReport(found);
    expect(cells(report).at(-1)).toEqual(['mismatches', '1', '1', '2']);
    expect(report.split('\n').slice(-3)).toEqual([
      'mismatches: 2 (4 airports read back)',
      'upload 1/1: applied should be 1, is 2',
      'airport ATL: city should be absent, is "Atlanta"',
    ]);
    expect(mismatchesOf(found)).toHaveLength(2);
  });

  it('names twenty mismatches, and counts the others', () => {
    const many = (count: number) =>
      formatReport(result({ mismatches: Array.from({ length: count }, (_, at) => wrong(`m${at}`)) })).split(
        '\n',
      );
    expect(many(20).at(-1)).toBe('m19 should be 1, is 2');
    expect(many(21).slice(-2)).toEqual(['m19 should be 1, is 2', '... and 1 more']);
  });

  it('fits a terminal of 80 columns', () => {
    for (const line of formatReport(result()).split('\n')) expect(line.length).toBeLessThan(80);
  });
});
