import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../functions/domain/batch.ts';
import type { BatchIntake, BatchLedger, BatchList } from '../../../functions/domain/ports.ts';
import { header, patches } from '../../support/domain.ts';
import { newBatch } from './batch-store-contract.ts';

export interface BatchListPorts {
  readonly intake: BatchIntake;
  readonly ledger: BatchLedger;
  readonly list: BatchList;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What listing batches promises, whatever keeps them. The engines of the tests are never behind with an index. */
export function describeBatchList(name: string, make: () => BatchListPorts): void {
  /** So many batches of one tenant, in an order of their own, and their ids newest first. */
  const accept = async (ports: BatchListPorts, count: number, overrides: Partial<Batch> = {}) => {
    const first = newBatch(overrides);
    const all = Array.from({ length: count }, (_, at) => ({
      ...first,
      // Ids of one time differ in what follows it.
      batchId: `01JDA${String((at * 11) % count).padStart(5, '0')}${at % 2 === 0 ? 'ZZ' : '00'}`,
    }));
    await Promise.all(all.map((held) => ports.intake.commit(held, patches({ customerId: 'c-1' }))));
    const newestFirst = all
      .map(({ batchId }) => batchId)
      .sort()
      .reverse();
    return { owner: first, all, newestFirst };
  };

  const idsOf = async (list: BatchList, ...args: Parameters<BatchList['scan']>) =>
    (await collect(list.scan(...args))).map(({ batchId }) => batchId);

  describe(`list of batches: ${name}`, () => {
    it('has every batch of the tenant once, newest first, however many are read at a time', async () => {
      const ports = make();
      const { owner, newestFirst } = await accept(ports, 25);
      for (const pageSize of [1, 7, 25, 26, 101]) {
        expect(await idsOf(ports.list, owner, undefined, pageSize)).toEqual(newestFirst);
      }
    });

    it('goes on after a batch, be it there or not', async () => {
      const ports = make();
      const { owner, newestFirst } = await accept(ports, 10);
      expect(await idsOf(ports.list, owner, newestFirst[3], 4)).toEqual(newestFirst.slice(4));
      expect(await idsOf(ports.list, owner, `${newestFirst[3]}0`, 4)).toEqual(newestFirst.slice(3));
      expect(await idsOf(ports.list, owner, newestFirst.at(-1), 4)).toEqual([]);
    });

    it('ends after what no batch can be called', async () => {
      const ports = make();
      const { owner } = await accept(ports, 2);
      expect(await idsOf(ports.list, owner, '', 4)).toEqual([]);
    });

    it('is empty for a tenant without batches', async () => {
      expect(await idsOf(make().list, newBatch(), undefined, 4)).toEqual([]);
    });

    it('is of one tenant of one partner, also where ids join to the same text', async () => {
      const ports = make();
      const { owner, newestFirst } = await accept(ports, 2, { tenantId: 'a#b' });
      await accept(ports, 3, { partnerId: owner.partnerId, tenantId: 'a' });
      await accept(ports, 3, { partnerId: `${owner.partnerId}#a`, tenantId: 'b' });
      expect(await idsOf(ports.list, owner, undefined, 4)).toEqual(newestFirst);
    });

    it('shows each batch as it is now, in its place', async () => {
      const ports = make();
      const { owner, all, newestFirst } = await accept(ports, 3);
      const [first] = all;
      if (first === undefined) throw new Error('there is no batch');
      await ports.intake.markEnqueued(first);
      const recorded = await ports.ledger.record(first, [{ index: 0, outcome: 'applied' }], first.createdAt);
      await ports.ledger.complete(first, 'success', first.createdAt);
      const byId = new Map(all.map((held) => [held.batchId, header(held)]));
      if (recorded !== undefined) byId.set(first.batchId, { ...recorded, completedAt: first.createdAt });
      expect(await collect(ports.list.scan(owner, undefined, 2))).toEqual(
        newestFirst.map((batchId) => ({ batchId, header: byId.get(batchId) })),
      );
    });

    it('has no header of a batch that has expired', async () => {
      const ports = make();
      const { owner, newestFirst } = await accept(ports, 2, { expiresAt: 1 });
      expect(await collect(ports.list.scan(owner, undefined, 2))).toEqual(
        newestFirst.map((batchId) => ({ batchId, header: undefined })),
      );
    });

    it('reads more headers at a time than one call takes', async () => {
      const ports = make();
      const { owner, newestFirst } = await accept(ports, 105);
      const listed = await collect(ports.list.scan(owner, undefined, 105));
      expect(listed.map((one) => one.header?.batchId)).toEqual(newestFirst);
    });
  });
}
