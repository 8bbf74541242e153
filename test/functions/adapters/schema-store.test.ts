import {
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type GetCommandInput,
  type GetCommandOutput,
  PutCommand,
  type PutCommandInput,
  type PutCommandOutput,
  type QueryCommandInput,
  type QueryCommandOutput,
  type UpdateCommandInput,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { schemaKey, schemaNameKey } from '../../../functions/adapters/keys.ts';
import { createSchemaStore } from '../../../functions/adapters/schema-store.ts';
import { CorruptDataError, TransientError } from '../../../functions/domain/errors.ts';
import type { SchemaDefinition } from '../../../functions/domain/schema-definition.ts';
import { type Engine, startEngines } from './engines.ts';
import { intercept, operationsOf } from './intercept.ts';
import { newDefinition, nextOf } from './schema-store-contract.ts';

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

/** A store that dies after so many writes. */
function openDying(engine: Engine, writes: number) {
  const store = open(engine);
  let left = writes;
  intercept<PutCommandInput, PutCommandOutput>(store.client, 'PutItem', async (input, send) => {
    if (left === 0) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    left -= 1;
    return await send(input);
  });
  return store;
}

/** A store in which others do something right before the first write. */
function openOvertaken(engine: Engine, act: () => Promise<unknown>) {
  const store = open(engine);
  let acted = false;
  intercept<PutCommandInput, PutCommandOutput>(store.client, 'PutItem', async (input, send) => {
    if (!acted) {
      acted = true;
      await act();
    }
    return await send(input);
  });
  return store;
}

/** A definition whose creation died after so many of its four writes. */
async function halfCreated(engine: Engine, writes: number) {
  const { create } = openDying(engine, writes);
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

  it.each<[string, Partial<SchemaDefinition>]>([
    ['name', { name: 'CUSTOMER', pluralName: 'free' }],
    ['plural name', { name: 'free', pluralName: 'customers' }],
  ])('writes nothing for a creation whose %s is taken', async (_, names) => {
    const { client, create } = open(engine);
    const held = newDefinition();
    await create(held);
    const operations = operationsOf(client);
    const result = await create(newDefinition({ partnerId: held.partnerId, ...names }));
    expect(result.kind).toBe('name-taken');
    expect(operations.filter((operation) => operation !== 'GetItem')).toEqual([]);
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

  describe('an update', () => {
    it.each([0, 1])('that died with %d of its writes done has changed nothing', async (writes) => {
      const held = newDefinition();
      const next = nextOf(held);
      const { create, find, findVersion, update } = open(engine);
      await create(held);
      await expect(openDying(engine, writes).update(next)).rejects.toThrow(TransientError);
      expect(await find(held.partnerId, held.id)).toEqual(held);
      expect(await findVersion(held.partnerId, held.id, 1)).toEqual(held);
      expect(await findVersion(held.partnerId, held.id, 2)).toBeUndefined();
      expect(await update(nextOf(held, { description: 'another' }))).toEqual({ kind: 'updated' });
    });

    it('that died once its version was the current one leaves that version as it is, for good', async () => {
      const held = newDefinition();
      const next = nextOf(held);
      const { create, find, findVersion, update, deactivate } = open(engine);
      await create(held);
      await expect(openDying(engine, 2).update(next)).rejects.toThrow(TransientError);
      const expectVersion = async () => expect(await findVersion(held.partnerId, held.id, 2)).toEqual(next);
      expect(await find(held.partnerId, held.id)).toEqual(next);
      await expectVersion();
      expect(await findVersion(held.partnerId, held.id, 3)).toBeUndefined();
      expect(await update(nextOf(next))).toEqual({ kind: 'updated' });
      await expectVersion();
      await deactivate(held, AFTER_A_MINUTE);
      await expectVersion();
    });

    it('that died once its version was the current one leaves it when the definition is deactivated', async () => {
      const held = newDefinition();
      const { create, findVersion, deactivate } = open(engine);
      await create(held);
      await expect(openDying(engine, 2).update(nextOf(held))).rejects.toThrow(TransientError);
      await deactivate(held, AFTER_A_MINUTE);
      expect(await findVersion(held.partnerId, held.id, 2)).toEqual(nextOf(held));
    });

    it('that was overtaken by another is a conflict and leaves nothing behind', async () => {
      const held = newDefinition();
      const first = nextOf(held, { description: 'first' });
      const { create, find, findVersion, update } = open(engine);
      await create(held);
      const late = openOvertaken(engine, () => update(first));
      expect(await late.update(nextOf(held))).toEqual({ kind: 'conflict' });
      expect(await find(held.partnerId, held.id)).toEqual(first);
      expect(await findVersion(held.partnerId, held.id, 2)).toEqual(first);
    });

    it('that was overtaken by a deactivation finds nothing and does not undo it', async () => {
      const held = newDefinition();
      const { create, find, findVersion, deactivate } = open(engine);
      await create(held);
      const late = openOvertaken(engine, () => deactivate(held, AFTER_A_MINUTE));
      expect(await late.update(nextOf(held))).toEqual({ kind: 'not-found' });
      expect(await find(held.partnerId, held.id)).toBeUndefined();
      expect(await findVersion(held.partnerId, held.id, 2)).toBeUndefined();
    });

    it('is made although the answer to its write was lost', async () => {
      const held = newDefinition();
      const { client, create, find, findVersion, update } = open(engine);
      await create(held);
      intercept<PutCommandInput, PutCommandOutput>(client, 'PutItem', async (input, send) => {
        await send(input);
        return await send(input);
      });
      expect(await update(nextOf(held))).toEqual({ kind: 'updated' });
      expect(await find(held.partnerId, held.id)).toEqual(nextOf(held));
      expect(await findVersion(held.partnerId, held.id, 2)).toEqual(nextOf(held));
    });
  });

  it('finds a version that is stored while it is looked for', async () => {
    const held = newDefinition();
    const second = nextOf(held);
    const { create, update } = open(engine);
    await create(held);
    await expect(openDying(engine, 2).update(second)).rejects.toThrow(TransientError);
    const { client, findVersion } = open(engine);
    let reads = 0;
    intercept<GetCommandInput, GetCommandOutput>(client, 'GetItem', async (input, send) => {
      reads += 1;
      if (reads === 2) await update(nextOf(second));
      return await send(input);
    });
    expect(await findVersion(held.partnerId, held.id, 2)).toEqual(second);
  });

  it('has deactivated a definition although the answer was lost', async () => {
    const held = newDefinition();
    const { client, create, deactivate } = open(engine);
    await create(held);
    intercept<UpdateCommandInput, UpdateCommandOutput>(client, 'UpdateItem', async (input, send) => {
      await send(input);
      return await send(input);
    });
    expect(await deactivate(held, AFTER_A_MINUTE)).toBe(true);
  });

  it('lists definitions page by page, with strongly consistent reads', async () => {
    const { client, create, list } = open(engine);
    const { partnerId } = newDefinition();
    const all = ['a', 'b', 'c'].map((name) => newDefinition({ partnerId, name, pluralName: `${name}s` }));
    for (const definition of all) await create(definition);
    const consistent: unknown[] = [];
    intercept<QueryCommandInput, QueryCommandOutput>(client, 'Query', (input, send) => {
      consistent.push(input.ConsistentRead);
      return send({ ...input, Limit: 1 });
    });
    const listed = await list(partnerId);
    expect(listed).toHaveLength(3);
    expect(listed).toEqual(expect.arrayContaining(all));
    expect(consistent.length).toBeGreaterThanOrEqual(3);
    expect(new Set(consistent)).toEqual(new Set([true]));
  });
});
