import {
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type GetCommandInput,
  type GetCommandOutput,
  PutCommand,
  type PutCommandInput,
  type PutCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { schemaKey, schemaNameKey } from '../../../functions/adapters/keys.ts';
import { createSchemaStore } from '../../../functions/adapters/schema-store.ts';
import { CorruptDataError, TransientError } from '../../../functions/domain/errors.ts';
import { type Engine, startEngines } from './engines.ts';
import { intercept } from './intercept.ts';
import { newDefinition } from './schema-store-contract.ts';

const CREATED_AT = '2026-11-24T10:00:00.000Z';
const BEFORE_A_MINUTE = '2026-11-24T10:00:59.999Z';
const AFTER_A_MINUTE = '2026-11-24T10:01:00.000Z';

function open({ connect, tables }: Engine) {
  const client = connect();
  return {
    client,
    table: tables.schemaDefinitions,
    ...createSchemaStore({ client, table: tables.schemaDefinitions }),
  };
}

/** A definition whose creation died after so many of its four writes. */
async function halfCreated(engine: Engine, writes: number) {
  const { client, create } = open(engine);
  let left = writes;
  intercept<PutCommandInput, PutCommandOutput>(client, 'PutItem', async (input, send) => {
    if (left === 0) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    left -= 1;
    return await send(input);
  });
  const definition = newDefinition({ createdAt: CREATED_AT });
  await expect(create(definition)).rejects.toThrow(TransientError);
  return definition;
}

describe.each(await startEngines())('the schema store on $engine', (engine) => {
  describe.each([1, 2, 3])('after a creation that died with %d of its writes done', (writes) => {
    it('finds no definition', async () => {
      const { id, partnerId, name, pluralName } = await halfCreated(engine, writes);
      const { find } = open(engine);
      for (const idOrName of [id, name, pluralName]) expect(await find(partnerId, idOrName)).toBeUndefined();
    });

    it('gives the name to nobody else for a minute, in which the creation may go on', async () => {
      const { partnerId, name } = await halfCreated(engine, writes);
      const { create } = open(engine);
      const other = newDefinition({ partnerId, name, pluralName: 'other', createdAt: BEFORE_A_MINUTE });
      expect(await create(other)).toEqual({ kind: 'name-taken', name });
    });

    it('gives the name to another after a minute', async () => {
      const { partnerId, name, pluralName } = await halfCreated(engine, writes);
      const { create, find } = open(engine);
      const other = newDefinition({
        partnerId,
        name: pluralName,
        pluralName: name,
        createdAt: AFTER_A_MINUTE,
      });
      expect(await create(other)).toEqual({ kind: 'created' });
      expect(await find(partnerId, name)).toEqual(other);
      expect(await find(partnerId, pluralName)).toEqual(other);
    });

    it('gives the name to one of several who ask for it at once', async () => {
      const { partnerId, name } = await halfCreated(engine, writes);
      const { create } = open(engine);
      const results = await Promise.all(
        [0, 1, 2, 3].map((at) =>
          create(newDefinition({ partnerId, name, pluralName: `plural-${at}`, createdAt: AFTER_A_MINUTE })),
        ),
      );
      expect(results.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    });

    it('lets the same creation go on when it is tried again', async () => {
      const definition = await halfCreated(engine, writes);
      const { create, find, findVersion } = open(engine);
      expect(await create(definition)).toEqual({ kind: 'created' });
      expect(await find(definition.partnerId, definition.pluralName)).toEqual(definition);
      expect(await findVersion(definition.partnerId, definition.id, 1)).toEqual(definition);
    });
  });

  it('says that a creation may succeed later when a name went while it was asked for', async () => {
    const { client, create } = open(engine);
    const held = newDefinition();
    await create(held);
    intercept<GetCommandInput, GetCommandOutput>(client, 'GetItem', async () => ({ $metadata: {} }));
    await expect(create(newDefinition({ partnerId: held.partnerId }))).rejects.toThrow(
      new TransientError('a name was given back while it was asked for'),
    );
  });

  it('finds a definition with strongly consistent reads alone', async () => {
    const { client, create, find, findVersion } = open(engine);
    const held = newDefinition();
    await create(held);
    const consistent: unknown[] = [];
    intercept<GetCommandInput, GetCommandOutput>(client, 'GetItem', (input, send) => {
      consistent.push(input.ConsistentRead);
      return send(input);
    });
    intercept<BatchGetCommandInput, BatchGetCommandOutput>(client, 'BatchGetItem', (input, send) => {
      consistent.push(...Object.values(input.RequestItems ?? {}).map(({ ConsistentRead }) => ConsistentRead));
      return send(input);
    });
    await find(held.partnerId, held.name);
    await findVersion(held.partnerId, held.id, 1);
    expect(consistent).toEqual([true, true, true]);
  });

  it('does not take a read that the server left out for a definition that is not there', async () => {
    const { client, find } = open(engine);
    intercept<BatchGetCommandInput, BatchGetCommandOutput>(client, 'BatchGetItem', async (input) => ({
      $metadata: {},
      UnprocessedKeys: input.RequestItems,
    }));
    await expect(find(newDefinition().partnerId, 'customer')).rejects.toThrow(TransientError);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['text that is not JSON', { schema: '{' }],
    ['JSON that is no object', { schema: '[]' }],
    ['no text', { schema: {} }],
    ['a category that there is not', { category: 'other' }],
  ])('says that a definition with %s is not readable', async (_, broken) => {
    const { client, table, find } = open(engine);
    const held = newDefinition();
    const item = { ...held, schema: JSON.stringify(held.schema), ...broken };
    await client.send(
      new PutCommand({ TableName: table, Item: { ...schemaKey(held.partnerId, held.id), ...item } }),
    );
    await expect(find(held.partnerId, held.id)).rejects.toThrow(CorruptDataError);
  });

  it('says that a name without its definition is not readable', async () => {
    const { client, table, create, find } = open(engine);
    const held = newDefinition();
    await client.send(
      new PutCommand({ TableName: table, Item: { ...schemaNameKey(held.partnerId, held.name) } }),
    );
    await expect(find(held.partnerId, held.name)).rejects.toThrow(CorruptDataError);
    await expect(create(held)).rejects.toThrow(CorruptDataError);
  });
});
