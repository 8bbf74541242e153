import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { BatchHeader, IndexedPatch } from '../../functions/domain/batch.ts';
import { TransientError } from '../../functions/domain/errors.ts';
import type { RecordedFailure } from '../../functions/domain/ports.ts';
import { header, ledger, resource, stateOf } from '../support/domain.ts';
import { once } from '../support/port-calls.ts';
import { batchKey, dataOf, keyOf } from './support/consumer.ts';
import { definition } from './support/definitions.ts';
import { createIntake, drain, storeWithSchema } from './support/processes.ts';

const PATCHES: readonly IndexedPatch[] = [
  { index: 0, patch: { customerId: 'c-1', visits: 1 } },
  { index: 1, patch: { customerId: 'c-2', visits: 2 }, ifVersion: 3 },
  { index: 2, patch: { customerId: 'c-1', visits: 3 }, parentIndex: 40 },
  { index: 3, patch: { customerId: 'c-2', visits: 4 } },
];

function failureOf(index: number, retryable: boolean): RecordedFailure {
  return { index, externalId: `c-${index}`, code: 'validation_failed', message: '', errors: [], retryable };
}

/** A store with a batch `b-1` that has ended: 0 was applied, the others failed, 2 alone may be retried as it is. */
function storeWithParent(made: Partial<BatchHeader> = {}) {
  const store = storeWithSchema();
  const parent = header({
    batchId: 'b-1',
    total: 4,
    ledger: ledger({ applied: [0], failed: [3, 1, 2] }),
    ...made,
  });
  store.headers.set(parent, parent);
  store.payloads.set(parent, PATCHES);
  // 0 failed in a try that did not come to count.
  store.failures.set(parent, new Map([0, 1, 2, 3].map((at) => [at, failureOf(at, at === 0 || at === 2)])));
  return store;
}

const made = z.object({ body: z.object({ data: z.object({ batchId: z.string() }) }) });

