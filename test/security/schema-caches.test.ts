import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUsableSchemas } from '../../functions/adapters/usable-schemas.ts';
import type { CompiledSchema } from '../../functions/domain/schema.ts';
import type { SchemaDefinition } from '../../functions/domain/schema-definition.ts';
import { definition } from '../functions/support/definitions.ts';

const part = fc.string({
  unit: fc.constantFrom(
    'a',
    'A',
    '"',
    ',',
    '[',
    ']',
    '\\',
    '#',
    '1',
    '\u0130',
    'i\u0307',
    'e\u0301',
    '\u00e9',
  ),
  minLength: 1,
  maxLength: 3,
});
/** A question to the cache: by name, or for a version. */
const question = fc.record({
  partnerId: part,
  name: part,
  version: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
});

describe('a warm cache of schemas', () => {
  it('gives each partner what the store has for that partner, whatever was asked before', async () => {
    const run = fc.asyncProperty(fc.array(question, { minLength: 2, maxLength: 30 }), async (questions) => {
      // As the store: a definition of each partner by any name, its id made of both so that none is another's.
      const stored = (partnerId: string, name: string, versionNumber: number): SchemaDefinition =>
        definition({
          partnerId,
          id: name.toLowerCase(),
          name: JSON.stringify([partnerId, name.toLowerCase()]),
          versionNumber,
        });
      const schemas = createUsableSchemas(
        {
          find: async (partnerId, name) => stored(partnerId, name, 1),
          findById: async (partnerId, id) => stored(partnerId, id, 1),
          findVersion: async (partnerId, id, version) => stored(partnerId, id, version),
        },
        () => ({}) as CompiledSchema, // nothing is checked with it
      );
      for (const { partnerId, name, version } of questions) {
        const id = name.toLowerCase();
        const found =
          version === undefined
            ? await schemas.find(partnerId, name)
            : await schemas.findVersion(partnerId, id, version);
        expect(found?.definition).toEqual(stored(partnerId, name, version ?? 1));
      }
    });
    await fc.assert(run, { numRuns: 300 });
  });

  it('does not keep what a partner asked for in vain, for another to be told', async () => {
    const asked: string[] = [];
    const schemas = createUsableSchemas(
      {
        find: async (partnerId) => {
          asked.push(partnerId);
          return partnerId === 'a' ? definition({ partnerId }) : undefined;
        },
        findById: async () => undefined,
        findVersion: async () => undefined,
      },
      () => ({}) as CompiledSchema, // nothing is checked with it
    );
    expect(await schemas.find('a', 'customer')).toBeDefined();
    expect(await schemas.find('b', 'customer')).toBeUndefined();
    expect(await schemas.find('b', 'customer')).toBeUndefined();
    expect(asked).toEqual(['a', 'b', 'b']);
  });
});
