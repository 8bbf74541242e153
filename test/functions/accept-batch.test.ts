import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { decodeLane } from '../../functions/adapters/lane-messages.ts';
import { TransientError } from '../../functions/domain/errors.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import { outcomeOf } from '../../functions/domain/ledger.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { NOW } from '../support/memory-ports.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { failing, once } from '../support/port-calls.ts';
import { batchKey, dataOf, keyOf } from './support/consumer.ts';
import { definition } from './support/definitions.ts';
import { createIntake, drain, storeWithSchema } from './support/processes.ts';
import { jsonRequest } from './support/requests.ts';

const CUSTOMERS: readonly JsonObject[] = [
  { customerId: 'c-1', email: 'a@b.example' },
  { customerId: 'c-2', email: 'b@b.example' },
  { customerId: 'c-1', visits: 1 },
  { customerId: 'c-3', email: 'c@b.example' },
];

/** A call with an idempotency key. */
function keyed(resources: unknown = CUSTOMERS, overrides: Partial<HttpRequest> = {}): HttpRequest {
  const { headers, ...more } = overrides;
  return jsonRequest(
    { resources },
    { path: { schema: 'customer' }, headers: { 'idempotency-key': 'key-1', ...headers }, ...more },
  );
}

const accepted = z.object({
  statusCode: z.literal(202),
  headers: z.looseObject({}),
  body: z.object({ data: z.object({ batchId: z.string() }) }),
});

function batchIdOf(answer: unknown): string {
  return accepted.parse(answer).body.data.batchId;
}

const REPLAYED = { statusCode: 202, headers: { 'idempotency-replayed': 'true' } };
const OTHER_REQUEST = {
  statusCode: 422,
  headers: {},
  body: {
    success: false,
    message: 'The idempotency key was used for another request. Send a new key with a new request.',
  },
};

/** First index of each message in the queue. */
function queuedIn(store: MemoryStore) {
  return store.queued.map(({ body }) => decodeLane(body)?.patches[0]?.index);
}

/** The one batch of a store, in which every record has been applied once. */
async function expectAppliedOnce(store: MemoryStore, batchId: string) {
  await drain(store);
  const held = store.headers.get(batchKey(batchId)) ?? expect.fail('the batch is gone');
  expect(store.headers.values()).toEqual([held]);
  expect(CUSTOMERS.map((_, index) => outcomeOf(held.ledger, index))).toEqual(Array(4).fill('applied'));
  expect(held.completedAt).toBeDefined();
  expect(dataOf(store, 'c-1')).toEqual({ ...CUSTOMERS[0], ...CUSTOMERS[2] });
  expect(['c-1', 'c-2', 'c-3'].map((id) => store.states.get(keyOf(id))?.version)).toEqual([2, 1, 1]);
}

