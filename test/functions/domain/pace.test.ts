import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchHeader } from '../../../functions/domain/batch.ts';
import { OUTCOMES, toLedger } from '../../../functions/domain/ledger.ts';
import { secondsToCompletion } from '../../../functions/domain/pace.ts';
import { header } from '../../support/domain.ts';

const ACCEPTED = Date.parse('2026-11-24T10:00:00.000Z');

/** A batch accepted at `ACCEPTED`, so many of its records being processed since `startedAt`, in ms after that. */
function running(total: number, processed: number, startedAt: number): BatchHeader {
  const indexes = Array.from({ length: processed }, (_, index) => index);
  return header({
    total,
    createdAt: new Date(ACCEPTED).toISOString(),
    startedAt: processed === 0 ? undefined : new Date(ACCEPTED + startedAt).toISOString(),
    ledger: toLedger(indexes.map((index) => ({ index, outcome: OUTCOMES[index % 4] ?? 'applied' }))),
  });
}

const moment = (ms: number) => new Date(ACCEPTED + ms);

/** A batch that runs, and how long after its start it is looked at. */
const anyRunning = fc
  .record({
    total: fc.integer({ min: 1, max: 1000 }),
    percent: fc.nat(99),
    startedAt: fc.nat(3_600_000),
    since: fc.nat(3_600_000),
  })
  .map(({ percent, ...world }) => ({ ...world, processed: Math.floor((world.total * percent) / 100) }));

describe('the seconds until a batch is worth another look', () => {
  it.each([
    ['half done in 10 s', 100, 50, 10_000, 10],
    ['a quarter done in 5 s', 1000, 250, 5_000, 15],
    ['a part of a second for the rest', 1000, 999, 10_000, 1],
    ['a fraction for the rest, rounded up', 100, 40, 1_000, 2],
    ['nothing but its first outcomes, right now', 1000, 10, 0, 1],
    ['a rest that takes an hour', 1000, 1, 10_000, 60],
  ])('of a batch with %s', (_, total, processed, since, seconds) => {
    // The wait in the queue does not count.
    const startedAt = 600_000;
    expect(secondsToCompletion(running(total, processed, startedAt), moment(startedAt + since))).toBe(
      seconds,
    );
  });

  it.each([
    [0, 1],
    [1_999, 1],
    [2_001, 2],
    [20_000, 10],
    [120_000, 60],
    [3_600_000, 60],
  ])('of a batch of which nothing is processed, %i ms old, are %i', (age, seconds) => {
    expect(secondsToCompletion(running(10, 0, 0), moment(age))).toBe(seconds);
  });

  it('are whole and from 1 to 60, whatever the batch and the clock', () => {
    fc.assert(
      fc.property(
        anyRunning,
        fc.integer({ min: -60_000, max: 0 }),
        ({ total, processed, startedAt, since }, skew) => {
          const seconds = secondsToCompletion(
            running(total, processed, startedAt),
            moment(startedAt + since + skew),
          );
          expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60).toBe(true);
        },
      ),
    );
  });

  it('are never fewer later, while nothing comes', () => {
    fc.assert(
      fc.property(anyRunning, fc.nat(600_000), ({ total, processed, startedAt, since }, more) => {
        const held = running(total, processed, startedAt);
        const now = secondsToCompletion(held, moment(startedAt + since));
        expect(secondsToCompletion(held, moment(startedAt + since + more))).toBeGreaterThanOrEqual(now);
      }),
    );
  });

  it('are never more for a batch that is further at the same time', () => {
    fc.assert(
      fc.property(anyRunning, fc.nat(1000), ({ total, processed, startedAt, since }, more) => {
        fc.pre(processed > 0);
        const further = Math.min(total, processed + more);
        const at = moment(startedAt + since);
        expect(secondsToCompletion(running(total, further, startedAt), at)).toBeLessThanOrEqual(
          secondsToCompletion(running(total, processed, startedAt), at),
        );
      }),
    );
  });

  it('are no more than its age, since first outcomes say little of the pace', () => {
    expect(secondsToCompletion(running(1000, 10, 0), moment(2_000))).toBe(2);
    expect(secondsToCompletion(running(1000, 10, 1_000), moment(3_500))).toBe(4);
    expect(secondsToCompletion(running(1000, 10, 0), moment(0))).toBe(1);
  });

  it('lead to its end when it keeps its pace, or are its age, or a minute', () => {
    fc.assert(
      fc.property(anyRunning, ({ total, processed, startedAt, since }) => {
        fc.pre(processed > 0);
        const seconds = secondsToCompletion(running(total, processed, startedAt), moment(startedAt + since));
        const byThen = (processed * (since + seconds * 1000)) / Math.max(since, 1);
        const age = Math.max(1, Math.ceil((startedAt + since) / 1000));
        expect(seconds === 60 || seconds === age || byThen >= total - 1e-6).toBe(true);
      }),
    );
  });
});
