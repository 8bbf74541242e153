import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../functions/domain/json.ts';
import type { SchemaDefinitions } from '../../../functions/domain/ports.ts';
import { CATEGORIES, type SchemaDefinition } from '../../../functions/domain/schema-definition.ts';
import { anyDocument } from './document-arbitraries.ts';

/** A definition of a partner that nobody else has: the tests share servers. */
export function newDefinition(overrides: Partial<SchemaDefinition> = {}): SchemaDefinition {
  return {
    id: randomUUID(),
    partnerId: `partner-${randomUUID()}`,
    name: 'Customer',
    pluralName: 'Customers',
    description: 'Who buys.',
    category: 'contacts_schema',
    externalIdField: 'customerId',
    schema: { type: 'object', properties: { customerId: { type: 'string' } }, required: ['customerId'] },
    versionNumber: 1,
    createdAt: '2026-11-24T10:00:00.000Z',
    updatedAt: '2026-11-24T10:00:00.000Z',
    ...overrides,
  };
}

/** The version after this one. */
export function nextOf(held: SchemaDefinition, overrides: Partial<SchemaDefinition> = {}): SchemaDefinition {
  const versionNumber = held.versionNumber + 1;
  return {
    ...held,
    description: `version ${versionNumber}`,
    versionNumber,
    updatedAt: '2026-11-24T11:00:00.000Z',
    ...overrides,
  };
}

