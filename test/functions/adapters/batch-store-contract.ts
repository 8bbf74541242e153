import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch, Operation } from '../../../functions/domain/batch.ts';
import { PatchlaneError } from '../../../functions/domain/errors.ts';
import { FAILURE_CODES } from '../../../functions/domain/fold.ts';
import { OUTCOMES, type Settled, toLedger } from '../../../functions/domain/ledger.ts';
import type {
  BatchContent,
  BatchIntake,
  BatchLedger,
  BatchProgress,
  RecordedFailure,
} from '../../../functions/domain/ports.ts';
import { batch, header, ledger, patches } from '../../support/domain.ts';

/** A batch that nobody else has: the tests share servers. */
export function newBatch(overrides: Partial<Batch> = {}): Batch {
  return batch({ partnerId: `partner-${randomUUID()}`, total: 1000, ...overrides });
}

export function failureOf(index: number, overrides: Partial<RecordedFailure> = {}): RecordedFailure {
  return {
    index,
    externalId: `c-${index}`,
    code: 'validation_failed',
    message: 'The patched resource does not match its schema.',
    errors: ['/email: must match format "email"', '/: must have at least 2 fields'],
    retryable: false,
    ...overrides,
  };
}

export interface BatchStore {
  readonly intake: BatchIntake;
  readonly progress: BatchProgress;
  readonly content: BatchContent;
  readonly ledger: BatchLedger;
}

export interface BatchStoreSetting {
  now(): Date;
}

