import type { NativeAttributeValue } from '@aws-sdk/lib-dynamodb';
import { type GetCommandInput, type GetCommandOutput, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { resourceKey } from '../../../functions/adapters/keys.ts';
import { createResourceReader, createResourceWriter } from '../../../functions/adapters/resource-store.ts';
import { CorruptDataError } from '../../../functions/domain/errors.ts';
import { NO_STATE } from '../../../functions/domain/resource.ts';
import { resource, stateOf } from '../../support/domain.ts';
import { type Engine, startEngines } from './engines.ts';
import { intercept, operationsOf } from './intercept.ts';
import { newResourceKey } from './resource-store-contract.ts';

const WRITTEN_AT = Date.parse('2026-11-24T10:00:00.000Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const EXPIRY_MS = 30 * DAY_MS;

function open({ connect, tables }: Engine) {
  const client = connect();
  const clock = { time: WRITTEN_AT };
  const options = { client, table: tables.resources, now: () => new Date(clock.time) };
  return { client, clock, ...createResourceReader(options), ...createResourceWriter(options) };
}

describe.each(await startEngines())('the resource store on $engine', (engine) => {
  const tombstone = stateOf(undefined, {
    version: 2,
    revision: 3,
    marker: [{ batchId: 'batch-1', lane: 0, outcomes: ['applied'] }],
  });

  describe('a tombstone', () => {
    it('is there for thirty days, longer than any message lives', async () => {
      const { clock, read, write } = open(engine);
      const key = newResourceKey();
      await write(key, tombstone, 0);
      clock.time = WRITTEN_AT + EXPIRY_MS - 1;
      expect(await read(key)).toEqual(tombstone);
      expect(await write(key, stateOf(resource()), 0)).toEqual({ kind: 'conflict', current: tombstone });
    });

    it('reads as nothing from then on, and is not in the way of a create', async () => {
      const { clock, read, write } = open(engine);
      const key = newResourceKey();
      const created = stateOf(resource());
      await write(key, tombstone, 0);
      clock.time = WRITTEN_AT + EXPIRY_MS;
      expect(await read(key)).toEqual(NO_STATE);
      expect(await write(key, created, 0)).toEqual({ kind: 'written' });
      expect(await read(key)).toEqual(created);
    });

    it('that has expired is shown as nothing to a writer that expected something', async () => {
      const { clock, write } = open(engine);
      const key = newResourceKey();
      await write(key, tombstone, 0);
      clock.time = WRITTEN_AT + EXPIRY_MS;
      expect(await write(key, stateOf(resource()), 1)).toEqual({ kind: 'conflict', current: NO_STATE });
    });

    it('lives on from its last write', async () => {
      const { clock, read, write } = open(engine);
      const key = newResourceKey();
      await write(key, tombstone, 0);
      clock.time = WRITTEN_AT + DAY_MS;
      await write(key, { ...tombstone, revision: 4 }, 3);
      clock.time = WRITTEN_AT + EXPIRY_MS;
      expect(await read(key)).toEqual({ ...tombstone, revision: 4 });
    });
  });

  it('keeps a resource for ever, whatever its fields are called', async () => {
    const { clock, read, write } = open(engine);
    const key = newResourceKey();
    const state = stateOf(resource({ data: { expiresAt: 0 } }));
    await write(key, tombstone, 0);
    await write(key, { ...state, revision: 4 }, 3);
    clock.time = WRITTEN_AT + 10_000 * DAY_MS;
    expect(await read(key)).toEqual({ ...state, revision: 4 });
    expect(await write(key, stateOf(resource({ id: 'other' })), 0)).toMatchObject({ kind: 'conflict' });
  });

  it('reads strongly consistent', async () => {
    const { client, read } = open(engine);
    const consistent: unknown[] = [];
    intercept<GetCommandInput, GetCommandOutput>(client, 'GetItem', (input, send) => {
      consistent.push(input.ConsistentRead);
      return send(input);
    });
    await read(newResourceKey());
    expect(consistent).toEqual([true]);
  });

  it('reads after a conflict only where the server does not say what stands', async () => {
    const { client, write } = open(engine);
    const key = newResourceKey();
    await write(key, stateOf(resource()), 0);
    const operations = operationsOf(client);
    await write(key, stateOf(resource()), 0);
    expect(operations).toEqual(engine.engine === 'dynalite' ? ['PutItem', 'GetItem'] : ['PutItem']);
  });

  it.each<[string, Readonly<Record<string, NativeAttributeValue>>]>([
    ['without a version', { revision: 1, marker: [] }],
    ['with a marker that cannot be read', { version: 1, revision: 1, marker: ['a'] }],
    ['with a document that is none', { version: 1, revision: 1, marker: [], data: 'text' }],
  ])('says that an item %s is not readable, rather than to overwrite it', async (_, item) => {
    const { client, read, write } = open(engine);
    const key = newResourceKey();
    await client.send(
      new PutCommand({ TableName: engine.tables.resources, Item: { ...resourceKey(key), ...item } }),
    );
    await expect(read(key)).rejects.toThrow(CorruptDataError);
    await expect(write(key, stateOf(resource()), 0)).rejects.toThrow(CorruptDataError);
    await expect(read(key)).rejects.toThrow('a resource is not readable');
  });
});