/** What keeping schema definitions promises, whatever keeps them. */
export function describeSchemaStore(name: string, make: () => SchemaDefinitions): void {
  /** A store in which the definition is. */
  const openWith = async (held: SchemaDefinition): Promise<SchemaDefinitions> => {
    const store = make();
    expect(await store.create(held)).toEqual({ kind: 'created' });
    return store;
  };
  /** Another definition of the same partner. */
  const besides = (held: SchemaDefinition, overrides: Partial<SchemaDefinition>) =>
    newDefinition({ partnerId: held.partnerId, name: 'Order', pluralName: 'Orders', ...overrides });

  describe(`schema store: ${name}`, () => {
    it.each<[string, (held: SchemaDefinition) => string]>([
      ['id', ({ id }) => id],
      ['id in capitals', ({ id }) => id.toUpperCase()],
      ['name', () => 'Customer'],
      ['name in small letters', () => 'customer'],
      ['name in capitals', () => 'CUSTOMER'],
      ['plural name', () => 'Customers'],
      ['plural name in any letters', () => 'cUSTOMERs'],
    ])('finds a definition by its %s', async (_, idOrName) => {
      const held = newDefinition();
      const store = await openWith(held);
      expect(await store.find(held.partnerId, idOrName(held))).toEqual(held);
    });

    it.each([
      ['another name', 'Custome'],
      ['nothing', ''],
      ['part of a key', 'name#customer'],
      ['a name longer than any can be', 'x'.repeat(5000)],
    ])('finds none by %s', async (_, idOrName) => {
      const held = newDefinition();
      const store = await openWith(held);
      expect(await store.find(held.partnerId, idOrName)).toBeUndefined();
    });

    it('finds a definition whose name is its plural name', async () => {
      const held = newDefinition({ name: 'Sheep', pluralName: 'sheep' });
      const store = await openWith(held);
      expect(await store.find(held.partnerId, 'SHEEP')).toEqual(held);
    });

    it('finds a definition by its id alone where no name is meant', async () => {
      const held = newDefinition();
      const store = await openWith(held);
      expect(await store.findById(held.partnerId, held.id)).toEqual(held);
      for (const other of [held.name, held.pluralName, randomUUID()])
        expect(await store.findById(held.partnerId, other)).toBeUndefined();
      await store.deactivate(held, '2026-11-24T12:00:00.000Z');
      await store.create(newDefinition({ partnerId: held.partnerId, name: held.id, pluralName: 'others' }));
      expect(await store.findById(held.partnerId, held.id)).toBeUndefined();
    });

    it('shows no definition to another partner', async () => {
      const held = newDefinition();
      const store = await openWith(held);
      for (const partnerId of [
        newDefinition().partnerId,
        held.partnerId.toUpperCase(),
        `${held.partnerId}#`,
      ]) {
        for (const idOrName of [held.id, held.name, held.pluralName])
          expect(await store.find(partnerId, idOrName)).toBeUndefined();
        expect(await store.findById(partnerId, held.id)).toBeUndefined();
        expect(await store.findVersion(partnerId, held.id, 1)).toBeUndefined();
      }
    });

    it('finds the version that was created, and no other', async () => {
      const held = newDefinition({ versionNumber: 7 });
      const store = await openWith(held);
      expect(await store.findVersion(held.partnerId, held.id, 7)).toEqual(held);
      for (const version of [1, 6, 8, 70])
        expect(await store.findVersion(held.partnerId, held.id, version)).toBeUndefined();
      expect(await store.findVersion(held.partnerId, randomUUID(), 7)).toBeUndefined();
    });

    it.each(CATEGORIES)('keeps a definition of the category %s as it is', async (category) => {
      const held = newDefinition({ category, description: '', name: 'a-_B9', pluralName: '_' });
      const store = await openWith(held);
      expect(await store.find(held.partnerId, held.id)).toEqual(held);
    });

    it('keeps any schema as it is', async () => {
      await fc.assert(
        fc.asyncProperty(anyDocument, async (schema) => {
          const held = newDefinition({ schema });
          const store = await openWith(held);
          const found = await store.findVersion(held.partnerId, held.id, 1);
          // Keys count in their order: it is the order of problems that are reported.
          expect(JSON.stringify(found?.schema)).toBe(JSON.stringify(schema));
        }),
        { numRuns: 30 },
      );
    });

    it('keeps a schema that nests deeper than items do', async () => {
      let schema: JsonObject = { type: 'string' };
      for (let level = 0; level < 60; level += 1) schema = { properties: { a: schema } };
      const held = newDefinition({ schema });
      const store = await openWith(held);
      expect(await store.find(held.partnerId, held.name)).toEqual(held);
    });

    describe('a name that is taken', () => {
      it.each<[string, Partial<SchemaDefinition>, string]>([
        ['a name', { name: 'Customer' }, 'Customer'],
        ['a name in other letters', { name: 'cUSTOMER' }, 'cUSTOMER'],
        ['a plural name', { pluralName: 'Customers' }, 'Customers'],
        ['a name as plural name', { pluralName: 'customer' }, 'customer'],
        ['a plural name as name', { name: 'CUSTOMERS' }, 'CUSTOMERS'],
        ['both', { name: 'Customer', pluralName: 'Customers' }, 'Customer'],
      ])('refuses %s and leaves nothing behind', async (_, names, taken) => {
        const held = newDefinition();
        const store = await openWith(held);
        const refused = besides(held, names);
        expect(await store.create(refused)).toEqual({ kind: 'name-taken', name: taken });
        expect(await store.find(held.partnerId, refused.id)).toBeUndefined();
        expect(await store.findVersion(held.partnerId, refused.id, 1)).toBeUndefined();
        expect(await store.find(held.partnerId, 'Order')).toBeUndefined();
        expect(await store.find(held.partnerId, 'Orders')).toBeUndefined();
        expect(await store.find(held.partnerId, 'customer')).toEqual(held);
        expect(await store.find(held.partnerId, 'customers')).toEqual(held);
        expect(await store.create(besides(held, {}))).toEqual({ kind: 'created' });
      });

      it('stays taken, however long ago the definition was created', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        const later = besides(held, { name: 'Customer', createdAt: '2036-11-24T10:00:00.000Z' });
        expect(await store.create(later)).toEqual({ kind: 'name-taken', name: 'Customer' });
        expect(await store.find(held.partnerId, 'customer')).toEqual(held);
      });

      it('is free for another partner', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        const other = newDefinition();
        expect(await store.create(other)).toEqual({ kind: 'created' });
        expect(await store.find(other.partnerId, 'customer')).toEqual(other);
        expect(await store.find(held.partnerId, 'customer')).toEqual(held);
      });
    });

    describe('concurrent creates', () => {
      it.each<[string, (at: number) => Partial<SchemaDefinition>, (at: number) => Partial<SchemaDefinition>]>(
        [
          [
            'name',
            (at) => ({ name: 'Order', pluralName: `Orders-${at}` }),
            (at) => ({ name: `Orders-${at}`, pluralName: `again-${at}` }),
          ],
          [
            'plural name',
            (at) => ({ name: `Order-${at}`, pluralName: 'Orders' }),
            (at) => ({ name: `again-${at}`, pluralName: `Order-${at}` }),
          ],
        ],
      )('with one %s: one wins and the others leave no name behind', async (_, names, again) => {
        const store = make();
        const { partnerId } = newDefinition();
        const definitions = [0, 1, 2, 3, 4].map((at) => newDefinition({ partnerId, ...names(at) }));
        const results = await Promise.all(definitions.map((definition) => store.create(definition)));
        expect(results.filter(({ kind }) => kind === 'created')).toHaveLength(1);
        for (const [at, result] of results.entries()) {
          const { id } = definitions[at] ?? newDefinition();
          expect(await store.find(partnerId, id)).toEqual(
            result.kind === 'created' ? definitions[at] : undefined,
          );
          expect(await store.create(newDefinition({ partnerId, ...again(at) }))).toEqual(
            result.kind === 'created'
              ? { kind: 'name-taken', name: expect.stringMatching(/^Orders?-/) }
              : { kind: 'created' },
          );
        }
      });
    });

    describe('listing', () => {
      it('gives all current versions of the partner, and no other', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        const other = besides(held, {});
        await store.create(other);
        await store.create(newDefinition());
        const next = nextOf(other);
        await store.update(next);
        const listed = await store.list(held.partnerId);
        expect(listed).toHaveLength(2);
        expect(listed).toEqual(expect.arrayContaining([held, next]));
      });

      it('gives nothing of a partner that has none', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        for (const partnerId of [newDefinition().partnerId, held.partnerId.slice(0, -1)])
          expect(await store.list(partnerId)).toEqual([]);
      });
    });

    describe('an update', () => {
      it('makes its version the current one, under every name', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        const next = nextOf(held, { category: 'custom_schema', schema: { ...held.schema, title: 'new' } });
        expect(await store.update(next)).toEqual({ kind: 'updated' });
        for (const idOrName of [held.id, held.name, held.pluralName])
          expect(await store.find(held.partnerId, idOrName)).toEqual(next);
      });

      it('keeps every version before it as it was', async () => {
        const first = newDefinition();
        const store = await openWith(first);
        const versions = [first];
        for (let last = first; last.versionNumber < 12; ) {
          last = nextOf(last);
          versions.push(last);
          expect(await store.update(last)).toEqual({ kind: 'updated' });
        }
        for (const version of versions)
          expect(await store.findVersion(version.partnerId, version.id, version.versionNumber)).toEqual(
            version,
          );
      });

      it.each([
        ['the current version', 2],
        ['a version before it', 1],
        ['a version that skips one', 4],
      ])('is a conflict when it is of %s', async (_, versionNumber) => {
        const held = newDefinition();
        const store = await openWith(held);
        const current = nextOf(held);
        await store.update(current);
        const late = { ...held, description: 'late', versionNumber };
        expect(await store.update(late)).toEqual({ kind: 'conflict' });
        expect(await store.find(held.partnerId, held.id)).toEqual(current);
        expect(await store.findVersion(held.partnerId, held.id, 1)).toEqual(held);
        expect(await store.findVersion(held.partnerId, held.id, 2)).toEqual(current);
        expect(await store.findVersion(held.partnerId, held.id, 4)).toBeUndefined();
      });

      it('of several at once is made once', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        const all = [0, 1, 2, 3, 4].map((at) => nextOf(held, { description: `update ${at}` }));
        const results = await Promise.all(all.map((next) => store.update(next)));
        const made = all.filter((_, at) => results[at]?.kind === 'updated');
        expect(made).toHaveLength(1);
        expect(results.filter(({ kind }) => kind === 'conflict')).toHaveLength(4);
        expect(await store.find(held.partnerId, held.id)).toEqual(made[0]);
        expect(await store.findVersion(held.partnerId, held.id, 1)).toEqual(held);
        expect(await store.findVersion(held.partnerId, held.id, 2)).toEqual(made[0]);
      });

      it('finds nothing to update where there is nothing, or another partner has it', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        for (const next of [nextOf(newDefinition()), nextOf(newDefinition({ id: held.id }))]) {
          expect(await store.update(next)).toEqual({ kind: 'not-found' });
          expect(await store.find(next.partnerId, next.id)).toBeUndefined();
          expect(await store.findVersion(next.partnerId, next.id, next.versionNumber)).toBeUndefined();
        }
        expect(await store.find(held.partnerId, held.id)).toEqual(held);
      });
    });

    describe('a definition that was deactivated', () => {
      const AT = '2026-11-24T12:00:00.000Z';
      const openDeactivated = async (held: SchemaDefinition) => {
        const store = await openWith(held);
        expect(await store.deactivate(held, AT)).toBe(true);
        return store;
      };

      it('is not found and not listed', async () => {
        const held = newDefinition();
        const store = await openDeactivated(held);
        const other = besides(held, {});
        await store.create(other);
        for (const idOrName of [held.id, held.name, held.pluralName])
          expect(await store.find(held.partnerId, idOrName)).toBeUndefined();
        expect(await store.list(held.partnerId)).toEqual([other]);
      });

      it('keeps its versions, for batches that run', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        const next = nextOf(held);
        await store.update(next);
        await store.deactivate(held, AT);
        expect(await store.findVersion(held.partnerId, held.id, 1)).toEqual(held);
        expect(await store.findVersion(held.partnerId, held.id, 2)).toEqual(next);
      });

      it.each(['Customer', 'customers'])('keeps its name: %s', async (name) => {
        const held = newDefinition();
        const store = await openDeactivated(held);
        const later = besides(held, { name, createdAt: '2036-11-24T10:00:00.000Z' });
        expect(await store.create(later)).toEqual({ kind: 'name-taken', name });
        expect(await store.find(held.partnerId, name)).toBeUndefined();
      });

      it('is not in the way of another whose name is its id', async () => {
        const held = newDefinition();
        const store = await openDeactivated(held);
        const other = besides(held, { name: held.id });
        expect(await store.create(other)).toEqual({ kind: 'created' });
        expect(await store.find(held.partnerId, held.id)).toEqual(other);
      });

      it('takes no update', async () => {
        const held = newDefinition();
        const store = await openDeactivated(held);
        expect(await store.update(nextOf(held))).toEqual({ kind: 'not-found' });
        expect(await store.find(held.partnerId, held.id)).toBeUndefined();
        expect(await store.findVersion(held.partnerId, held.id, 2)).toBeUndefined();
      });

      it('is deactivated once, also by several at once', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        const results = await Promise.all(
          [0, 1, 2, 3].map((at) => store.deactivate(held, `2026-11-24T12:00:0${at}.000Z`)),
        );
        expect(results.filter((made) => made)).toHaveLength(1);
        expect(await store.deactivate(held, '2026-11-24T13:00:00.000Z')).toBe(false);
      });

      it('was there before: nothing else is deactivated', async () => {
        const held = newDefinition();
        const store = await openWith(held);
        for (const other of [newDefinition(), newDefinition({ id: held.id })])
          expect(await store.deactivate(other, AT)).toBe(false);
        expect(await store.find(held.partnerId, held.id)).toEqual(held);
        expect(await store.findVersion(held.partnerId, held.id, 1)).toEqual(held);
      });
    });
  });
}
