import type { BatchGetCommandInput, BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createBatchIntake } from '../../../functions/adapters/batch-intake.ts';
import { headerKey, resourceKey } from '../../../functions/adapters/keys.ts';
import { createResourceWriter } from '../../../functions/adapters/resource-store.ts';
import { createReadSnapshot } from '../../../functions/adapters/snapshot.ts';
import { TransientError } from '../../../functions/domain/errors.ts';
import { NO_STATE } from '../../../functions/domain/resource.ts';
import { header, patches, resource, stateOf } from '../../support/domain.ts';
import { newBatch } from './batch-store-contract.ts';
import { type Engine, startEngines } from './engines.ts';
import { intercept, operationsOf } from './intercept.ts';
import { newResourceKey } from './resource-store-contract.ts';

const NOW = new Date('2026-11-24T10:00:00.000Z');
const now = () => NOW;

/** A snapshot's reader and what an invocation of ten messages names, half of it stored. */
async function open({ connect, client: other, tables }: Engine) {
  const client = connect();
  const keys = Array.from({ length: 10 }, () => newResourceKey());
  const batches = keys.map(() => newBatch());
  const resources = createResourceWriter({ client: other, table: tables.resources, now });
  const intake = createBatchIntake({ client: other, table: tables.batches, now });
  await Promise.all([
    ...keys.slice(5).map((key) => resources.write(key, stateOf(resource()), 0)),
    ...batches.slice(5).map((held) => intake.commit(held, patches({}))),
  ]);
  const readSnapshot = createReadSnapshot({
    client,
    resourcesTable: tables.resources,
    batchesTable: tables.batches,
    now,
  });
  return { client, keys, batches, readSnapshot };
}

const HALF = Array<undefined>(5).fill(undefined);

describe.each(await startEngines())('the snapshot on $engine', (engine) => {
  const { tables } = engine;

  it('is one call for all that ten messages name, strongly consistent, with each key once', async () => {
    const { client, keys, batches, readSnapshot } = await open(engine);
    const operations = operationsOf(client);
    const inputs: BatchGetCommandInput[] = [];
    intercept<BatchGetCommandInput, BatchGetCommandOutput>(client, 'BatchGetItem', (input, send) => {
      inputs.push(input);
      return send(input);
    });
    const snapshot = await readSnapshot([...keys, ...keys], [...batches, ...batches]);
    expect(operations).toEqual(['BatchGetItem']);
    expect(inputs).toEqual([
      {
        RequestItems: {
          [tables.resources]: { Keys: keys.map(resourceKey), ConsistentRead: true },
          [tables.batches]: { Keys: batches.map(headerKey), ConsistentRead: true },
        },
      },
    ]);
    expect(keys.map((key) => snapshot.stateOf(key))).toEqual([
      ...HALF.map(() => NO_STATE),
      ...HALF.map(() => stateOf(resource())),
    ]);
    expect(batches.map((held) => snapshot.headerOf(held))).toEqual([
      ...HALF,
      ...batches.slice(5).map((held) => header(held)),
    ]);
  });

  it('is no call when nothing is named', async () => {
    const { client, readSnapshot } = await open(engine);
    const operations = operationsOf(client);
    await readSnapshot([], []);
    expect(operations).toEqual([]);
  });

  it('asks again for what the server left out, and only for that', async () => {
    const { client, keys, batches, readSnapshot } = await open(engine);
    const counts: number[] = [];
    intercept<BatchGetCommandInput, BatchGetCommandOutput>(client, 'BatchGetItem', async (input, send) => {
      // It gives seven items at a time, of whatever tables.
      const all = Object.entries(input.RequestItems ?? {}).flatMap(([table, { Keys = [] }]) =>
        Keys.map((key) => ({ table, key })),
      );
      counts.push(all.length);
      const rest = requestOf(all.slice(7));
      const output = await send({ ...input, RequestItems: requestOf(all.slice(0, 7)) });
      return { ...output, UnprocessedKeys: rest };
    });
    const snapshot = await readSnapshot(keys, batches);
    expect(counts).toEqual([20, 13, 6]);
    expect(keys.map((key) => snapshot.stateOf(key).revision)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect(batches.map((held) => snapshot.headerOf(held)?.batchId)).toEqual([
      ...HALF,
      ...batches.slice(5).map(({ batchId }) => batchId),
    ]);
  });

  it('fails with a transient error when the server leaves something out five times', async () => {
    const { client, keys, batches, readSnapshot } = await open(engine);
    let calls = 0;
    intercept<BatchGetCommandInput, BatchGetCommandOutput>(client, 'BatchGetItem', async (input) => {
      calls += 1;
      return { $metadata: {}, UnprocessedKeys: input.RequestItems };
    });
    await expect(readSnapshot(keys, batches)).rejects.toThrow(
      new TransientError('a read was still incomplete after 5 tries'),
    );
    expect(calls).toBe(5);
  });

  it('passes over an expired tombstone and an expired batch', async () => {
    const { client } = await open(engine);
    const key = newResourceKey();
    const held = newBatch({ expiresAt: NOW.getTime() / 1000 });
    await createResourceWriter({ client, table: tables.resources, now: () => new Date(0) }).write(
      key,
      stateOf(undefined, { revision: 1 }),
      0,
    );
    await createBatchIntake({ client, table: tables.batches, now }).commit(held, patches({}));
    const snapshot = await createReadSnapshot({
      client,
      resourcesTable: tables.resources,
      batchesTable: tables.batches,
      now,
    })([key], [held]);
    expect(snapshot.stateOf(key)).toEqual(NO_STATE);
    expect(snapshot.headerOf(held)).toBeUndefined();
  });
});

type RequestItems = NonNullable<BatchGetCommandInput['RequestItems']>;

function requestOf(
  keys: readonly { readonly table: string; readonly key: Record<string, unknown> }[],
): RequestItems {
  const byTable = Map.groupBy(keys, ({ table }) => table);
  return Object.fromEntries(
    [...byTable].map(([table, some]) => [table, { Keys: some.map(({ key }) => key), ConsistentRead: true }]),
  );
}
