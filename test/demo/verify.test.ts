import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchReport } from '../../demo/client.ts';
import type { Outcome } from '../../demo/model.ts';
import { type BatchResult, compareAirport, compareBatch } from '../../demo/verify.ts';
import { airports, batch, reportOf } from './support/scenario.ts';

const OUTCOMES: readonly Outcome[] = ['applied', 'unchanged', 'validation_failed', 'resource_not_found'];

/** A batch with these outcomes, one per airport, as it should be reported. */
function result(outcomes: readonly Outcome[]): BatchResult {
  const sent = batch('patch', airports(outcomes.length));
  const applied = outcomes.filter((outcome) => outcome === 'applied').length;
  return { batch: sent, report: reportOf(sent, outcomes), applied };
}

describe('compareBatch', () => {
  it('finds nothing where every outcome was reported', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...OUTCOMES), { minLength: 1, maxLength: 20 }), (outcomes) => {
        expect(compareBatch(outcomes, result(outcomes))).toEqual([]);
      }),
    );
  });

  it.each<[BatchReport['status'], readonly Outcome[]]>([
    ['success', ['applied', 'unchanged']],
    ['partial_success', ['applied', 'validation_failed']],
    ['failed', ['resource_not_found', 'validation_failed']],
  ])('expects the status %s of %j', (status, outcomes) => {
    const right = result(outcomes);
    const wrong = { ...right, report: { ...right.report, status: 'cancelled' as const } };
    expect(compareBatch(outcomes, wrong)).toEqual([
      { where: 'patch 1/1: status', expected: status, received: 'cancelled' },
    ]);
  });

  it.each(['totalRecords', 'processedRecords', 'pendingRecords', 'failedRecords', 'successRate'] as const)(
    'finds a wrong %s',
    (field) => {
      const right = result(OUTCOMES);
      const { progress } = right.report;
      const wrong = {
        ...right,
        report: { ...right.report, progress: { ...progress, [field]: progress[field] + 1 } },
      };
      expect(compareBatch(OUTCOMES, wrong)).toEqual([
        { where: `patch 1/1: ${field}`, expected: progress[field], received: progress[field] + 1 },
      ]);
    },
  );

  it('finds a success that was reported and is none', () => {
    const right = result(['applied', 'unchanged', 'unchanged']);
    const { progress } = right.report;
    const wrong = { ...right, report: { ...right.report, progress: { ...progress, successfulRecords: 4 } } };
    expect(compareBatch(['applied', 'unchanged', 'unchanged'], wrong)).toEqual([
      { where: 'patch 1/1: successfulRecords', expected: 3, received: 4 },
      { where: 'patch 1/1: unchanged', expected: 2, received: 3 },
    ]);
  });

  it('finds a patch that was applied twice, or not at all', () => {
    for (const applied of [0, 2]) {
      expect(
        compareBatch(['applied', 'unchanged'], { ...result(['applied', 'unchanged']), applied }),
      ).toEqual([
        { where: 'patch 1/1: applied', expected: 1, received: applied },
        { where: 'patch 1/1: unchanged', expected: 1, received: 2 - applied },
      ]);
    }
  });

  it('finds a failure with another code, of another airport, at another index', () => {
    const outcomes: readonly Outcome[] = ['applied', 'validation_failed'];
    const right = result(outcomes);
    const expected = { externalId: '001', code: 'validation_failed' };
    const withDetails = (details: BatchReport['errors']['details']) => ({
      ...right,
      report: { ...right.report, errors: { details } },
    });
    const where = 'patch 1/1, failure of index: 1';
    for (const received of [
      { ...expected, code: 'resource_not_found' },
      { ...expected, externalId: '000' },
    ]) {
      expect(compareBatch(outcomes, withDetails({ '1': received }))).toEqual([{ where, expected, received }]);
    }
    expect(compareBatch(outcomes, withDetails({ '0': expected }))).toEqual([
      { where, expected, received: undefined },
      { where: 'patch 1/1, failure of index: 0', expected: undefined, received: expected },
    ]);
  });
});

describe('compareAirport', () => {
  const stored = { version: 2, data: { iata: 'ATL', region: { name: 'South', utcOffset: -6 } } };

  it('finds nothing where both are the same, whatever the order of fields', () => {
    const reordered = { data: { region: { utcOffset: -6, name: 'South' }, iata: 'ATL' }, version: 2 };
    expect(compareAirport('ATL', stored, reordered)).toEqual([]);
  });

  it('finds nothing where neither is there', () => {
    expect(compareAirport('XATL', undefined, undefined)).toEqual([]);
  });

  it('finds another version', () => {
    expect(compareAirport('ATL', stored, { ...stored, version: 3 })).toEqual([
      { where: 'airport ATL: version', expected: 2, received: 3 },
    ]);
  });

  it('finds a field that differs, is missing or is too many', () => {
    const region = { name: 'South' };
    expect(compareAirport('ATL', stored, { version: 2, data: { region, city: 'Atlanta' } })).toEqual([
      { where: 'airport ATL: iata', expected: 'ATL', received: undefined },
      { where: 'airport ATL: region', expected: { name: 'South', utcOffset: -6 }, received: region },
      { where: 'airport ATL: city', expected: undefined, received: 'Atlanta' },
    ]);
  });

  it('finds an airport that is missing, and one that should not be there', () => {
    expect(compareAirport('ATL', stored, undefined)).toHaveLength(3);
    expect(compareAirport('ATL', undefined, { version: 1, data: {} })).toEqual([
      { where: 'airport ATL: version', expected: undefined, received: 1 },
    ]);
  });
});