describe('a request with an idempotency key', () => {
  it('gets a batch that is found by its key', async () => {
    const store = storeWithSchema();
    const answer = await createIntake(store).submit(keyed());
    expect(answer.headers).not.toHaveProperty('idempotency-replayed');
    expect(batchIdOf(answer)).toMatch(/^batch\d+-[0-9a-f]{32}$/);
    await expectAppliedOnce(store, batchIdOf(answer));
  });

  it('gets the same answer again, without another look at its schema and without another message', async () => {
    const store = storeWithSchema();
    const first = await createIntake(store).submit(keyed());
    const sent = [...store.queued];
    const { submit, names } = createIntake(store);
    const second = await submit(keyed());
    expect(second).toEqual({ ...first, headers: { ...first.headers, 'idempotency-replayed': 'true' } });
    expect(names()).toEqual(['findByKey']);
    expect(store.queued).toEqual(sent);
  });

  it('gets the same batch when it is over, too', async () => {
    const store = storeWithSchema();
    const first = await createIntake(store).submit(keyed());
    await drain(store);
    const again = await createIntake(store).submit(keyed());
    expect(again).toMatchObject(REPLAYED);
    expect(batchIdOf(again)).toBe(batchIdOf(first));
    await expectAppliedOnce(store, batchIdOf(first));
  });

  it('is not hindered by a schema that changed or was deleted since', async () => {
    const store = storeWithSchema();
    const first = await createIntake(store).submit(keyed());
    const next = definition({ versionNumber: 2, schema: { type: 'object', properties: {} } });
    store.definitions.set(next, next);
    const changed = await createIntake(store).submit(keyed());
    store.deactivated.set(next, '2026-11-24T12:00:00.000Z');
    const deleted = await createIntake(store).submit(keyed());
    for (const again of [changed, deleted]) {
      expect(again).toMatchObject(REPLAYED);
      expect(batchIdOf(again)).toBe(batchIdOf(first));
    }
    const other = keyed(CUSTOMERS, { headers: { 'idempotency-key': 'key-2' } });
    expect(await createIntake(store).submit(other)).toMatchObject({ statusCode: 404 });
  });

  it.each<[string, HttpRequest]>([
    ['body', keyed([{ customerId: 'c-1' }])],
    ['blank in its body', keyed(CUSTOMERS, { body: JSON.stringify({ resources: CUSTOMERS }, null, 1) })],
    ['method', keyed(CUSTOMERS, { method: 'PATCH' })],
    ['query', keyed(CUSTOMERS, { query: { onFailure: 'skipRest' } })],
    ['path', keyed(CUSTOMERS, { path: { schema: 'customers' } })],
    ['schema that is not there', keyed(CUSTOMERS, { path: { schema: 'orders' } })],
  ])('is refused for another %s', async (_, other) => {
    const store = storeWithSchema();
    const first = await createIntake(store).submit(keyed());
    expect(await createIntake(store).submit(other)).toEqual(OTHER_REQUEST);
    await expectAppliedOnce(store, batchIdOf(first));
  });

  it('is another one for another tenant, another partner and another key', async () => {
    const store = storeWithSchema();
    const foreign = definition({ partnerId: 'partner-2' });
    store.definitions.set(foreign, foreign);
    const ids = new Set<string>();
    for (const overrides of [
      {},
      { headers: { 'reach-tenant-id': 'tenant-2' } },
      { claims: { partnerId: 'partner-2', type: 'partner' } },
      { headers: { 'idempotency-key': 'key-2' } },
      { headers: { 'idempotency-key': 'KEY-1' } },
    ]) {
      const answer = await createIntake(store).submit(keyed(CUSTOMERS, overrides));
      expect(answer.headers).not.toHaveProperty('idempotency-replayed');
      ids.add(batchIdOf(answer));
    }
    expect(ids.size).toBe(5);
  });

  it('does not take its key when it is refused, or only tells what would happen', async () => {
    const store = storeWithSchema();
    const { submit } = createIntake(store);
    expect(await submit(keyed([{ customerId: 'c-1', visits: -1 }]))).toMatchObject({ statusCode: 400 });
    expect(await submit(keyed(CUSTOMERS, { path: { schema: 'orders' } }))).toMatchObject({
      statusCode: 404,
    });
    expect(await submit(keyed(CUSTOMERS, { headers: { 'content-type': 'text/plain' } }))).toMatchObject({
      statusCode: 415,
    });
    expect(await submit(keyed(CUSTOMERS, { query: { validateOnly: 'true' } }))).toMatchObject({
      statusCode: 200,
    });
    const dryRun = { body: JSON.stringify({ externalIds: ['c-1'], dryRun: true }), method: 'DELETE' };
    expect(await submit(keyed(undefined, dryRun))).toMatchObject({ statusCode: 200 });
    const answer = await submit(keyed());
    expect(answer.headers).not.toHaveProperty('idempotency-replayed');
    await expectAppliedOnce(store, batchIdOf(answer));
  });

  it('may use its key anew when its batch expired, for another request too, and gets another batch', async () => {
    const store = storeWithSchema();
    const first = await createIntake(store).submit(keyed());
    const expiresAt = (store.headers.get(batchKey(batchIdOf(first)))?.expiresAt ?? 0) * 1000;
    expect(expiresAt).toBe(NOW.getTime() + 30 * 24 * 60 * 60 * 1000);
    const at = (time: number) => createIntake(store, { now: () => new Date(time) });
    expect(await at(expiresAt - 1).submit(keyed())).toMatchObject(REPLAYED);
    const anew = await at(expiresAt).submit(keyed([{ customerId: 'c-9', email: 'a@b.example' }]));
    expect(anew.headers).not.toHaveProperty('idempotency-replayed');
    expect(batchIdOf(anew)).not.toBe(batchIdOf(first));
    expect(batchIdOf(anew).split('-')[1]).toBe(batchIdOf(first).split('-')[1]);
    expect(await at(expiresAt).submit(keyed())).toEqual(OTHER_REQUEST);
  });
});

