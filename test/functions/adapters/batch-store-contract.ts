import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch, Operation } from '../../../functions/domain/batch.ts';
import { PatchlaneError } from '../../../functions/domain/errors.ts';
import { FAILURE_CODES } from '../../../functions/domain/fold.ts';
import { OUTCOMES, type Settled, toLedger } from '../../../functions/domain/ledger.ts';
import type {
  BatchContent,
  BatchControl,
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

/** Batches of one owner that came with the same idempotency key. */
export function newKeyedBatches(count: number, overrides: Partial<Batch> = {}): readonly Batch[] {
  const { partnerId } = newBatch();
  const keyDigest = randomUUID().replaceAll('-', '');
  return Array.from({ length: count }, (_, at) =>
    batch({
      partnerId,
      batchId: `01JDA000000000000000BATCH${at}-${keyDigest}`,
      requestDigest: `digest-${at}`,
      ...overrides,
    }),
  );
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
  readonly control: BatchControl;
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

      it('has what patches have beside their fields', async () => {
        const store = open();
        const held = newBatch({ total: 3 });
        const content = [
          { index: 0, patch: { customerId: 'c-1' }, ifVersion: 7, parentIndex: 3 },
          { index: 1, patch: { customerId: 'c-1' } },
          { index: 2, patch: { customerId: 'c-2' }, parentIndex: 0 },
        ];
        await store.intake.commit(held, content);
        expect(await store.content.patches(held)).toEqual(content);
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

      it('says what a batch has that others have not', async () => {
        const held = newBatch({ onFailure: 'skipRest', parentBatchId: 'b-0', requestDigest: 'digest' });
        const store = await openWith(held);
        expect(await store.progress.header(held)).toEqual(header(held));
      });

      it.each<Operation>(['patch', 'upsert', 'create', 'delete'])(
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

    describe('with an idempotency key', () => {
      const keyDigestOf = ({ batchId }: Batch) => batchId.split('-')[1] ?? '';
      const documentsOf = ({ batchId }: Batch, count = 3) =>
        Array.from({ length: count }, (_, at) => ({ customerId: `c-${at}`, batchId }));
      const twoBatches = (overrides: Partial<Batch> = {}) => {
        const [first, second] = newKeyedBatches(2, overrides);
        if (first === undefined || second === undefined) expect.fail('two batches were asked for');
        return [first, second] as const;
      };

      it('a batch is found by its key, for its owner alone', async () => {
        const store = open();
        const [held] = twoBatches();
        const keyDigest = keyDigestOf(held);
        expect(await store.intake.findByKey(held, keyDigest)).toBeUndefined();
        expect(await store.intake.commit(held, patches(...documentsOf(held)))).toEqual(header(held));
        expect(await store.intake.findByKey(held, keyDigest)).toEqual(header(held));
        expect(await store.progress.header(held)).toEqual(header(held));
        expect(await store.intake.findByKey({ ...held, tenantId: 'other' }, keyDigest)).toBeUndefined();
        expect(await store.intake.findByKey({ ...held, partnerId: 'other' }, keyDigest)).toBeUndefined();
        expect(await store.intake.findByKey(held, `${keyDigest.slice(1)}x`)).toBeUndefined();
      });

      it('a batch is found as it stands', async () => {
        const store = open();
        const [held] = twoBatches();
        await store.intake.commit(held, patches(...documentsOf(held)));
        const after = await store.ledger.record(held, [{ index: 0, outcome: 'failed' }], NOW);
        await store.intake.markEnqueued(held);
        expect(await store.intake.findByKey(held, keyDigestOf(held))).toEqual({ ...after, enqueuedAt: NOW });
      });

      it('the same batch committed again, its answer being lost, is given back as it stands', async () => {
        const store = open();
        const [held] = twoBatches();
        await store.intake.commit(held, patches(...documentsOf(held)));
        const after = await store.ledger.record(held, [{ index: 0, outcome: 'applied' }], NOW);
        expect(await store.intake.commit(held, patches(...documentsOf(held)))).toEqual(after);
      });

      it('a second batch is not stored: the first is given back, and its content stays whole', async () => {
        const store = open();
        const [first, second] = twoBatches();
        const large = Array.from({ length: 1000 }, (_, at) => ({
          customerId: `c-${at}`,
          noise: Array.from({ length: 25 }, () => randomUUID()).join(),
        }));
        await store.intake.commit(first, patches(...large));
        const after = await store.ledger.record(first, [{ index: 0, outcome: 'applied' }], NOW);
        expect(await store.intake.commit(second, patches(...documentsOf(second)))).toEqual(after);
        expect(await store.intake.findByKey(first, keyDigestOf(first))).toEqual(after);
        expect(await store.progress.header(second)).toBeUndefined();
        expect(await store.ledger.header(second)).toBeUndefined();
        expect(await store.content.patches(first)).toEqual(patches(...large));
      });

      it('one of several that are committed at once is stored, and given back to all', async () => {
        const store = open();
        const held = newKeyedBatches(5);
        const headers = await Promise.all(
          held.map((one) => store.intake.commit(one, patches(...documentsOf(one)))),
        );
        const [winner] = headers;
        if (winner === undefined) expect.fail('nothing was given back');
        expect(headers).toEqual(headers.map(() => winner));
        expect(held.filter(({ batchId }) => batchId === winner.batchId)).toHaveLength(1);
        expect(await store.content.patches(winner)).toEqual(patches(...documentsOf(winner)));
      });

      it('a batch that expired no longer holds its key, and nothing of it is in the next one', async () => {
        let time = Date.parse(NOW);
        const store = make({ now: () => new Date(time) });
        const [first, second] = twoBatches({ expiresAt: time / 1000 + 10 });
        const next = { ...second, expiresAt: first.expiresAt + 100 };
        await store.intake.commit(first, patches(...documentsOf(first)));
        await store.ledger.record(first, [{ index: 0, outcome: 'applied' }], NOW);
        await store.ledger.complete(first, 'success', NOW);
        await store.control.requestCancel(first, NOW);
        time += 9_000;
        expect(await store.intake.commit(next, patches(...documentsOf(next)))).toMatchObject({
          batchId: first.batchId,
        });
        time += 1_000;
        expect(await store.intake.findByKey(first, keyDigestOf(first))).toBeUndefined();
        expect(await store.intake.commit(next, patches(...documentsOf(next, 2)))).toEqual(header(next));
        expect(await store.intake.findByKey(first, keyDigestOf(first))).toEqual(header(next));
        expect(await store.progress.header(next)).toEqual(header(next));
        expect(await store.content.patches(next)).toEqual(patches(...documentsOf(next, 2)));
        await expectUntouchedBy(store, first, next);
      });

      it('a batch that was not stored cannot change the one that was', async () => {
        const store = open();
        const [first, second] = twoBatches();
        await store.intake.commit(first, patches(...documentsOf(first)));
        await store.intake.commit(second, patches(...documentsOf(second)));
        await expectUntouchedBy(store, second, first);
        await expectUntouchedBy(store, { ...first, batchId: `-${keyDigestOf(first)}` }, first);
      });

      /** Whatever is asked for `other` finds nothing, and leaves `held` as it is. */
      async function expectUntouchedBy(store: BatchStore, other: Batch, held: Batch): Promise<void> {
        const before = await store.progress.header(held);
        expect(before).toBeDefined();
        expect(await store.progress.header(other)).toBeUndefined();
        expect(await store.ledger.header(other)).toBeUndefined();
        expect(await store.ledger.record(other, [{ index: 1, outcome: 'failed' }], LATER)).toBeUndefined();
        expect(await store.ledger.complete(other, 'failed', LATER)).toBe(false);
        expect(await store.control.requestCancel(other, LATER)).toBeUndefined();
        await expect(store.intake.markEnqueued(other)).rejects.toThrow(PatchlaneError);
        expect(await store.progress.header(held)).toEqual(before);
      }
    });

    describe('a request to cancel', () => {
      it('gives the header after it, which is what readers then see, and changes nothing else', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const before = await store.ledger.record(held, [{ index: 0, outcome: 'applied' }], NOW);
        const after = await store.control.requestCancel(held, LATER);
        expect(after).toEqual({ ...before, cancelRequestedAt: LATER });
        expect(await store.progress.header(held)).toEqual(after);
        expect(await store.ledger.header(held)).toEqual(after);
      });

      it('keeps the first time', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const first = await store.control.requestCancel(held, NOW);
        expect(await store.control.requestCancel(held, LATER)).toEqual(first);
        expect(await store.progress.header(held)).toEqual(header({ ...held, cancelRequestedAt: NOW }));
      });

      it('finds no batch that is not there or has expired, and makes none', async () => {
        const store = open();
        const key = newBatch();
        expect(await store.control.requestCancel(key, NOW)).toBeUndefined();
        expect(await store.progress.header(key)).toBeUndefined();
        const expired = newBatch({ expiresAt: Date.parse(NOW) / 1000 });
        await store.intake.commit(expired, patches({ customerId: 'c-1' }));
        expect(await store.control.requestCancel(expired, NOW)).toBeUndefined();
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

      it('are there one by one, for their batch alone, and none where nothing failed', async () => {
        const held = newBatch();
        const store = await openWith(held);
        const failures = [
          failureOf(0, { code: 'version_mismatch', currentVersion: 7 }),
          failureOf(10, { code: 'skipped_after_failure', causedBy: 0, retryable: true }),
          failureOf(100),
        ];
        await store.ledger.saveFailures(held, failures);
        for (const failure of failures)
          expect(await store.ledger.failure(held, failure.index)).toEqual(failure);
        expect(await store.progress.failures(held)).toEqual(byIndex(failures));
        expect(await store.ledger.failure(held, 1)).toBeUndefined();
        expect(await store.ledger.failure({ ...held, batchId: 'other' }, 0)).toBeUndefined();
        expect(await store.ledger.failure({ ...held, tenantId: 'other' }, 0)).toBeUndefined();
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
