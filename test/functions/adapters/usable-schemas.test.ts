import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compileSchema } from '../../../functions/adapters/ajv-schema.ts';
import { createUsableSchemas } from '../../../functions/adapters/usable-schemas.ts';
import { TransientError } from '../../../functions/domain/errors.ts';
import type { JsonObject } from '../../../functions/domain/json.ts';
import type { SchemaDefinition } from '../../../functions/domain/schema-definition.ts';
import { newDefinition } from './schema-store-contract.ts';

/** A store of definitions that are put in by hand, and what it was asked. */
function open(...held: readonly SchemaDefinition[]) {
  const definitions = [...held];
  const asked: string[] = [];
  const compiled: JsonObject[] = [];
  const newest = (fits: (definition: SchemaDefinition) => boolean) => definitions.filter(fits).at(-1);
  const store: Parameters<typeof createUsableSchemas>[0] = {
    find: async (partnerId, idOrName) => {
      asked.push(idOrName);
      return newest(
        ({ partnerId: owner, id, name, pluralName }) =>
          owner === partnerId && [id, name, pluralName].includes(idOrName),
      );
    },
    findById: async (partnerId, schemaId) => {
      asked.push(schemaId);
      return newest(({ partnerId: owner, id }) => owner === partnerId && id === schemaId);
    },
    findVersion: async (partnerId, schemaId, version) => {
      asked.push(`${schemaId} ${version}`);
      return newest(
        ({ partnerId: owner, id, versionNumber }) =>
          owner === partnerId && id === schemaId && versionNumber === version,
      );
    },
  };
  const schemas = createUsableSchemas(store, (schema) => {
    compiled.push(schema);
    return compileSchema(schema);
  });
  return { schemas, definitions, asked, compiled };
}