describe('retry-batch', () => {
  it('makes a batch of what failed, in order, with ifVersion, and says where each record was', async () => {
    const store = storeWithParent({ onFailure: 'skipRest', operation: 'upsert', schemaVersion: 1 });
    const next = definition({ versionNumber: 2 });
    store.definitions.set(next, next);
    const answer = await createIntake(store).retry('b-1', { only: 'failed' });
    const { batchId } = made.parse(answer).body.data;
    const message = '3 records accepted; the batch reports what becomes of them.';
    expect(answer).toEqual({
      statusCode: 202,
      headers: { location: `/api/batches/${batchId}`, 'retry-after': '1' },
      body: {
        success: true,
        message,
        data: {
          batchId,
          message,
          recordCount: 3,
          schemaDefinitionId: 'schema-1',
          parentBatchId: 'b-1',
        },
      },
    });
    expect(store.headers.get(batchKey(batchId))).toMatchObject({
      operation: 'upsert',
      onFailure: 'skipRest',
      parentBatchId: 'b-1',
      schemaVersion: 2,
      total: 3,
    });
    expect(store.payloads.get(batchKey(batchId))).toEqual([
      { index: 0, parentIndex: 1, patch: PATCHES[1]?.patch, ifVersion: 3 },
      { index: 1, parentIndex: 2, patch: PATCHES[2]?.patch },
      { index: 2, parentIndex: 3, patch: PATCHES[3]?.patch },
    ]);
  });

  it('makes a batch of those alone that may be mended by it', async () => {
    const store = storeWithParent();
    const answer = await createIntake(store).retry('b-1', { only: 'retryable' });
    const { batchId } = made.parse(answer).body.data;
    expect(store.payloads.get(batchKey(batchId))).toEqual([
      { index: 0, parentIndex: 2, patch: PATCHES[2]?.patch },
    ]);
  });

  it('applies what it took, and leaves the first batch as it was', async () => {
    const store = storeWithParent();
    const parent = store.headers.get(batchKey());
    for (const customerId of ['c-1', 'c-2']) {
      const data = { customerId, email: 'a@b.example' };
      store.states.set(keyOf(customerId), stateOf(resource({ data, version: 3 })));
    }
    await createIntake(store).retry('b-1', { only: 'failed' });
    await drain(store);
    expect(dataOf(store, 'c-1')).toMatchObject({ visits: 3 });
    expect(dataOf(store, 'c-2')).toMatchObject({ visits: 4 });
    expect(store.headers.get(batchKey())).toEqual(parent);
  });

  it('sends deletions again as they are', async () => {
    const store = storeWithParent({ operation: 'delete' });
    const patches = ['c-1', 'c-2'].map((customerId, index) => ({ index, patch: { customerId } }));
    const parent = { ...header(), ...batchKey(), operation: 'delete', total: 2 } as const;
    store.headers.set(parent, { ...parent, ledger: ledger({ applied: [0], failed: [1] }) });
    store.payloads.set(parent, patches);
    // An empty deletion would break a schema that asks for more; it is not checked with it.
    const stricter = definition({ versionNumber: 2, schema: { ...definition().schema, minProperties: 9 } });
    store.definitions.set(stricter, stricter);
    const answer = await createIntake(store).retry('b-1', { only: 'failed' });
    const { batchId } = made.parse(answer).body.data;
    expect(store.headers.get(batchKey(batchId))).toMatchObject({ operation: 'delete', total: 1 });
    expect(store.payloads.get(batchKey(batchId))).toEqual([
      { index: 0, parentIndex: 1, patch: { customerId: 'c-2' } },
    ]);
  });

  it('checks the patches with the schema as it is now, and names them as the first batch did', async () => {
    const store = storeWithParent();
    const { visits: _, ...properties } = z
      .record(z.string(), z.json())
      .parse(definition().schema['properties']);
    const next = definition({ versionNumber: 2, schema: { ...definition().schema, properties } });
    store.definitions.set(next, next);
    const { retry, names } = createIntake(store);
    expect(await retry('b-1', { only: 'failed' })).toEqual({
      statusCode: 400,
      headers: {},
      body: {
        success: false,
        message: 'The batch cannot be retried; nothing was taken.',
        errors: [1, 2, 3].map((at) => `resources[${at}]/visits: is not defined by the schema Customer`),
      },
    });
    expect(names()).not.toContain('commit');
  });

  it('is a 404 where the schema was deleted since, also when another one has its id for a name', async () => {
    const store = storeWithParent();
    store.deactivated.set(definition(), '2026-11-24T12:00:00.000Z');
    const namesake = definition({ id: 'schema-2', name: 'schema-1', pluralName: 'others' });
    store.definitions.set(namesake, namesake);
    expect(await createIntake(store).retry('b-1', { only: 'failed' })).toMatchObject({
      statusCode: 404,
      body: { message: 'There is no schema definition "customer".' },
    });
  });

  it.each([
    ['nothing is done', ledger()],
    ['one record is pending', ledger({ failed: [0, 1, 2] })],
  ])('is a 409 while the first batch runs: %s', async (_, running) => {
    const { retry, names } = createIntake(storeWithParent({ ledger: running }));
    expect(await retry('b-1', { only: 'failed' })).toEqual({
      statusCode: 409,
      headers: {},
      body: { success: false, message: 'The batch still runs; it can be retried when it has ended.' },
    });
    expect(names()).not.toContain('commit');
  });

  it('takes what failed of a batch that was cancelled, and not what was cancelled', async () => {
    const store = storeWithParent({ ledger: ledger({ applied: [0], failed: [1], cancelled: [2, 3] }) });
    expect(await createIntake(store).retry('b-1', { only: 'failed' })).toMatchObject({
      statusCode: 202,
      body: { data: { recordCount: 1 } },
    });
  });

  it.each<[unknown, BatchHeader['ledger'], string]>([
    ['failed', ledger({ applied: [0, 1, 2, 3] }), 'only: no record of the batch failed'],
    ['failed', ledger({ applied: [0, 1], cancelled: [2, 3] }), 'only: no record of the batch failed'],
    [
      'retryable',
      ledger({ applied: [0, 2], failed: [1, 3] }),
      'only: no record of the batch failed in a way that a retry may mend',
    ],
  ])('is a 400 when there is nothing to retry: %s', async (only, ended, error) => {
    expect(await createIntake(storeWithParent({ ledger: ended })).retry('b-1', { only })).toEqual({
      statusCode: 400,
      headers: {},
      body: { success: false, message: 'There is nothing to retry.', errors: [error] },
    });
  });

  it.each([[{}], [{ only: 'all' }], [{ only: null }], [{ only: 'failed', more: 1 }], [[]], ['"failed"']])(
    'is a 400 with %j',
    async (body) => {
      expect(await createIntake(storeWithParent()).retry('b-1', body)).toMatchObject({
        statusCode: 400,
        body: { errors: ['body: must be {"only": "retryable"} or {"only": "failed"}'] },
      });
    },
  );

  it.each([
    ['no body', { body: '' }, 400],
    ['no JSON', { body: '{' }, 400],
    ['another media type', { headers: { 'content-type': 'text/plain' } }, 415],
    ['another tenant', { headers: { 'reach-tenant-id': 'tenant-2' } }, 404],
    ['another partner', { claims: { partnerId: 'partner-2', type: 'partner' } }, 404],
    ['a token of another tenant', { claims: { partnerId: 'partner-1', tenantExternalId: 'x' } }, 403],
  ])('with %s takes nothing', async (_, overrides, statusCode) => {
    const { retry, names } = createIntake(storeWithParent());
    expect(await retry('b-1', { only: 'failed' }, overrides)).toMatchObject({ statusCode });
    expect(names()).not.toContain('commit');
  });

  it('finds no batch that is not there', async () => {
    expect(await createIntake(storeWithParent()).retry('b-2', { only: 'failed' })).toMatchObject({
      statusCode: 404,
      body: { message: 'There is no batch "b-2".' },
    });
  });

  describe('with an idempotency key', () => {
    const headers = { 'idempotency-key': 'key-1' };

    it('makes one batch, which is finished where the first try died, whatever became of the first batch', async () => {
      const store = storeWithParent();
      const dead = createIntake(store, {
        after: once('commit', () => {
          throw new TransientError('the process died');
        }),
      });
      await expect(dead.retry('b-1', { only: 'failed' }, { headers })).rejects.toThrow('died');
      expect(store.queued).toEqual([]);
      store.headers.delete(batchKey());
      const again = await createIntake(store).retry('b-1', { only: 'failed' }, { headers });
      expect(again).toMatchObject({
        statusCode: 202,
        headers: { 'idempotency-replayed': 'true' },
        body: { data: { recordCount: 3, parentBatchId: 'b-1' } },
      });
      expect(store.queued).toHaveLength(2);
      expect(store.headers.values()).toHaveLength(1);
    });

    it('is refused for another retry', async () => {
      const store = storeWithParent();
      const { retry } = createIntake(store);
      expect(await retry('b-1', { only: 'failed' }, { headers })).toMatchObject({ statusCode: 202 });
      expect(await retry('b-1', { only: 'retryable' }, { headers })).toMatchObject({ statusCode: 422 });
      expect(await retry('b-2', { only: 'failed' }, { headers })).toMatchObject({ statusCode: 422 });
    });
  });
});
