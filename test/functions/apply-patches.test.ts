import { describe, expect, it } from 'vitest';
import { sqsHandler } from '../../functions/adapters/sqs-event.ts';
import { createApplyPatches } from '../../functions/apply-patches.ts';
import type { Batch } from '../../functions/domain/batch.ts';
import { TransientError } from '../../functions/domain/errors.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import { header, ledger, resource, stateOf } from '../support/domain.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { failing, type Hook, once, type PortName } from '../support/port-calls.ts';
import {
  accept,
  batchKey,
  createConsumer,
  dataOf,
  eventsOf,
  keyOf,
  type SqsRecord,
  storeOf,
} from './support/consumer.ts';

/** A customer `customerId` that has been written once. */
function customer(customerId: string, fields: JsonObject = {}) {
  return stateOf(resource({ data: { customerId, email: 'a@b.example', ...fields } }));
}

function twoCustomers(): MemoryStore {
  return storeOf({ 'c-1': customer('c-1'), 'c-2': customer('c-2') });
}

function named(customerId: string, ...names: readonly string[]): readonly JsonObject[] {
  return names.map((name) => ({ customerId, name }));
}

function headerIn(store: MemoryStore, batchId = 'b-1') {
  return store.headers.get(batchKey(batchId));
}

/** Makes a call fail whose arguments name something, as often as it comes. */
function failingFor(name: PortName, part: string): Hook {
  return (call) => {
    if (call.name === name && JSON.stringify(call.args).includes(`"${part}"`)) {
      throw new TransientError(`${name} was made to fail for ${part}`);
    }
  };
}

/** What two consumers on one database do in turn: the first one meets a fault, then the messages come again. */
async function redeliver(
  store: MemoryStore,
  records: readonly SqsRecord[],
  fault: { readonly before?: Hook; readonly after?: Hook },
) {
  const first = await createConsumer({ store, ...fault }).receive(...records);
  const states = structuredClone(store.states.values());
  const second = createConsumer({ store, now: () => new Date('2026-11-24T12:05:00.000Z') });
  const again = await second.receive(...records.filter(({ messageId }) => first.includes(messageId)));
  return { first, states, again, second };
}

/** What is no lane message. */
function broken(record: SqsRecord, body: string): SqsRecord {
  return { ...record, messageId: 'broken', body };
}

function sole(records: readonly SqsRecord[]): SqsRecord {
  const [first] = records;
  if (first === undefined || records.length > 1) return expect.fail('there is not exactly one message');
  return first;
}

