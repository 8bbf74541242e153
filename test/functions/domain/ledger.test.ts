import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchStatus, Ledger, Outcome } from '../../../functions/domain/batch.ts';
import {
  finalStatusOf,
  OUTCOMES,
  outcomeOf,
  progressOf,
  type Settled,
  settledOutcomes,
  statusOf,
  toLedger,
} from '../../../functions/domain/ledger.ts';
import { header, ledger } from '../../support/domain.ts';

const MIXED = ledger({ applied: [0, 3], unchanged: [1], failed: [4], cancelled: [5, 6] });

/** The outcomes of some records of a batch, and how many records the batch has. */
const anySettled = fc
  .array(fc.option(fc.constantFrom<Outcome>('applied', 'unchanged', 'failed', 'cancelled')), { minLength: 1 })
  .map((outcomes) => ({
    total: outcomes.length,
    settled: outcomes.flatMap((outcome, index): readonly Settled[] =>
      outcome === null ? [] : [{ index, outcome }],
    ),
  }));

function sizes(sets: Ledger): Readonly<Record<Outcome, number>> {
  const { applied, unchanged, failed, cancelled } = sets;
  return {
    applied: applied.size,
    unchanged: unchanged.size,
    failed: failed.size,
    cancelled: cancelled.size,
  };
}

describe('toLedger', () => {
  it('sorts outcomes into one set each', () => {
    const settled: readonly Settled[] = [
      { index: 2, outcome: 'failed' },
      { index: 0, outcome: 'applied' },
      { index: 1, outcome: 'applied' },
    ];
    expect(toLedger(settled)).toEqual({
      applied: new Set([0, 1]),
      unchanged: new Set(),
      failed: new Set([2]),
      cancelled: new Set(),
    });
  });

  it('is the same when outcomes are reported again, in whatever order', () => {
    fc.assert(
      fc.property(
        anySettled.chain(({ settled }) =>
          fc.tuple(
            fc.constant(settled),
            fc.shuffledSubarray([...settled]),
            fc.shuffledSubarray([...settled]),
          ),
        ),
        ([settled, again, andAgain]) => {
          expect(toLedger([...again, ...settled, ...andAgain])).toEqual(toLedger(settled));
        },
      ),
    );
  });
});

describe('outcomeOf', () => {
  it('is that of the set that holds the index', () => {
    expect([0, 1, 4, 5].map((index) => outcomeOf(MIXED, index))).toEqual(OUTCOMES);
  });

  it('is undefined while the record is pending', () => {
    expect(outcomeOf(MIXED, 2)).toBeUndefined();
  });
});

describe('settledOutcomes', () => {
  it('are those of the indexes asked for, in their order', () => {
    expect(settledOutcomes(MIXED, [4, 0, 1])).toEqual([
      { index: 4, outcome: 'failed' },
      { index: 0, outcome: 'applied' },
      { index: 1, outcome: 'unchanged' },
    ]);
  });

  it.each([[[2]], [[2, 0]], [[0, 2]], [[0, 2, 1]]])('are undefined when one of %j is pending', (indexes) => {
    expect(settledOutcomes(MIXED, indexes)).toBeUndefined();
  });
});

describe('progressOf', () => {
  it('counts the records of every outcome', () => {
    expect(progressOf(MIXED, 10)).toEqual({
      totalRecords: 10,
      processedRecords: 6,
      successfulRecords: 3,
      unchangedRecords: 1,
      pendingRecords: 4,
      failedRecords: 1,
      cancelledRecords: 2,
      successRate: 0.5,
    });
  });

  it.each<[string, Ledger, number]>([
    ['0 while nothing is processed', ledger(), 0],
    ['0 when everything failed', ledger({ failed: [0, 1] }), 0],
    ['0 when everything was cancelled', ledger({ cancelled: [0, 1] }), 0],
    ['1 when nothing failed, unchanged records too', ledger({ applied: [0], unchanged: [1] }), 1],
    ['that of the processed records, not of all', ledger({ applied: [0], failed: [1] }), 0.5],
  ])('has a success rate of %s', (_what, sets, rate) => {
    expect(progressOf(sets, 4).successRate).toBe(rate);
  });

  it('never loses a record: total = applied + unchanged + failed + cancelled + pending', () => {
    fc.assert(
      fc.property(anySettled, ({ settled, total }) => {
        const sets = toLedger(settled);
        const progress = progressOf(sets, total);
        const { applied, unchanged, failed, cancelled } = sizes(sets);
        expect(applied + unchanged + failed + cancelled + progress.pendingRecords).toBe(total);
        expect(progress.processedRecords + progress.pendingRecords).toBe(total);
        expect(progress.successfulRecords).toBe(applied + unchanged);
        expect(progress.cancelledRecords).toBe(cancelled);
        expect(progress.pendingRecords).toBeGreaterThanOrEqual(0);
        expect(progress.successRate).toBeGreaterThanOrEqual(0);
        expect(progress.successRate).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('statusOf', () => {
  it.each<[BatchStatus, string, Ledger]>([
    ['pending', 'nothing is processed', ledger()],
    ['processing', 'one record is applied', ledger({ applied: [0] })],
    ['processing', 'one record is unchanged', ledger({ unchanged: [2] })],
    ['processing', 'one record failed', ledger({ failed: [1] })],
    ['processing', 'one record was cancelled', ledger({ cancelled: [1] })],
    ['processing', 'all but one are processed', ledger({ applied: [0], failed: [2] })],
    ['success', 'all are applied', ledger({ applied: [0, 1, 2] })],
    ['success', 'all are applied or unchanged', ledger({ applied: [0], unchanged: [1, 2] })],
    ['partial_success', 'some failed', ledger({ applied: [0, 1], failed: [2] })],
    ['partial_success', 'all but one failed', ledger({ unchanged: [0], failed: [1, 2] })],
    ['failed', 'all failed', ledger({ failed: [0, 1, 2] })],
    ['cancelled', 'all were cancelled', ledger({ cancelled: [0, 1, 2] })],
    ['cancelled', 'the rest was cancelled', ledger({ applied: [0, 1], cancelled: [2] })],
    ['cancelled', 'what did not fail was cancelled', ledger({ failed: [0, 1], cancelled: [2] })],
  ])('is %s when %s', (status, _what, sets) => {
    expect(statusOf(header({ ledger: sets, total: 3 }))).toBe(status);
  });

  it('is final exactly when no record is pending', () => {
    fc.assert(
      fc.property(anySettled, ({ settled, total }) => {
        const sets = toLedger(settled);
        const final = finalStatusOf(sets, total);
        expect(final === undefined).toBe(progressOf(sets, total).pendingRecords > 0);
        const status = statusOf(header({ ledger: sets, total }));
        if (final !== undefined) expect(status).toBe(final);
        else expect(status).toBe(settled.length === 0 ? 'pending' : 'processing');
      }),
    );
  });
});
