import { describe, expect, it } from 'vitest';
import type {
  BatchIntake,
  BatchLedger,
  ReadSnapshot,
  ResourceWriter,
} from '../../../functions/domain/ports.ts';
import { NO_STATE } from '../../../functions/domain/resource.ts';
import { header, patches, resource, stateOf } from '../../support/domain.ts';
import { newBatch } from './batch-store-contract.ts';
import { newResourceKey } from './resource-store-contract.ts';

export interface SnapshotPorts {
  readonly resources: ResourceWriter;
  readonly intake: BatchIntake;
  readonly ledger: BatchLedger;
  readonly readSnapshot: ReadSnapshot;
}

/** What reading a snapshot promises, whatever it is read from. */
export function describeSnapshot(name: string, make: () => SnapshotPorts): void {
  describe(`snapshot: ${name}`, () => {
    it('has the state of every resource and the header of every batch that was asked for', async () => {
      const { resources, intake, readSnapshot } = make();
      const keys = Array.from({ length: 10 }, (_, at) => newResourceKey({ externalId: `c-${at}` }));
      const states = keys.map((_, at) => stateOf(resource({ version: at + 1 }), { revision: at + 1 }));
      const batches = keys.map(() => newBatch());
      for (const [at, key] of keys.entries()) await resources.write(key, states[at] ?? NO_STATE, 0);
      for (const held of batches) await intake.commit(held, patches({ customerId: 'c-1' }));

      const snapshot = await readSnapshot(keys, batches);
      expect(keys.map((key) => snapshot.stateOf(key))).toEqual(states);
      expect(batches.map((held) => snapshot.headerOf(held))).toEqual(batches.map((held) => header(held)));
    });

    it('has what several messages name alike once for all of them', async () => {
      const { resources, intake, readSnapshot } = make();
      const key = newResourceKey();
      const held = newBatch();
      const state = stateOf(resource());
      await resources.write(key, state, 0);
      await intake.commit(held, patches({ customerId: 'c-1' }));
      const snapshot = await readSnapshot([key, { ...key }, key], [held, { ...held }, held]);
      expect(snapshot.stateOf({ ...key })).toEqual(state);
      expect(snapshot.headerOf({ ...held })).toEqual(header(held));
    });

    it('has nothing where nothing is', async () => {
      const { readSnapshot } = make();
      const key = newResourceKey();
      const held = newBatch();
      const snapshot = await readSnapshot([key], [held]);
      expect(snapshot.stateOf(key)).toEqual(NO_STATE);
      expect(snapshot.headerOf(held)).toBeUndefined();
    });

    it('of nothing has nothing', async () => {
      const snapshot = await make().readSnapshot([], []);
      expect(snapshot.stateOf(newResourceKey())).toEqual(NO_STATE);
      expect(snapshot.headerOf(newBatch())).toBeUndefined();
    });

    it('has a tombstone with its marker, and a header with its ledger', async () => {
      const { resources, intake, ledger, readSnapshot } = make();
      const key = newResourceKey();
      const held = newBatch();
      const tombstone = stateOf(undefined, {
        version: 4,
        revision: 6,
        marker: [{ batchId: held.batchId, lane: 0, outcomes: ['applied', 'failed'] }],
      });
      await resources.write(key, tombstone, 0);
      await intake.commit(held, patches({ customerId: 'c-1' }));
      const recorded = await ledger.record(held, [{ index: 0, outcome: 'applied' }], held.createdAt);
      const snapshot = await readSnapshot([key], [held]);
      expect(snapshot.stateOf(key)).toEqual(tombstone);
      expect(snapshot.headerOf(held)).toEqual(recorded);
    });

    it('keeps apart what differs in one part of its key', async () => {
      const { resources, intake, readSnapshot } = make();
      const key = newResourceKey({ tenantId: 'a#b', schemaId: 'c' });
      const held = newBatch({ tenantId: 'a#b', batchId: 'c' });
      await resources.write(key, stateOf(resource()), 0);
      await intake.commit(held, patches({ customerId: 'c-1' }));
      const otherKey = { ...key, tenantId: 'a', schemaId: 'b#c' };
      const otherBatch = { ...held, tenantId: 'a', batchId: 'b#c' };
      const snapshot = await readSnapshot([key, otherKey], [held, otherBatch]);
      expect(snapshot.stateOf(otherKey)).toEqual(NO_STATE);
      expect(snapshot.headerOf(otherBatch)).toBeUndefined();
      expect(snapshot.stateOf(key)).toEqual(stateOf(resource()));
    });

    it('keeps apart batches with the same idempotency key, of which one is stored, whichever is asked for first', async () => {
      const { intake, readSnapshot } = make();
      const held = newBatch();
      const digest = held.batchId.split('-')[1] ?? 'digest';
      const stored = { ...held, batchId: `01JD0000000000000000000001-${digest}` };
      const other = { ...held, batchId: `01JD0000000000000000000002-${digest}` };
      await intake.commit(stored, patches({ customerId: 'c-1' }));
      for (const order of [
        [stored, other],
        [other, stored],
      ]) {
        const snapshot = await readSnapshot([], [stored, other]);
        const found = order.map((batch) => snapshot.headerOf(batch)?.batchId);
        expect(found).toEqual(order.map((batch) => (batch === stored ? stored.batchId : undefined)));
      }
    });

    it('does not change with what is written after it', async () => {
      const { resources, readSnapshot } = make();
      const key = newResourceKey();
      const snapshot = await readSnapshot([key], []);
      await resources.write(key, stateOf(resource()), 0);
      expect(snapshot.stateOf(key)).toEqual(NO_STATE);
    });
  });
}