describe('a request without an idempotency key', () => {
  it('makes a batch each time', async () => {
    const store = storeWithSchema();
    const { submit } = createIntake(store);
    const unkeyed = keyed(CUSTOMERS, { headers: { 'idempotency-key': undefined } });
    const ids = [batchIdOf(await submit(unkeyed)), batchIdOf(await submit(unkeyed))];
    expect(new Set(ids).size).toBe(2);
    expect(ids.join()).not.toContain('-');
  });
});

describe('a first try that died', () => {
  const dies = () => {
    throw new TransientError('the process died');
  };

  it('between the commit and the queue is finished by the second, as the same batch', async () => {
    const store = storeWithSchema();
    const dead = createIntake(store, { after: once('commit', dies) });
    await expect(dead.submit(keyed())).rejects.toThrow('the process died');
    expect(store.queued).toEqual([]);
    const [held] = store.headers.values();
    expect(held?.enqueuedAt).toBeUndefined();

    const again = await createIntake(store).submit(keyed());
    expect(again).toMatchObject({ ...REPLAYED, body: { data: { batchId: held?.batchId, recordCount: 4 } } });
    expect(queuedIn(store)).toEqual([0, 1, 3]);
    expect(store.headers.values()).toMatchObject([{ enqueuedAt: NOW.toISOString() }]);
    await expectAppliedOnce(store, batchIdOf(again));
  });

  it('before the commit is as if it had not been', async () => {
    const store = storeWithSchema();
    const dead = createIntake(store, { before: once('commit', dies) });
    await expect(dead.submit(keyed())).rejects.toThrow('the process died');
    const again = await createIntake(store).submit(keyed());
    expect(again.headers).not.toHaveProperty('idempotency-replayed');
    await expectAppliedOnce(store, batchIdOf(again));
  });

  it('is finished though its schema was deleted since', async () => {
    const store = storeWithSchema();
    const dead = createIntake(store, { after: once('commit', dies) });
    await expect(dead.submit(keyed())).rejects.toThrow('the process died');
    store.deactivated.set(definition(), '2026-11-24T12:00:00.000Z');
    const again = await createIntake(store).submit(keyed());
    expect(again).toMatchObject(REPLAYED);
    await expectAppliedOnce(store, batchIdOf(again));
  });

  it('is not finished by another request with its key', async () => {
    const store = storeWithSchema();
    const dead = createIntake(store, { after: once('commit', dies) });
    await expect(dead.submit(keyed())).rejects.toThrow('the process died');
    expect(await createIntake(store).submit(keyed([{ customerId: 'c-1' }]))).toEqual(OTHER_REQUEST);
    expect(store.queued).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'is answered with 202 where only the queue failed, and the second sends the lanes: %s',
    async (side) => {
      const store = storeWithSchema();
      const first = await createIntake(store, { [side]: failing('send') }).submit(keyed());
      expect(first).toMatchObject({ statusCode: 202 });
      expect(store.headers.values()[0]?.enqueuedAt).toBeUndefined();
      const again = await createIntake(store).submit(keyed());
      expect(batchIdOf(again)).toBe(batchIdOf(first));
      expect(queuedIn(store)).toEqual(side === 'before' ? [0, 1, 3] : [0, 1, 3, 0, 1, 3]);
      await expectAppliedOnce(store, batchIdOf(first));
    },
  );

  it('leaves to the second only what has no outcome yet', async () => {
    const store = storeWithSchema();
    const refuses = ({ externalId }: { readonly externalId: string }) => externalId === 'c-2';
    const first = await createIntake(store, { refuses }).submit(keyed());
    expect(queuedIn(store)).toEqual([0, 3]);
    await drain(store);
    const { submit, ports } = createIntake(store);
    expect(await submit(keyed())).toMatchObject(REPLAYED);
    expect(queuedIn(store)).toEqual([1]);
    expect(ports.logged).toMatchObject([{ level: 'info', message: 'batch accepted', lanes: 1 }]);
    await expectAppliedOnce(store, batchIdOf(first));
    // Now it is known to be in the queue whole.
    const third = createIntake(store);
    expect(await third.submit(keyed())).toMatchObject(REPLAYED);
    expect(third.names()).toEqual(['findByKey']);
  });

  it('leaves to the second no lane that ended before it could be noted that it was sent', async () => {
    const store = storeWithSchema();
    const first = await createIntake(store, { before: failing('markEnqueued') }).submit(keyed());
    await drain(store);
    expect(await createIntake(store).submit(keyed())).toMatchObject(REPLAYED);
    expect(store.queued).toEqual([]);
    expect(store.headers.values()).toMatchObject([{ enqueuedAt: NOW.toISOString() }]);
    await expectAppliedOnce(store, batchIdOf(first));
  });

  it('keeps a lane of several messages in order, whatever of it was sent', async () => {
    const store = storeWithSchema();
    const name = 'x'.repeat(200 * 1024);
    const resources = Array.from({ length: 5 }, (_, at) => ({
      customerId: 'c-1',
      email: 'a@b.example',
      name,
      visits: at,
    }));
    const refuses = ({ previous }: { readonly previous?: number }) => previous === 1;
    const first = await createIntake(store, { refuses }).submit(keyed(resources));
    expect(queuedIn(store)).toEqual([0]);
    const again = await createIntake(store).submit(keyed(resources));
    expect(batchIdOf(again)).toBe(batchIdOf(first));
    expect(queuedIn(store)).toEqual([0, 0, 2, 4]);
    await drain(store);
    expect(dataOf(store, 'c-1')).toMatchObject({ visits: 4 });
    expect(store.states.get(keyOf('c-1'))?.version).toBe(5);
  });
});

describe('requests with one key at the same moment', () => {
  it('get one batch when the second comes while the first sends', async () => {
    const store = storeWithSchema();
    const answers: unknown[] = [];
    const before = once('send', async () => answers.push(await createIntake(store).submit(keyed())));
    answers.push(await createIntake(store, { before }).submit(keyed()));
    expect(answers[0]).toMatchObject(REPLAYED);
    expect(new Set(answers.map(batchIdOf)).size).toBe(1);
    expect(queuedIn(store)).toEqual([0, 1, 3, 0, 1, 3]);
    await expectAppliedOnce(store, batchIdOf(answers[0]));
  });

  it('get one batch when both are about to commit', async () => {
    const store = storeWithSchema();
    const answers: unknown[] = [];
    const before = once('commit', async () => answers.push(await createIntake(store).submit(keyed())));
    answers.push(await createIntake(store, { before }).submit(keyed()));
    expect(answers[0]).not.toMatchObject(REPLAYED);
    expect(answers[1]).toMatchObject(REPLAYED);
    expect(new Set(answers.map(batchIdOf)).size).toBe(1);
    await expectAppliedOnce(store, batchIdOf(answers[0]));
  });

  it('get one batch and a refusal when both are about to commit and want something else', async () => {
    const store = storeWithSchema();
    const answers: unknown[] = [];
    const before = once('commit', async () => answers.push(await createIntake(store).submit(keyed())));
    const other = keyed([{ customerId: 'c-9', email: 'a@b.example' }]);
    const refused = await createIntake(store, { before }).submit(other);
    expect(refused).toEqual(OTHER_REQUEST);
    await expectAppliedOnce(store, batchIdOf(answers[0]));
    expect(dataOf(store, 'c-9')).toBeUndefined();
    const { ports } = createIntake(store);
    const patches = await ports.batches.patches(batchKey(batchIdOf(answers[0])));
    expect(patches.map(({ patch }) => patch)).toEqual(CUSTOMERS);
  });

  it('get one batch when one commits after the other died', async () => {
    const store = storeWithSchema();
    const dead = createIntake(store, {
      after: once('commit', () => {
        throw new TransientError('the process died');
      }),
    });
    const before = once('commit', () => expect(dead.submit(keyed())).rejects.toThrow('the process died'));
    const answer = await createIntake(store, { before }).submit(keyed());
    expect(answer).toMatchObject(REPLAYED);
    await expectAppliedOnce(store, batchIdOf(answer));
  });
});
