import { describe, expect, it } from 'vitest';
import type { Batch } from '../../functions/domain/batch.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import { outcomeOf } from '../../functions/domain/ledger.ts';
import { resource, stateOf } from '../support/domain.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { failing, once } from '../support/port-calls.ts';
import { accept, batchKey, createConsumer, dataOf, keyOf, storeOf } from './support/consumer.ts';

/** Lanes that take several messages, with what one part must know of those before it. */

const EXISTING: JsonObject = { customerId: 'c-1', email: 'a@b.example', visits: 0 };
const LATER = '2026-11-24T11:00:00.000Z';

/** Six patches of one resource; that at `fails` breaks its schema. */
function documents(fails?: number): readonly JsonObject[] {
  return Array.from({ length: 6 }, (_, at) => ({ customerId: 'c-1', visits: at === fails ? -1 : at + 1 }));
}

function world(
  fails: number | undefined,
  perMessage: number,
  made: Partial<Batch> = { onFailure: 'skipRest' },
) {
  const store = storeOf({ 'c-1': stateOf(resource({ data: EXISTING })) });
  return { store, records: accept(store, made, documents(fails), perMessage) };
}

function requestCancel(store: MemoryStore) {
  const held = store.headers.get(batchKey()) ?? expect.fail('the batch is gone');
  store.headers.set(held, { ...held, cancelRequestedAt: held.cancelRequestedAt ?? LATER });
}

/** Of each patch: its outcome, or what it failed with. */
function resultsIn(store: MemoryStore) {
  const held = store.headers.get(batchKey()) ?? expect.fail('the batch is gone');
  return Array.from({ length: held.total }, (_, index) => {
    const outcome = outcomeOf(held.ledger, index);
    if (outcome !== 'failed') return outcome;
    const { code, causedBy } = store.failures.get(held)?.get(index) ?? expect.fail('nothing says why');
    return causedBy === undefined ? code : `${code} ${causedBy}`;
  });
}

function skippedFrom(fails: number) {
  return documents().map((_, at) => {
    if (at < fails) return 'applied';
    return at === fails ? 'validation_failed' : `skipped_after_failure ${fails}`;
  });
}

const SPLITS = [1, 2, 3, 6].flatMap((perMessage) =>
  [0, 1, 2, 3, 4, 5].map((fails) => ({ perMessage, fails })),
);

describe('a lane of parts of which the rest is skipped after a failure', () => {
  it.each(SPLITS)(
    'in one invocation: parts of $perMessage, patch $fails fails',
    async ({ perMessage, fails }) => {
      const { store, records } = world(fails, perMessage);
      const { receive } = createConsumer({ store });
      expect(await receive(...records)).toEqual([]);
      expect(resultsIn(store)).toEqual(skippedFrom(fails));
      expect(dataOf(store, 'c-1')).toEqual({ ...EXISTING, visits: fails });
    },
  );

  it.each(SPLITS)(
    'in one invocation per part: parts of $perMessage, patch $fails fails',
    async ({ perMessage, fails }) => {
      const { store, records } = world(fails, perMessage);
      for (const record of records) expect(await createConsumer({ store }).receive(record)).toEqual([]);
      expect(resultsIn(store)).toEqual(skippedFrom(fails));
      expect(dataOf(store, 'c-1')).toEqual({ ...EXISTING, visits: fails });
    },
  );

  it.each(SPLITS)(
    'with every message delivered twice, its ledger update lost the first time: parts of $perMessage, patch $fails fails',
    async ({ perMessage, fails }) => {
      const { store, records } = world(fails, perMessage);
      for (const record of records) {
        const crashed = createConsumer({ store, before: failing('record') });
        expect(await crashed.receive(record)).toEqual([record.messageId]);
        const written = store.states.get(keyOf('c-1'));
        expect(await createConsumer({ store }).receive(record)).toEqual([]);
        expect(store.states.get(keyOf('c-1'))).toEqual(written);
      }
      expect(resultsIn(store)).toEqual(skippedFrom(fails));
    },
  );

  it('comes again whole when an invocation with all of it cannot update the ledger', async () => {
    const { store, records } = world(1, 2);
    const crashed = createConsumer({ store, before: failing('record') });
    expect(await crashed.receive(...records)).toEqual(['b-1/0', 'b-1/2', 'b-1/4']);
    const written = store.states.get(keyOf('c-1'));
    expect(await createConsumer({ store }).receive(...records)).toEqual([]);
    expect(store.states.get(keyOf('c-1'))).toEqual(written);
    expect(resultsIn(store)).toEqual(skippedFrom(1));
  });

  it.each([undefined, 1])('waits for a part that is not settled: patch %s fails', async (fails) => {
    const { store, records } = world(fails, 2);
    const [first, second, third] = records;
    if (first === undefined || second === undefined || third === undefined) expect.fail('parts are missing');
    const { ports, receive } = createConsumer({ store });
    expect(await receive(second, third)).toEqual(['b-1/2', 'b-1/4']);
    expect(ports.calls.map(({ name }) => name)).not.toContain('write');
    expect(resultsIn(store)).toEqual(Array(6).fill(undefined));
    expect(await createConsumer({ store }).receive(first)).toEqual([]);
    expect(await createConsumer({ store }).receive(second, third)).toEqual([]);
    expect(resultsIn(store)).toEqual(fails === undefined ? Array(6).fill('applied') : skippedFrom(fails));
  });

  it('names the first cause, however many parts lie between', async () => {
    const { store, records } = world(0, 1);
    for (const record of records) await createConsumer({ store }).receive(record);
    expect(resultsIn(store).at(-1)).toBe('skipped_after_failure 0');
  });

  it('leaves other resources and other batches alone', async () => {
    const store = storeOf({ 'c-1': stateOf(resource({ data: EXISTING })) });
    const records = accept(
      store,
      { onFailure: 'skipRest', operation: 'upsert' },
      [
        { customerId: 'c-1', visits: -1 },
        { customerId: 'c-2', email: 'a@b.example' },
        { customerId: 'c-1', visits: 5 },
        { customerId: 'c-2', visits: 1 },
      ],
      1,
    );
    const others = accept(store, { batchId: 'b-2', onFailure: 'skipRest' }, [
      { customerId: 'c-1', visits: 9 },
    ]);
    expect(await createConsumer({ store }).receive(...records, ...others)).toEqual([]);
    expect(resultsIn(store)).toEqual(['validation_failed', 'applied', 'skipped_after_failure 0', 'applied']);
    expect(dataOf(store, 'c-1')).toEqual({ ...EXISTING, visits: 9 });
  });

  it('goes on where the batch says so, and waits for nothing', async () => {
    const { store, records } = world(1, 2, { onFailure: 'continue' });
    for (const record of records) expect(await createConsumer({ store }).receive(record)).toEqual([]);
    expect(resultsIn(store)).toEqual([
      'applied',
      'validation_failed',
      'applied',
      'applied',
      'applied',
      'applied',
    ]);
  });
});