describe('usable schemas', () => {
  const pass = (ms: number) => vi.advanceTimersByTime(ms);
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are a definition and its compiled schema', async () => {
    const held = newDefinition();
    const { schemas } = open(held);
    for (const usable of [
      await schemas.find(held.partnerId, held.name),
      await schemas.findById(held.partnerId, held.id),
      await schemas.findVersion(held.partnerId, held.id, 1),
    ]) {
      expect(usable?.definition).toEqual(held);
      expect(usable?.compiled.checkDocument({})).toMatchObject([{ pointer: '/customerId' }]);
      expect(usable?.compiled.checkDocument({ customerId: 'c-1' })).toEqual([]);
    }
  });

  it('are asked for once a minute, however often they are used and in whatever letters', async () => {
    const held = newDefinition();
    const { schemas, asked } = open(held);
    const first = await schemas.find(held.partnerId, 'Customer');
    pass(59_999);
    expect(await schemas.find(held.partnerId, 'CUSTOMER')).toBe(first);
    expect(asked).toEqual(['Customer']);
    pass(1);
    await schemas.find(held.partnerId, 'Customer');
    expect(asked).toEqual(['Customer', 'Customer']);
  });

  it('are kept a minute from when they were read, not from when they were used', async () => {
    const held = newDefinition();
    const { schemas, asked } = open(held);
    for (let second = 0; second < 120; second += 1) {
      await schemas.find(held.partnerId, 'Customer');
      pass(1000);
    }
    expect(asked).toHaveLength(2);
  });

  it('are of a new version a minute after it was stored', async () => {
    const held = newDefinition();
    const { schemas, definitions } = open(held);
    const next = { ...held, versionNumber: 2, schema: { ...held.schema, minProperties: 2 } };
    await schemas.find(held.partnerId, 'Customer');
    definitions.push(next);
    expect((await schemas.find(held.partnerId, 'Customer'))?.definition.versionNumber).toBe(1);
    pass(60_000);
    const usable = await schemas.find(held.partnerId, 'Customer');
    expect(usable?.definition).toEqual(next);
    expect(usable?.compiled.checkDocument({ customerId: 'c-1' })).toHaveLength(1);
  });

  it('are asked for at every look by their id, and found as they are then', async () => {
    const held = newDefinition();
    const { schemas, definitions, compiled } = open(held);
    await schemas.findById(held.partnerId, held.id);
    definitions.push({ ...held, versionNumber: 2 });
    for (const _ of [1, 2]) {
      const found = await schemas.findById(held.partnerId, held.id);
      expect(found?.definition.versionNumber).toBe(2);
    }
    expect(compiled).toHaveLength(2);
    expect(await schemas.findById(held.partnerId, held.name)).toBeUndefined();
  });

  it('are compiled once per version, by whatever name they are found', async () => {
    const held = newDefinition();
    const { schemas, compiled } = open(held);
    const names = [held.id, held.name, held.pluralName];
    const found = await Promise.all(names.map((name) => schemas.find(held.partnerId, name)));
    pass(60_001);
    const again = await schemas.find(held.partnerId, held.name);
    const version = await schemas.findVersion(held.partnerId, held.id, 1);
    expect(new Set([...found, again, version]).size).toBe(1);
    expect(compiled).toEqual([held.schema]);
  });

  it('are looked for again each time while they are not found', async () => {
    const held = newDefinition();
    const { schemas, definitions, asked } = open();
    expect(await schemas.find(held.partnerId, 'Customer')).toBeUndefined();
    expect(await schemas.find(held.partnerId, 'Customer')).toBeUndefined();
    expect(await schemas.findVersion(held.partnerId, held.id, 1)).toBeUndefined();
    expect(await schemas.findVersion(held.partnerId, held.id, 1)).toBeUndefined();
    expect(asked).toHaveLength(4);
    definitions.push(held);
    expect((await schemas.findVersion(held.partnerId, held.id, 1))?.definition).toEqual(held);
    expect((await schemas.find(held.partnerId, 'Customer'))?.definition).toEqual(held);
  });

  it('are not kept when they could not be read', async () => {
    const held = newDefinition();
    const { schemas, definitions } = open();
    const failing = vi.spyOn(definitions, 'filter').mockImplementationOnce(() => {
      throw new TransientError('busy');
    });
    await expect(schemas.find(held.partnerId, 'Customer')).rejects.toThrow(TransientError);
    failing.mockRestore();
    definitions.push(held);
    expect((await schemas.find(held.partnerId, 'Customer'))?.definition).toEqual(held);
  });

  it('of one version are asked for once, for ever', async () => {
    const held = newDefinition();
    const { schemas, asked } = open(held);
    const first = await schemas.findVersion(held.partnerId, held.id, 1);
    pass(24 * 60 * 60 * 1000);
    expect(await schemas.findVersion(held.partnerId, held.id, 1)).toBe(first);
    expect(asked).toEqual([`${held.id} 1`]);
  });

  it('of one version are asked for once by all that ask at the same time, and again when that failed', async () => {
    const held = newDefinition();
    const { schemas, asked, definitions } = open(held);
    const ask = () =>
      Promise.allSettled([1, 2, 3].map(() => schemas.findVersion(held.partnerId, held.id, 1)));
    const failing = vi.spyOn(definitions, 'filter').mockImplementationOnce(() => {
      throw new TransientError('busy');
    });
    expect((await ask()).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    failing.mockRestore();
    expect((await ask()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(asked).toEqual([`${held.id} 1`, `${held.id} 1`]);
  });

  it('of two versions are not taken for each other', async () => {
    const held = newDefinition();
    const { schemas } = open(held, { ...held, versionNumber: 2, description: 'next' });
    const versions = await Promise.all([1, 2].map((at) => schemas.findVersion(held.partnerId, held.id, at)));
    expect(versions.map((usable) => usable?.definition.versionNumber)).toEqual([1, 2]);
  });

  it('of two partners are not taken for each other', async () => {
    const one = newDefinition();
    const other = { ...newDefinition(), id: one.id };
    const { schemas } = open(one, other);
    for (const held of [one, other, one]) {
      expect((await schemas.find(held.partnerId, 'Customer'))?.definition).toEqual(held);
      expect((await schemas.findVersion(held.partnerId, held.id, 1))?.definition).toEqual(held);
    }
    const joined = open({ ...one, partnerId: 'a', name: 'b' });
    await joined.schemas.find('a', 'b');
    expect(await joined.schemas.find('a","b', '')).toBeUndefined();
  });

  it('are kept if they were among the last hundred, and not beyond two hundred', async () => {
    const held = Array.from({ length: 500 }, () => newDefinition());
    const { schemas, asked, compiled } = open(...held);
    for (const { partnerId, name } of held) await schemas.find(partnerId, name);
    expect([asked.length, compiled.length]).toEqual([500, 500]);
    for (const { partnerId, name } of held.slice(-100)) await schemas.find(partnerId, name);
    expect([asked.length, compiled.length]).toEqual([500, 500]);
    for (const { partnerId, name } of held.toReversed()) await schemas.find(partnerId, name);
    expect(asked.length).toBeGreaterThanOrEqual(800);
    expect(compiled.length).toBeGreaterThanOrEqual(800);
  });
});
