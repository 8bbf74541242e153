import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../functions/domain/batch.ts';
import type {
  BatchControl,
  BatchIntake,
  BatchLedger,
  OpenBatch,
  OpenBatches,
} from '../../../functions/domain/ports.ts';
import { header, patches } from '../../support/domain.ts';
import { collect } from './batch-list-contract.ts';
import { newBatch, newKeyedBatches } from './batch-store-contract.ts';

export interface OpenBatchesPorts {
  readonly intake: BatchIntake;
  readonly control: BatchControl;
  readonly ledger: BatchLedger;
  readonly open: OpenBatches;
}

export interface OpenBatchesSetting {
  now(): Date;
}

const NOW = '2026-11-24T10:00:00.000Z';
const EXPIRES_AT = Date.parse(NOW) / 1000 + 60;
const BEFORE: OpenBatchesSetting = { now: () => new Date(NOW) };
const AFTER: OpenBatchesSetting = { now: () => new Date((EXPIRES_AT + 1) * 1000) };

let days = 0;

/** What finding open batches promises, whatever keeps them. The engines of the tests are never behind with an index. */
export function describeOpenBatches(
  name: string,
  make: (settings: readonly OpenBatchesSetting[]) => readonly OpenBatchesPorts[],
): void {
  const open = (setting = BEFORE): OpenBatchesPorts => openAll(setting)[0];
  const openAll = (...settings: readonly [OpenBatchesSetting, ...OpenBatchesSetting[]]) => {
    const [first, ...others] = make(settings);
    if (first === undefined) throw new Error('there are no ports');
    return [first, ...others] as const;
  };

  /** A day that no other test has batches of: the index is of all tenants. */
  const newDay = () => {
    days += 1;
    const day = new Date(Date.UTC(1980, 0, days)).toISOString().slice(0, 10);
    return {
      at: (second: number) => `${day}T00:00:${String(second).padStart(2, '0')}.000Z`,
      of: async (from: OpenBatches, pageSize = 100): Promise<readonly OpenBatch[]> =>
        (await collect(from.scan(pageSize))).filter(({ createdAt }) => createdAt.startsWith(day)),
    };
  };

  const commit = async ({ intake }: OpenBatchesPorts, overrides: Partial<Batch>) => {
    const held = newBatch(overrides);
    await intake.commit(held, patches({ customerId: 'c-1' }));
    return held;
  };
  const one = (found: readonly OpenBatch[]): OpenBatch => {
    const [first] = found;
    if (first === undefined) throw new Error('no batch is open');
    return first;
  };

  describe(`open batches: ${name}`, () => {
    it('are all tenants’, each once, oldest first, however many are read at a time', async () => {
      const ports = open();
      const day = newDay();
      const seconds = [7, 3, 11, 0, 5, 10, 2, 8, 1, 9, 6, 4];
      await Promise.all(
        seconds.map((second) => commit(ports, { createdAt: day.at(second), batchId: `batch-${second}` })),
      );
      const inOrder = seconds.toSorted((a, b) => a - b).map(day.at);
      for (const pageSize of [1, 5, 100]) {
        const found = await day.of(ports.open, pageSize);
        expect(found.map(({ createdAt }) => createdAt)).toEqual(inOrder);
      }
    });

    it('tell since when they are enqueued, and go when they are complete', async () => {
      const ports = open();
      const day = newDay();
      const held = await commit(ports, { createdAt: day.at(0) });
      expect(await day.of(ports.open)).toMatchObject([{ enqueuedAt: undefined }]);
      await ports.intake.markEnqueued(held);
      await ports.ledger.record(held, [{ index: 0, outcome: 'applied' }], NOW);
      await ports.control.requestCancel(held, NOW);
      expect(await day.of(ports.open)).toMatchObject([{ enqueuedAt: NOW }]);
      await ports.ledger.complete(held, 'success', NOW);
      expect(await day.of(ports.open)).toEqual([]);
      await ports.intake.markEnqueued(held);
      expect(await day.of(ports.open)).toEqual([]);
    });

    it('have headers as they are now, also where their key is in their id', async () => {
      const ports = open();
      const day = newDay();
      const [keyed = newBatch()] = newKeyedBatches(1, { createdAt: day.at(1) });
      const plain = await commit(ports, { createdAt: day.at(0), tenantId: 'a#b' });
      await ports.intake.commit(keyed, patches({ customerId: 'c-1' }));
      const recorded = await ports.ledger.record(keyed, [{ index: 0, outcome: 'applied' }], NOW);
      const found = await day.of(ports.open);
      expect(await Promise.all(found.map(ports.open.header))).toEqual([header(plain), recorded]);
    });

    it('are not forgotten while they have not expired', async () => {
      const ports = open();
      const day = newDay();
      const held = await commit(ports, { createdAt: day.at(0), expiresAt: EXPIRES_AT });
      const found = await day.of(ports.open);
      expect(await ports.open.forget(one(found))).toBe(false);
      expect(await day.of(ports.open)).toEqual(found);
      expect(await ports.open.header(one(found))).toEqual(header(held));
    });

    it('have no header when they have expired, and can then be forgotten once', async () => {
      const [before, after] = openAll(BEFORE, AFTER);
      if (after === undefined) throw new Error('there are no ports of later');
      const day = newDay();
      await commit(before, { createdAt: day.at(0), expiresAt: EXPIRES_AT });
      const found = one(await day.of(after.open));
      expect(await after.open.header(found)).toBeUndefined();
      expect(await after.open.forget(found)).toBe(true);
      expect(await day.of(after.open)).toEqual([]);
      expect(await after.open.forget(found)).toBe(false);
    });

    it('are not forgotten for one that expired before them with the same key', async () => {
      const [before, after] = openAll(BEFORE, AFTER);
      if (after === undefined) throw new Error('there are no ports of later');
      const day = newDay();
      const [first = newBatch(), second = newBatch()] = newKeyedBatches(2).map((keyed, at) => ({
        ...keyed,
        createdAt: day.at(at),
        ...(at === 0 ? { expiresAt: EXPIRES_AT } : {}),
      }));
      await before.intake.commit(first, patches({ customerId: 'c-1' }));
      const stale = one(await day.of(before.open));
      await after.intake.commit(second, patches({ customerId: 'c-1' }));
      expect(await after.open.header(stale)).toEqual(header(second));
      expect(await after.open.forget(stale)).toBe(false);
      expect(await day.of(after.open)).toMatchObject([{ createdAt: day.at(1) }]);
    });

    it('that are not there have no header and cannot be forgotten', async () => {
      const ports = open();
      const gone: OpenBatch = { place: 'nowhere', createdAt: NOW, enqueuedAt: undefined };
      expect(await ports.open.header(gone)).toBeUndefined();
      expect(await ports.open.forget(gone)).toBe(false);
    });
  });
}