describe('apply-patches', () => {
  it('brings the lanes of many resources to their outcomes with one read and one ledger update', async () => {
    const store = storeOf({ 'c-1': customer('c-1'), 'c-2': customer('c-2', { name: 'B' }) });
    const records = accept(store, {}, [...named('c-1', 'A'), ...named('c-2', 'B'), ...named('c-3', 'C')]);
    const { ports, receive } = createConsumer({ store });
    expect(await receive(...records)).toEqual([]);
    expect(dataOf(store, 'c-1')).toMatchObject({ name: 'A' });
    expect(headerIn(store)).toMatchObject({
      ledger: ledger({ applied: [0], unchanged: [1], failed: [2] }),
      startedAt: '2026-11-24T12:00:00.000Z',
      updatedAt: '2026-11-24T12:00:00.000Z',
      completedAt: '2026-11-24T12:00:00.000Z',
    });
    expect(ports.calls.map(({ name }) => name).toSorted()).toEqual(
      [
        'readSnapshot',
        // Once for all lanes, though they ask at the same time.
        'findSchemaVersion',
        ...['write', 'write', 'saveFailures', 'write', 'record', 'complete'],
      ].toSorted(),
    );
  });

  it('reads what all messages name before anything else, each for its own partner, tenant and schema', async () => {
    const store = twoCustomers();
    const { ports, receive } = createConsumer({ store });
    await receive(...accept(store, {}, [...named('c-1', 'A'), ...named('c-2', 'B')]));
    expect(ports.calls[0]).toMatchObject({
      name: 'readSnapshot',
      args: [
        [keyOf('c-1'), keyOf('c-2')],
        [batchKey(), batchKey()],
      ],
    });
  });

  it('keeps resources of other tenants apart, however alike', async () => {
    const store = twoCustomers();
    const foreign = accept(store, { tenantId: 'tenant-2', operation: 'upsert' }, [
      { customerId: 'c-1', email: 'x@y.example' },
    ]);
    const own = accept(store, {}, named('c-1', 'A'));
    const { receive } = createConsumer({ store });
    expect(await receive(...foreign, ...own)).toEqual([]);
    expect(dataOf(store, 'c-1')).toEqual({ customerId: 'c-1', email: 'a@b.example', name: 'A' });
    expect(store.states.get({ ...keyOf('c-1'), tenantId: 'tenant-2' })?.resource?.data).toEqual({
      customerId: 'c-1',
      email: 'x@y.example',
    });
    expect(store.headers.get({ ...batchKey(), tenantId: 'tenant-2' })?.ledger.applied.size).toBe(1);
  });

  it('tries everything again when it cannot read', async () => {
    const store = twoCustomers();
    const { receive } = createConsumer({ store, before: failing('readSnapshot') });
    await expect(receive(...accept(store, {}, named('c-1', 'A')))).rejects.toThrow(TransientError);
  });

  it('refuses an event that is not of a queue', async () => {
    const { ports, deps } = createConsumer();
    await expect(sqsHandler(createApplyPatches(deps))({ detail: {} })).rejects.toThrow();
    expect(ports.calls).toEqual([]);
  });

  describe('of several messages of one resource', () => {
    it('takes the parts of a lane one after the other, each from what the last one made', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, named('c-1', 'A', 'B', 'B', 'A'), 2);
      const { ports, receive } = createConsumer({ store });
      expect(await receive(...records)).toEqual([]);
      expect(store.states.get(keyOf('c-1'))).toMatchObject({
        resource: { version: 4, data: { name: 'A' } },
        revision: 3,
        marker: [
          { batchId: 'b-1', lane: 2, outcomes: ['unchanged', 'applied'] },
          { batchId: 'b-1', lane: 0, outcomes: ['applied', 'applied'] },
        ],
      });
      expect(headerIn(store)?.ledger).toEqual(ledger({ applied: [0, 1, 3], unchanged: [2] }));
      expect(ports.calls.filter(({ name }) => name === 'write')).toHaveLength(2);
    });

    it('takes two batches in order and reports each to its own ledger', async () => {
      const store = createMemoryStore();
      const records = [
        ...accept(store, { batchId: 'b-1', operation: 'create' }, [
          { customerId: 'c-1', email: 'a@b.example', visits: 1 },
        ]),
        ...accept(store, { batchId: 'b-2' }, [{ customerId: 'c-1', visits: 2 }]),
        ...accept(store, { batchId: 'b-3', operation: 'create' }, [
          { customerId: 'c-1', email: 'a@b.example' },
        ]),
      ];
      expect(await createConsumer({ store }).receive(...records)).toEqual([]);
      expect(dataOf(store, 'c-1')).toMatchObject({ visits: 2 });
      expect(store.states.get(keyOf('c-1'))).toMatchObject({ version: 2, revision: 3 });
      expect(headerIn(store, 'b-1')?.ledger).toEqual(ledger({ applied: [0] }));
      expect(headerIn(store, 'b-2')?.ledger).toEqual(ledger({ applied: [0] }));
      expect(headerIn(store, 'b-3')?.ledger).toEqual(ledger({ failed: [0] }));
      expect(store.failures.get(batchKey('b-3'))?.get(0)).toMatchObject({ code: 'already_exists' });
    });

    it('gives back the one that fails and all later ones, and goes on with other resources', async () => {
      const store = twoCustomers();
      const one = named('c-1', 'A', 'B', 'C');
      const records = accept(store, {}, [...one, ...named('c-2', 'X', 'Y')], 1);
      const { ports, receive } = createConsumer({ store, before: failingFor('write', 'B') });
      expect(await receive(...records)).toEqual(['b-1/1', 'b-1/2']);
      expect(dataOf(store, 'c-1')).toMatchObject({ name: 'A' });
      expect(dataOf(store, 'c-2')).toMatchObject({ name: 'Y' });
      expect(headerIn(store)?.ledger).toEqual(ledger({ applied: [0, 3, 4] }));
      expect(headerIn(store)?.completedAt).toBeUndefined();
      expect(eventsOf(ports)).toMatchObject([
        {
          level: 'error',
          message: 'lane failed, left to redelivery',
          messageId: 'b-1/1',
          batchId: 'b-1',
          error: expect.any(TransientError),
        },
      ]);
    });

    it('gives back the first one when it fails, whatever is mixed between', async () => {
      const store = twoCustomers();
      const records = accept(
        store,
        {},
        ['A', 'B', 'C'].flatMap((name) => [...named('c-1', name), ...named('c-2', name)]),
        1,
      );
      const mixed = records.toSorted((a, b) => Number(a.messageId.at(-1)) - Number(b.messageId.at(-1)));
      const { receive } = createConsumer({ store, before: failingFor('write', 'c-1') });
      expect(await receive(...mixed)).toEqual(['b-1/0', 'b-1/2', 'b-1/4']);
      expect(store.states.get(keyOf('c-1'))).toEqual(customer('c-1'));
      expect(dataOf(store, 'c-2')).toMatchObject({ name: 'C' });
    });

    it('goes on from what the marker says when it need not apply the first one again', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, named('c-1', 'A', 'B'), 1);
      const { again, first } = await redeliver(store, records, { after: failingFor('write', 'A') });
      expect([first, again]).toEqual([['b-1/0', 'b-1/1'], []]);
      expect(dataOf(store, 'c-1')).toMatchObject({ name: 'B' });
      expect(store.states.get(keyOf('c-1'))).toMatchObject({ version: 3, revision: 3 });
      expect(headerIn(store)?.ledger).toEqual(ledger({ applied: [0, 1] }));
    });
  });

  describe('when a ledger update fails', () => {
    it('gives back its messages, and their redelivery changes no data and reports the same', async () => {
      const store = twoCustomers();
      const patches = [...named('c-1', 'A', 'A'), { customerId: 'c-1', tier: 'gold' }, ...named('c-2', 'B')];
      const records = accept(store, {}, patches);
      const { first, states, again, second } = await redeliver(store, records, { before: failing('record') });
      expect([first, again]).toEqual([['b-1/0', 'b-1/3'], []]);
      expect(store.states.values()).toEqual(states);
      expect(headerIn(store)).toMatchObject({
        ledger: ledger({ applied: [0, 3], unchanged: [1], failed: [2] }),
        completedAt: '2026-11-24T12:05:00.000Z',
      });
      expect(second.ports.calls.map(({ name }) => name)).toEqual(['readSnapshot', 'record', 'complete']);
    });

    it('gives back the later messages of its resources too, though their own batch was reported', async () => {
      const store = twoCustomers();
      const records = [
        ...accept(store, { batchId: 'b-1' }, named('c-1', 'A')),
        ...accept(store, { batchId: 'b-2' }, [...named('c-1', 'B'), ...named('c-2', 'C')]),
      ];
      const fault = { before: failingFor('record', 'b-1') };
      const { first, states, again } = await redeliver(store, records, fault);
      expect([first, again]).toEqual([['b-1/0', 'b-2/0'], []]);
      expect(store.states.values()).toEqual(states);
      expect(headerIn(store, 'b-1')?.ledger).toEqual(ledger({ applied: [0] }));
      expect(headerIn(store, 'b-2')).toMatchObject({
        ledger: ledger({ applied: [0, 1] }),
        completedAt: '2026-11-24T12:00:00.000Z',
      });
    });

    it('keeps the earlier messages of its resources, which are reported', async () => {
      const store = twoCustomers();
      const records = [
        ...accept(store, { batchId: 'b-1' }, named('c-1', 'A')),
        ...accept(store, { batchId: 'b-2' }, named('c-1', 'B')),
      ];
      const { ports, receive } = createConsumer({ store, before: failingFor('record', 'b-2') });
      expect(await receive(...records)).toEqual(['b-2/0']);
      expect(ports.logged.filter(({ level }) => level === 'error')).toMatchObject([
        {
          message: 'ledger update failed, left to redelivery',
          batchId: 'b-2',
          error: expect.any(TransientError),
        },
      ]);
    });

    it('still knows all ten lanes that one invocation can apply to a resource', async () => {
      const store = createMemoryStore();
      const records = Array.from({ length: 10 }, (_, at) =>
        sole(
          accept(store, { batchId: `b-${at}`, operation: at === 0 ? 'create' : 'patch' }, [
            { customerId: 'c-1', email: 'a@b.example', visits: at },
          ]),
        ),
      );
      const { first, states, again } = await redeliver(store, records, { before: failing('record') });
      expect([first.length, again]).toEqual([10, []]);
      expect(store.states.values()).toEqual(states);
      expect(store.headers.values().map((held) => held.ledger)).toEqual(
        records.map(() => ledger({ applied: [0] })),
      );
    });

    it('and older ones beside them only until their batch has them in its ledger', async () => {
      const marker = [1, 2, 3].map((lane) => ({ batchId: 'b-0', lane, outcomes: ['applied' as const] }));
      const store = storeOf({ 'c-1': { ...customer('c-1'), marker } });
      store.headers.set(
        batchKey('b-0'),
        header({ batchId: 'b-0', total: 9, ledger: ledger({ applied: [3] }) }),
      );
      const { ports, receive } = createConsumer({ store });
      await receive(...accept(store, {}, named('c-1', 'A', 'B', 'C', 'D'), 1));
      expect(store.states.get(keyOf('c-1'))).toMatchObject({
        marker: [
          ...[3, 2, 1, 0].map((lane) => ({ batchId: 'b-1', lane })),
          ...[1, 2].map((lane) => ({ batchId: 'b-0', lane })),
        ],
        forgotten: 'b-0',
      });
      expect(ports.calls.filter(({ name }) => name === 'readSnapshot').map(({ args }) => args)).toEqual([
        [expect.anything(), expect.anything()],
        [[], [batchKey('b-0')]],
      ]);
    });

    it('and none of a batch that is gone', async () => {
      const marker = [1, 2, 3].map((lane) => ({ batchId: 'b-0', lane, outcomes: ['applied' as const] }));
      const store = storeOf({ 'c-1': { ...customer('c-1'), marker } });
      await createConsumer({ store }).receive(...accept(store, {}, named('c-1', 'A')));
      expect(store.states.get(keyOf('c-1'))).toMatchObject({
        marker: [{ batchId: 'b-1' }, { lane: 1 }, { lane: 2 }],
        lost: 'b-0',
      });
    });

    it('and reads nothing more while no lane has to go', async () => {
      const marker = [1, 2].map((lane) => ({ batchId: 'b-0', lane, outcomes: ['applied' as const] }));
      const store = storeOf({ 'c-1': { ...customer('c-1'), marker } });
      const { ports, receive } = createConsumer({ store });
      await receive(...accept(store, {}, named('c-1', 'A')));
      expect(ports.calls.filter(({ name }) => name === 'readSnapshot')).toHaveLength(1);
    });

    it('knows them however few of them are delivered together afterwards', async () => {
      const store = storeOf({ 'c-1': customer('c-1') });
      const records = accept(store, {}, named('c-1', 'A', 'B', 'C', 'D', 'E', 'F'), 1);
      await createConsumer({ store, before: failing('record') }).receive(...records);
      const states = structuredClone(store.states.values());
      for (const record of records) expect(await createConsumer({ store }).receive(record)).toEqual([]);
      expect(store.states.values()).toEqual(states);
      expect(headerIn(store)?.ledger).toEqual(ledger({ applied: [0, 1, 2, 3, 4, 5] }));
    });
  });

  describe('redelivered', () => {
    it.each<[string, Partial<Batch>]>([
      ['a patch', { operation: 'patch' }],
      ['an upsert', { operation: 'upsert' }],
      ['a create', { operation: 'create' }],
    ])('after success, changes nothing: %s', async (_, made) => {
      const store = twoCustomers();
      const documents = ['c-1', 'c-3'].map((customerId) => ({ customerId, email: 'x@y.example', visits: 1 }));
      const records = accept(store, made, documents);
      await createConsumer({ store }).receive(...records);
      const [states, headers] = structuredClone([store.states.values(), store.headers.values()]);
      const later = createConsumer({ store, now: () => new Date('2026-11-25T00:00:00.000Z') });
      expect(await later.receive(...records)).toEqual([]);
      expect(store.states.values()).toEqual(states);
      expect(store.headers.values()).toEqual(
        headers?.map((held) => ({ ...held, updatedAt: '2026-11-25T00:00:00.000Z' })),
      );
      expect(later.ports.calls.map(({ name }) => name)).toEqual(['readSnapshot', 'record']);
    });

    it.each<[string, Hook]>([
      ['the answer to the write was lost', failing('write')],
      ['the process ended before the ledger', failing('record')],
    ])('after %s, reports what was done, not what would come of it now', async (_, after) => {
      const store = createMemoryStore();
      const document = { customerId: 'c-1', email: 'a@b.example', visits: 1 };
      const records = accept(store, { operation: 'create' }, [document, document]);
      const { first, again, states } = await redeliver(store, records, { after });
      expect([first, again]).toEqual([['b-1/0'], []]);
      expect(store.states.values()).toEqual(states);
      expect(headerIn(store)?.ledger).toEqual(ledger({ applied: [0], failed: [1] }));
      expect(store.failures.get(batchKey())?.size).toBe(1);
    });

    it('after its patches failed without a trace in the data, still reports that they failed', async () => {
      const store = createMemoryStore();
      const records = accept(store, {}, named('c-1', 'A'));
      await createConsumer({ store, before: failing('record') }).receive(...records);
      const made = accept(store, { batchId: 'b-2', operation: 'upsert' }, [
        { customerId: 'c-1', email: 'a@b.example' },
      ]);
      await createConsumer({ store }).receive(...records, ...made);
      expect(headerIn(store)?.ledger).toEqual(ledger({ failed: [0] }));
      expect(dataOf(store, 'c-1')).not.toHaveProperty('name');
    });
  });

  describe('beside another consumer of the same messages', () => {
    it.each<PortName>(['readSnapshot', 'saveFailures', 'write', 'record', 'complete'])(
      'that does all of it just before %s, applies nothing twice',
      async (name) => {
        const store = storeOf({ 'c-1': customer('c-1', { visits: 0 }) });
        const documents = [{ visits: 1 }, { tier: 'gold' }, { visits: 2 }, { visits: 1 }];
        const records = accept(
          store,
          {},
          documents.map((fields) => ({ customerId: 'c-1', ...fields })),
          2,
        );
        const other = createConsumer({ store });
        const before = once(name, async () => expect(await other.receive(...records)).toEqual([]));
        const { ports, receive } = createConsumer({ store, before });
        expect(await receive(...records)).toEqual([]);
        expect(store.states.get(keyOf('c-1'))).toMatchObject({
          resource: { version: 4, data: { visits: 1 } },
          revision: 3,
        });
        expect(headerIn(store)?.ledger).toEqual(ledger({ applied: [0, 2, 3], failed: [1] }));
        const logged = [...ports.logged, ...other.ports.logged];
        expect(logged.filter(({ message }) => message === 'batch completed')).toHaveLength(1);
      },
    );

    it('that has gone on to later lanes, finds each of its own in the ledger', async () => {
      const store = twoCustomers();
      const late = accept(store, { batchId: 'b-late' }, [...named('c-1', 'A', 'B'), ...named('c-2', 'C')], 1);
      const later = ['b-2', 'b-3', 'b-4'].flatMap((batchId) =>
        accept(store, { batchId }, named('c-1', batchId)),
      );
      const other = createConsumer({ store });
      // No two at once, so that the marker has lost those of the late consumer.
      const before = once('findSchemaVersion', async () => {
        for (const record of [...late, ...later]) expect(await other.receive(record)).toEqual([]);
      });
      expect(await createConsumer({ store, before }).receive(...late)).toEqual([]);
      expect(store.states.get(keyOf('c-1'))).toMatchObject({
        resource: { version: 6, data: { name: 'b-4' } },
        revision: 6,
        marker: ['b-4', 'b-3', 'b-2'].map((batchId) => ({ batchId })),
      });
      expect(headerIn(store, 'b-late')?.ledger).toEqual(ledger({ applied: [0, 1, 2] }));
    });
  });

  describe('completes a batch', () => {
    it.each<[string, readonly JsonObject[], string]>([
      ['success', [...named('c-1', 'A'), ...named('c-2', 'B', 'B')], 'success'],
      ['partial success', [...named('c-1', 'A'), ...named('c-9', 'B')], 'partial_success'],
      ['failure', [...named('c-8', 'A'), ...named('c-9', 'B')], 'failed'],
    ])('as a %s', async (_, documents, status) => {
      const store = twoCustomers();
      const { ports, receive } = createConsumer({ store });
      await receive(...accept(store, {}, documents));
      expect(ports.calls.at(-1)).toEqual({
        name: 'complete',
        args: [batchKey(), status, '2026-11-24T12:00:00.000Z'],
      });
      expect(eventsOf(ports)).toEqual([
        expect.objectContaining({
          level: 'info',
          message: 'batch completed',
          requestId: 'request-1',
          batchId: 'b-1',
          partnerId: 'partner-1',
          tenantId: 'tenant-1',
          status,
          records: documents.length,
          acceptToFinalMs: 2 * 60 * 60 * 1000,
        }),
      ]);
      expect(ports.counted).toContainEqual(['BatchesCompleted', 1, status]);
      expect(ports.counted).toContainEqual(['AcceptToFinal', 2 * 60 * 60 * 1000]);
    });

    it('with its last lane and not before', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, [...named('c-1', 'A'), ...named('c-2', 'B')]);
      const { ports, receive } = createConsumer({ store });
      await receive(...records.slice(0, 1));
      expect(headerIn(store)).toMatchObject({ ledger: ledger({ applied: [0] }), completedAt: undefined });
      expect(ports.calls.map(({ name }) => name)).not.toContain('complete');
      await receive(...records.slice(1));
      expect(headerIn(store)?.completedAt).toBe('2026-11-24T12:00:00.000Z');
    });

    it('when its last lane comes a second time', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, [...named('c-1', 'A'), ...named('c-2', 'B')]);
      await createConsumer({ store }).receive(...records.slice(0, 1));
      const fault = { before: failing('record') };
      const { first, again } = await redeliver(store, records.slice(1), fault);
      expect([first, again]).toEqual([['b-1/1'], []]);
      expect(headerIn(store)?.completedAt).toBe('2026-11-24T12:05:00.000Z');
    });

    it('at the next delivery when it could not at first', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, [...named('c-1', 'A'), ...named('c-2', 'B')]);
      const { first, states, again } = await redeliver(store, records, { before: failing('complete') });
      expect([first, again]).toEqual([['b-1/0', 'b-1/1'], []]);
      expect(store.states.values()).toEqual(states);
      expect(headerIn(store)?.completedAt).toBe('2026-11-24T12:05:00.000Z');
    });

    it('once, when two consumers bring its last outcomes at the same time', async () => {
      const store = twoCustomers();
      const [one, two] = accept(store, {}, [...named('c-1', 'A'), ...named('c-2', 'B')]);
      if (one === undefined || two === undefined) return expect.fail('there are two resources');
      const other = createConsumer({ store, now: () => new Date('2026-11-24T12:01:00.000Z') });
      const before = once('record', () => other.receive(two));
      const { ports, receive } = createConsumer({ store, before });
      await receive(one);
      const completed = [...ports.logged, ...other.ports.logged].filter(
        ({ message }) => message === 'batch completed',
      );
      expect(completed).toHaveLength(1);
    });

    it('never a second time', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, named('c-1', 'A'));
      const other = createConsumer({ store, now: () => new Date('2026-11-24T11:59:00.000Z') });
      const before = once('complete', () => other.ports.ledger.complete(batchKey(), 'success', 'earlier'));
      const { ports, receive } = createConsumer({ store, before });
      expect(await receive(...records)).toEqual([]);
      expect(headerIn(store)?.completedAt).toBe('earlier');
      expect(eventsOf(ports)).toEqual([]);
    });
  });

  describe('counts', () => {
    const MIXED = [...named('c-1', 'A', 'A'), ...named('c-9', 'B', 'C'), ...named('c-2', 'D')];

    it('each record where its outcome is first written, and not again when it is only reported', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, MIXED);
      const { ports, receive } = createConsumer({ store, before: failing('record', 1) });
      await receive(...records);
      expect(ports.counted.toSorted()).toEqual([
        ['EnqueueToApplied', 1000],
        ['EnqueueToApplied', 1000],
        ['LaneSize', 1],
        ['LaneSize', 2],
        ['LaneSize', 2],
        ['PatchesApplied', 1],
        ['PatchesApplied', 1],
        ['PatchesFailed', 2, 'resource_not_found'],
        ['PatchesUnchanged', 1],
      ]);
      const again = createConsumer({ store });
      await again.receive(...records);
      expect(again.ports.counted).toEqual([
        ['KnownByMarker', 1],
        ['KnownByMarker', 1],
        ['KnownByMarker', 1],
        ['BatchesCompleted', 1, 'partial_success'],
        ['AcceptToFinal', 2 * 60 * 60 * 1000],
      ]);
      const last = createConsumer({ store });
      await last.receive(...records);
      expect(last.ports.counted).toEqual(Array(3).fill(['KnownByLedger', 1]));
    });

    it('what is cancelled', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, named('c-1', 'A', 'B'));
      const held = headerIn(store) ?? expect.fail('the batch is gone');
      store.headers.set(held, { ...held, cancelRequestedAt: '2026-11-24T11:00:00.000Z' });
      const { ports, receive } = createConsumer({ store });
      await receive(...records);
      expect(ports.counted.slice(0, 3)).toEqual([
        ['LaneSize', 2],
        ['PatchesCancelled', 2],
        ['BatchesCompleted', 1, 'cancelled'],
      ]);
    });

    it('in the line of each invocation what its metrics say', async () => {
      const store = twoCustomers();
      const [first, ...others] = accept(store, {}, MIXED);
      if (first === undefined) return expect.fail('there are lanes');
      const redelivered = { ...first, attributes: { ...first.attributes, ApproximateReceiveCount: '2' } };
      const { ports, receive } = createConsumer({ store, before: failingFor('write', 'D') });
      await receive(redelivered, ...others);
      expect(ports.logged.at(-1)).toEqual({
        level: 'info',
        message: 'lanes consumed',
        messages: 3,
        redelivered: 1,
        failures: 1,
        applied: 1,
        unchanged: 1,
        failed: 2,
        cancelled: 0,
        knownByMarker: 0,
        knownByLedger: 0,
        conflicts: 0,
        batchesCompleted: 0,
        durationMs: 0,
      });
    });

    it('an invocation that cannot even read as failed, and throws', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, MIXED);
      const { ports, receive } = createConsumer({ store, before: failing('readSnapshot') });
      await expect(receive(...records)).rejects.toThrow(TransientError);
      expect(ports.logged).toEqual([
        {
          level: 'error',
          message: 'consumer failed, all messages left to redelivery',
          messages: 3,
          redelivered: 0,
          durationMs: 0,
          error: expect.any(TransientError),
        },
      ]);
    });
  });

  it('logs one line for a lane whose records failed, with how many by code and never what was in them', async () => {
    const store = twoCustomers();
    const { ports, receive } = createConsumer({ store });
    await receive(...accept(store, {}, [...named('c-1', 'A'), ...named('c-9', 'B', 'C')]));
    expect(ports.logged.filter(({ message }) => message === 'records failed')).toEqual([
      {
        level: 'warn',
        message: 'records failed',
        requestId: 'request-1',
        batchId: 'b-1',
        partnerId: 'partner-1',
        tenantId: 'tenant-1',
        lane: 1,
        index: 1,
        code: 'resource_not_found',
        failed: 2,
        codes: { resource_not_found: 2 },
      },
    ]);
  });

  describe('of a message that is no lane message', () => {
    it.each<[string, (body: string) => string]>([
      ['no JSON', () => '{'],
      ['another kind of message', () => '{"Event": "s3:TestEvent"}'],
      ['a version to come', (body) => body.replace('"v":1', '"v":2')],
      ['no patches', (body) => body.replace(/"patches":.*$/, '"patches":[]}')],
      ['a patch that is none', (body) => body.replace(/"patches":.*$/, '"patches":[[0,1]]}')],
    ])('gives it back: %s', async (_, toBody) => {
      const store = twoCustomers();
      const record = sole(accept(store, {}, named('c-1', 'A')));
      const { ports, receive } = createConsumer({ store });
      expect(await receive(broken(record, toBody(record.body)))).toEqual(['broken']);
      expect(store.states.get(keyOf('c-1'))).toEqual(customer('c-1'));
      expect(eventsOf(ports)).toEqual([
        {
          level: 'error',
          message: 'message is not a lane message',
          messageId: 'broken',
          groupId: record.attributes.MessageGroupId,
        },
      ]);
    });

    it('holds back what comes after it in its group, and nothing else', async () => {
      const store = twoCustomers();
      const one = accept(store, {}, [...named('c-1', 'A', 'B'), ...named('c-2', 'C')], 1);
      const [first, second, third] = one;
      if (first === undefined || second === undefined || third === undefined) return expect.fail();
      const { receive } = createConsumer({ store });
      expect(await receive(first, broken(first, '{'), third, second)).toEqual(['broken', 'b-1/1']);
      expect(dataOf(store, 'c-1')).toMatchObject({ name: 'A' });
      expect(dataOf(store, 'c-2')).toMatchObject({ name: 'C' });
      expect(headerIn(store)?.ledger).toEqual(ledger({ applied: [0, 2] }));
    });
  });

  describe('of a batch that is gone', () => {
    it('drops the patches and says so, and goes on with the next message of that resource', async () => {
      const store = twoCustomers();
      const gone = accept(store, { batchId: 'b-gone' }, named('c-1', 'A'));
      store.headers.delete(batchKey('b-gone'));
      const { ports, receive } = createConsumer({ store });
      expect(await receive(...gone, ...accept(store, {}, named('c-1', 'B')))).toEqual([]);
      expect(store.states.get(keyOf('c-1'))).toMatchObject({ version: 2, revision: 2 });
      expect(headerIn(store)?.ledger).toEqual(ledger({ applied: [0] }));
      expect(ports.calls.filter(({ name }) => name === 'record')).toHaveLength(1);
      expect(eventsOf(ports)).toMatchObject([
        {
          level: 'error',
          message: 'batch of a message is gone; its patches are dropped',
          messageId: 'b-gone/0',
          batchId: 'b-gone',
        },
        { message: 'batch completed', batchId: 'b-1' },
      ]);
    });

    it('takes one that has expired for gone', async () => {
      const store = twoCustomers();
      const records = accept(store, { expiresAt: 1 }, named('c-1', 'A'));
      expect(await createConsumer({ store }).receive(...records)).toEqual([]);
      expect(store.states.get(keyOf('c-1'))).toEqual(customer('c-1'));
    });

    it('says so when it goes before its last outcomes', async () => {
      const store = twoCustomers();
      const records = accept(store, {}, [...named('c-1', 'A', 'B'), ...named('c-2', 'C')]);
      const before = once('record', () => store.headers.delete(batchKey()));
      const { ports, receive } = createConsumer({ store, before });
      expect(await receive(...records)).toEqual([]);
      expect(headerIn(store)).toBeUndefined();
      expect(eventsOf(ports)).toEqual([
        expect.objectContaining({
          level: 'error',
          message: 'batch expired before its last outcomes',
          batchId: 'b-1',
          records: 3,
        }),
      ]);
    });
  });

  it('gives back messages whose schema version is not there, and goes on with others', async () => {
    const store = twoCustomers();
    const lost = accept(store, { batchId: 'b-lost', schemaVersion: 3 }, named('c-1', 'A'));
    const { receive } = createConsumer({ store });
    expect(await receive(...lost, ...accept(store, {}, named('c-2', 'B')))).toEqual(['b-lost/0']);
    expect(headerIn(store, 'b-lost')?.ledger).toEqual(ledger());
    expect(headerIn(store)?.ledger).toEqual(ledger({ applied: [0] }));
  });

  it('never logs what is in a patch', async () => {
    const store = twoCustomers();
    const records = accept(store, {}, [
      { customerId: 'c-1', name: 'secret-1', tier: 'gold' },
      { customerId: 'secret-2', name: 'secret-3' },
    ]);
    const { ports, receive } = createConsumer({ store, before: failingFor('write', 'secret-2') });
    await receive(...records, broken(sole(accept(store, { batchId: 'b-2' }, named('c-2', 'A'))), 'secret-4'));
    expect(ports.logged.length).toBeGreaterThan(1);
    expect(JSON.stringify(ports.logged)).not.toContain('secret');
  });
});