describe('a batch that is cancelled', () => {
  it.each(['continue', 'skipRest'] as const)(
    'between two parts keeps what was applied and cancels the rest: %s',
    async (onFailure) => {
      const { store, records } = world(undefined, 2, { onFailure });
      const [first, ...rest] = records;
      if (first === undefined) expect.fail('there is no part');
      expect(await createConsumer({ store }).receive(first)).toEqual([]);
      requestCancel(store);
      expect(await createConsumer({ store }).receive(...rest)).toEqual([]);
      expect(resultsIn(store)).toEqual([
        'applied',
        'applied',
        'cancelled',
        'cancelled',
        'cancelled',
        'cancelled',
      ]);
      expect(dataOf(store, 'c-1')).toEqual({ ...EXISTING, visits: 2 });
      expect(store.states.get(keyOf('c-1'))?.version).toBe(3);
      expect(store.headers.get(batchKey())?.completedAt).toBeDefined();
    },
  );

  it('after a failed part skips nothing more: the rest is cancelled', async () => {
    const { store, records } = world(1, 2);
    const [first, ...rest] = records;
    if (first === undefined) expect.fail('there is no part');
    await createConsumer({ store }).receive(first);
    requestCancel(store);
    await createConsumer({ store }).receive(...rest);
    expect(resultsIn(store).slice(2)).toEqual(Array(4).fill('cancelled'));
  });

  it('needs no schema, makes no resource, and is cancelled but once however often it is delivered', async () => {
    const store = storeOf({});
    const records = accept(store, { operation: 'upsert' }, documents(), 2);
    requestCancel(store);
    for (const _ of [1, 2]) {
      const { ports, receive } = createConsumer({ store });
      expect(await receive(...records)).toEqual([]);
      expect(ports.calls.map(({ name }) => name)).not.toContain('findSchemaVersion');
      expect(store.states.get(keyOf('c-1'))).toMatchObject({ resource: undefined, version: 0, revision: 3 });
    }
    expect(resultsIn(store)).toEqual(Array(6).fill('cancelled'));
  });

  it('is what its ledger says, too, where the ledger update was lost before the flag was raised', async () => {
    const { store, records } = world(1, 2);
    const crashed = createConsumer({ store, before: failing('record') });
    expect(await crashed.receive(...records)).toEqual(['b-1/0', 'b-1/2', 'b-1/4']);
    requestCancel(store);
    expect(await createConsumer({ store }).receive(...records)).toEqual([]);
    expect(resultsIn(store)).toEqual(skippedFrom(1));
  });

  it.each(['continue', 'skipRest'] as const)(
    'is not gone on with by a consumer that was slow and has not seen the flag: %s',
    async (onFailure) => {
      const { store, records } = world(undefined, 2, { onFailure });
      const [first] = records;
      if (first === undefined) expect.fail('there is no part');
      const slow = createConsumer({
        store,
        before: once('write', async () => {
          requestCancel(store);
          expect(await createConsumer({ store }).receive(first)).toEqual([]);
        }),
      });
      expect(await slow.receive(...records)).toEqual([]);
      expect(resultsIn(store)).toEqual(Array(6).fill('cancelled'));
      expect(dataOf(store, 'c-1')).toEqual(EXISTING);
    },
  );
});