/** What storing a batch and following it promise, whatever keeps it. */
export function describeBatchStore(name: string, make: (setting: BatchStoreSetting) => BatchStore): void {
  const NOW = '2026-11-24T10:00:01.000Z';
  const LATER = '2026-11-24T10:00:02.000Z';
  const open = () => make({ now: () => new Date(NOW) });

  /** A store in which the batch is. */
  const openWith = async (held: Batch): Promise<BatchStore> => {
    const store = open();
    await store.intake.commit(held, patches({ customerId: 'c-1' }));
    return store;
  };

  describe(`batch store: ${name}`, () => {
    describe('the content', () => {
      it('is what was committed, in request order, however large', async () => {
        for (const documents of [
          [{ customerId: 'c-1', gone: null, __proto__: 'own' }],
          Array.from({ length: 1000 }, (_, at) => ({
            customerId: `c-${at}`,
            noise: randomUUID().repeat(30),
          })),
        ]) {
          const store = open();
          const held = newBatch({ total: documents.length });
          await store.intake.commit(held, patches(...documents));
          expect(await store.content.patches(held)).toEqual(patches(...documents));
        }
      });

      it('of a batch that is not there is an error', async () => {
        await expect(open().content.patches(newBatch())).rejects.toThrow(PatchlaneError);
      });
    });

    describe('the header', () => {
      it('is not there before its batch', async () => {
        const store = open();
        expect(await store.progress.header(newBatch())).toBeUndefined();
        expect(await store.ledger.header(newBatch())).toBeUndefined();
      });

      it.each<Operation>(['patch', 'upsert', 'create'])(
        'says what was committed and that nothing is processed: %s',
        async (operation) => {
          const held = newBatch({ operation });
          const store = await openWith(held);
          expect(await store.progress.header(held)).toEqual(header(held));
          expect(await store.ledger.header(held)).toEqual(header(held));
        },
      );

      it('is found by batch, tenant and partner together', async () => {
        const held = newBatch();
        const store = await openWith(held);
        for (const other of [{ batchId: 'other' }, { tenantId: 'other' }, { partnerId: 'other' }]) {
          expect(await store.progress.header({ ...held, ...other })).toBeUndefined();
        }
      });

      it('is not found under ids that join to the same text', async () => {
        const held = newBatch({ tenantId: 'b#c', batchId: 'd' });
        const store = await openWith(held);
        expect(await store.progress.header({ ...held, tenantId: 'b', batchId: 'c#d' })).toBeUndefined();
        expect(await store.progress.header({ ...held, tenantId: 'b%23c' })).toBeUndefined();
      });

      it('is not found under an id that no batch can have', async () => {
        expect(await open().progress.header(newBatch({ batchId: 'x'.repeat(5000) }))).toBeUndefined();
      });

      it.each([
        ['is there until the second it expires in', 1, true],
        ['is gone from the second it expires in', 0, false],
        ['is gone after it expired', -1, false],
      ])('%s', async (_, secondsLeft, isThere) => {
        const held = newBatch({ expiresAt: Date.parse(NOW) / 1000 + secondsLeft });
        const store = await openWith(held);
        const settled: readonly Settled[] = [{ index: 0, outcome: 'applied' }];
        const expected = isThere ? expect.objectContaining({ batchId: held.batchId }) : undefined;
        expect(await store.progress.header(held)).toEqual(expected);
        expect(await store.ledger.header(held)).toEqual(expected);
        expect(await store.ledger.record(held, settled, NOW)).toEqual(expected);
      });
    });

    describe('committing', () => {
      it('twice changes nothing of what has happened in between', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const before = await store.ledger.record(held, [{ index: 3, outcome: 'applied' }], NOW);
        await store.intake.commit(held, patches({ customerId: 'c-1' }));
        expect(await store.progress.header(held)).toEqual(before);
      });

      it('takes a thousand patches', async () => {
        const held = newBatch();
        const store = open();
        const documents = Array.from({ length: 1000 }, (_, at) => ({ customerId: `c-${at}`, name: null }));
        await store.intake.commit(held, patches(...documents));
        expect(await store.progress.header(held)).toEqual(header(held));
      });
    });

    describe('noting that all is enqueued', () => {
      it('tells readers since when, and changes nothing else, also the second time', async () => {
        const held = newBatch();
        const store = await openWith(held);
        await store.intake.markEnqueued(held);
        await store.intake.markEnqueued(held);
        expect(await store.progress.header(held)).toEqual({ ...header(held), enqueuedAt: NOW });
      });

      it('fails for a batch that is not there, and makes none', async () => {
        const store = open();
        const key = newBatch();
        await expect(store.intake.markEnqueued(key)).rejects.toThrow(PatchlaneError);
        expect(await store.progress.header(key)).toBeUndefined();
      });
    });

    describe('recording outcomes', () => {
      it('gives the header after it, which is what readers then see', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const after = await store.ledger.record(
          held,
          [
            { index: 0, outcome: 'applied' },
            { index: 999, outcome: 'unchanged' },
            { index: 5, outcome: 'failed' },
            { index: 4, outcome: 'cancelled' },
            { index: 6, outcome: 'failed' },
          ],
          NOW,
        );
        expect(after).toEqual(
          header({
            ...held,
            ledger: ledger({ applied: [0], unchanged: [999], failed: [5, 6], cancelled: [4] }),
            startedAt: NOW,
            updatedAt: NOW,
          }),
        );
        expect(await store.progress.header(held)).toEqual(after);
        expect(await store.ledger.header(held)).toEqual(after);
      });

      it('keeps when the first came and when the last came', async () => {
        const held = newBatch();
        const store = await openWith(held);
        await store.ledger.record(held, [{ index: 0, outcome: 'applied' }], NOW);
        const after = await store.ledger.record(held, [{ index: 1, outcome: 'applied' }], LATER);
        expect(after).toMatchObject({ startedAt: NOW, updatedAt: LATER, completedAt: undefined });
      });

      it('again changes nothing of the ledger', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const settled: readonly Settled[] = [
          { index: 1, outcome: 'applied' },
          { index: 2, outcome: 'failed' },
        ];
        const once = await store.ledger.record(held, settled, NOW);
        const twice = await store.ledger.record(held, settled, LATER);
        expect(twice?.ledger).toEqual(once?.ledger);
      });

      it('makes the union of all that was ever recorded, in whatever pieces and however often', async () => {
        const settled = fc.record({ index: fc.nat(999), outcome: fc.constantFrom(...OUTCOMES) });
        const calls = fc.array(fc.array(settled, { minLength: 1, maxLength: 10 }), {
          minLength: 1,
          maxLength: 6,
        });
        await fc.assert(
          fc.asyncProperty(calls, async (all) => {
            const held = newBatch();
            const store = await openWith(held);
            for (const call of all) await store.ledger.record(held, call, NOW);
            expect((await store.progress.header(held))?.ledger).toEqual(toLedger(all.flat()));
          }),
          { numRuns: 20 },
        );
      });

      it('of several consumers at once loses none', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const calls = Array.from({ length: 20 }, (_, call) =>
          Array.from({ length: 50 }, (_unused, at) => ({
            index: call * 50 + at,
            outcome: OUTCOMES[at % OUTCOMES.length] ?? 'applied',
          })),
        );
        const headers = await Promise.all(calls.map((call) => store.ledger.record(held, call, NOW)));
        const all = toLedger(calls.flat());
        expect((await store.progress.header(held))?.ledger).toEqual(all);
        // Exactly one of them sees the ledger full, and completes the batch.
        const sizes = headers.map((seen) =>
          OUTCOMES.reduce((sum, of) => sum + (seen?.ledger[of].size ?? 0), 0),
        );
        expect(sizes.filter((size) => size === 1000)).toHaveLength(1);
      });

      it('finds no batch that is not there, and makes none', async () => {
        const store = open();
        const key = newBatch();
        expect(await store.ledger.record(key, [{ index: 0, outcome: 'applied' }], NOW)).toBeUndefined();
        expect(await store.progress.header(key)).toBeUndefined();
      });

      it('leaves other batches alone', async () => {
        const held = newBatch();
        const other = { ...held, tenantId: 'tenant-2' };
        const store = await openWith(held);
        await store.intake.commit(other, patches({ customerId: 'c-1' }));
        await store.ledger.record(held, [{ index: 0, outcome: 'applied' }], NOW);
        expect(await store.progress.header(other)).toEqual(header(other));
      });
    });

    describe('completing', () => {
      it('happens once, and keeps the first time', async () => {
        const held = newBatch();
        const store = await openWith(held);
        expect(await store.ledger.complete(held, 'success', NOW)).toBe(true);
        expect(await store.ledger.complete(held, 'failed', LATER)).toBe(false);
        expect(await store.progress.header(held)).toEqual(header({ ...held, completedAt: NOW }));
      });

      it('is done by one of several who try at once', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const tries = await Promise.all(
          Array.from({ length: 5 }, () => store.ledger.complete(held, 'success', NOW)),
        );
        expect(tries.filter((flipped) => flipped)).toHaveLength(1);
      });

      it('leaves ledger and times as they were', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const before = await store.ledger.record(held, [{ index: 0, outcome: 'applied' }], NOW);
        await store.ledger.complete(held, 'success', LATER);
        expect(await store.progress.header(held)).toEqual({ ...before, completedAt: LATER });
      });

      it('finds no batch that is not there, and makes none', async () => {
        const store = open();
        const key = newBatch();
        expect(await store.ledger.complete(key, 'success', NOW)).toBe(false);
        expect(await store.progress.header(key)).toBeUndefined();
      });
    });

    describe('failures', () => {
      const byIndex = (failures: readonly RecordedFailure[]) =>
        new Map(failures.map((failure) => [failure.index, failure]));

      it('are none where none were stored', async () => {
        const held = newBatch();
        const store = await openWith(held);
        await store.ledger.record(held, [{ index: 0, outcome: 'failed' }], NOW);
        expect(await store.progress.failures(held)).toEqual(byIndex([]));
      });

      it('come back as they were stored', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const failures = [
          ...FAILURE_CODES.map((code, index) => failureOf(index, { code, retryable: index % 2 === 0 })),
          failureOf(999, { errors: [], message: '', externalId: 'é#~\u{1f600}' }),
        ];
        await store.ledger.saveFailures(held, failures);
        expect(await store.progress.failures(held)).toEqual(byIndex(failures));
      });

      it('may be as many and as long as a batch has records', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const errors = Array.from({ length: 21 }, (_, at) => `/field-${at}: ${'must '.repeat(10)}`);
        const failures = Array.from({ length: 1000 }, (_, index) => failureOf(index, { errors }));
        await store.ledger.saveFailures(held, failures);
        expect(await store.progress.failures(held)).toEqual(byIndex(failures));
      });

      it('replace what was stored for the same index and keep the others', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const changed = failureOf(1, { message: 'changed' });
        await store.ledger.saveFailures(held, [failureOf(0), failureOf(1)]);
        await store.ledger.saveFailures(held, [changed, failureOf(2)]);
        expect(await store.progress.failures(held)).toEqual(byIndex([failureOf(0), changed, failureOf(2)]));
      });

      it('belong to their batch alone', async () => {
        const held = newBatch();
        const store = await openWith(held);
        await store.ledger.saveFailures(held, [failureOf(0)]);
        for (const other of [{ batchId: 'other' }, { tenantId: 'other' }, { partnerId: 'other' }]) {
          expect(await store.progress.failures({ ...held, ...other })).toEqual(byIndex([]));
        }
      });

      it('do not count as outcomes', async () => {
        const held = newBatch();
        const store = await openWith(held);
        await store.ledger.saveFailures(held, [failureOf(0)]);
        expect(await store.progress.header(held)).toEqual(header(held));
      });
    });
  });
}
