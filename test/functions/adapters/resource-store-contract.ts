import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../functions/domain/batch.ts';
import { type Json, type JsonObject, sameJson } from '../../../functions/domain/json.ts';
import { MARKER_LIMIT } from '../../../functions/domain/marker.ts';
import type { ResourceList, ResourceReader, ResourceWriter } from '../../../functions/domain/ports.ts';
import { NO_STATE, type ResourceKey } from '../../../functions/domain/resource.ts';
import { MAX_DEPTH, MAX_DOCUMENT_BYTES, storedBytes } from '../../../functions/domain/storable.ts';
import { resource, stateOf } from '../../support/domain.ts';
import { anyDocument } from './document-arbitraries.ts';

/** A resource that nobody else has: the tests share servers. */
export function newResourceKey(overrides: Partial<ResourceKey> = {}): ResourceKey {
  return {
    partnerId: `partner-${randomUUID()}`,
    tenantId: 'tenant-1',
    schemaId: 'schema-1',
    externalId: 'c-1',
    ...overrides,
  };
}

/** What reading and writing of resources promise, whatever keeps them. */
export function describeResourceStore(
  name: string,
  make: () => ResourceReader & ResourceWriter & ResourceList,
): void {
  describe(`resource store: ${name}`, () => {
    describeList(make);

    const first = stateOf(resource({ data: { customerId: 'c-1', email: 'ada@example.org' } }), {
      marker: [
        { batchId: 'batch-2', lane: 7, outcomes: ['applied', 'applied', 'unchanged'] },
        { batchId: 'batch-1', lane: 0, outcomes: ['failed', 'cancelled'] },
      ],
    });
    const second = stateOf(resource({ version: 2, data: { customerId: 'c-1' } }), { revision: 2 });

    it('reads nothing where nothing was written', async () => {
      expect(await make().read(newResourceKey())).toEqual(NO_STATE);
    });

    it('gives back what was written where nothing was', async () => {
      const store = make();
      const key = newResourceKey();
      expect(await store.write(key, first, 0)).toEqual({ kind: 'written' });
      expect(await store.read(key)).toEqual(first);
    });

    it('replaces a state whose revision was expected', async () => {
      const store = make();
      const key = newResourceKey();
      await store.write(key, first, 0);
      expect(await store.write(key, second, 1)).toEqual({ kind: 'written' });
      expect(await store.read(key)).toEqual(second);
    });

    it('goes by the revision, not by the version', async () => {
      const store = make();
      const key = newResourceKey();
      const fenced = { ...first, version: 1, revision: 5 };
      await store.write(key, fenced, 0);
      expect(await store.write(key, second, 1)).toEqual({ kind: 'conflict', current: fenced });
      expect(await store.write(key, second, 5)).toEqual({ kind: 'written' });
    });

    it.each([
      ['nothing', 0],
      ['an older revision', 1],
      ['a newer revision', 3],
    ])('refuses a write that expects %s, and says what stands', async (_, expectedRevision) => {
      const store = make();
      const key = newResourceKey();
      await store.write(key, first, 0);
      await store.write(key, second, 1);
      const other = stateOf(resource({ id: 'other' }), { revision: expectedRevision + 1 });
      expect(await store.write(key, other, expectedRevision)).toEqual({ kind: 'conflict', current: second });
      expect(await store.read(key)).toEqual(second);
    });

    it('refuses to replace what is not there, and says that nothing is', async () => {
      const store = make();
      const key = newResourceKey();
      expect(await store.write(key, second, 1)).toEqual({ kind: 'conflict', current: NO_STATE });
      expect(await store.read(key)).toEqual(NO_STATE);
    });

    it.each([
      ['creates', 0],
      ['replacements', 1],
    ])(
      'lets one of several concurrent %s through and shows it to the others',
      async (_, expectedRevision) => {
        const store = make();
        const key = newResourceKey();
        if (expectedRevision > 0) await store.write(key, first, 0);
        const states = ['a', 'b', 'c', 'd', 'e'].map((id) =>
          stateOf(resource({ id }), { revision: expectedRevision + 1 }),
        );
        const results = await Promise.all(states.map((state) => store.write(key, state, expectedRevision)));
        const winner = states[results.findIndex(({ kind }) => kind === 'written')];
        expect(await store.read(key)).toEqual(winner);
        expect(results.filter(({ kind }) => kind === 'written')).toHaveLength(1);
        expect(results.filter(({ kind }) => kind === 'conflict')).toEqual(
          Array(states.length - 1).fill({ kind: 'conflict', current: winner }),
        );
      },
    );

    describe('a tombstone', () => {
      const tombstone = stateOf(undefined, {
        version: 2,
        revision: 3,
        marker: [{ batchId: 'batch-3', lane: 0, outcomes: ['applied'] }],
      });

      it('has no resource, and keeps version, revision and marker', async () => {
        const store = make();
        const key = newResourceKey();
        await store.write(key, second, 0);
        expect(await store.write(key, tombstone, 2)).toEqual({ kind: 'written' });
        expect(await store.read(key)).toEqual(tombstone);
      });

      it('may be written where there never was a resource', async () => {
        const store = make();
        const key = newResourceKey();
        const fence = stateOf(undefined, { revision: 1, marker: tombstone.marker });
        expect(await store.write(key, fence, 0)).toEqual({ kind: 'written' });
        expect(await store.read(key)).toEqual(fence);
      });

      it('stands in the way of a create that has not seen it', async () => {
        const store = make();
        const key = newResourceKey();
        await store.write(key, tombstone, 0);
        expect(await store.write(key, first, 0)).toEqual({ kind: 'conflict', current: tombstone });
      });

      it('gives way to a create that goes on from it', async () => {
        const store = make();
        const key = newResourceKey();
        await store.write(key, tombstone, 0);
        const created = stateOf(resource({ version: 3 }), { revision: 4 });
        expect(await store.write(key, created, 3)).toEqual({ kind: 'written' });
        expect(await store.read(key)).toEqual(created);
      });
    });

    describe('a document', () => {
      const roundTrip = async (data: JsonObject): Promise<JsonObject | undefined> => {
        const store = make();
        const key = newResourceKey();
        await store.write(key, stateOf(resource({ data })), 0);
        return (await store.read(key)).resource?.data;
      };

      it('comes back as it was written, whatever its names, texts and numbers', async () => {
        await fc.assert(
          fc.asyncProperty(anyDocument, async (data) => sameJson(await roundTrip(data), data)),
          { numRuns: 150 },
        );
      });

      it('is shown as it was written to a writer that comes too late', async () => {
        const store = make();
        await fc.assert(
          fc.asyncProperty(anyDocument, async (data) => {
            const key = newResourceKey();
            await store.write(key, stateOf(resource({ data })), 0);
            const result = await store.write(key, stateOf(resource()), 0);
            return result.kind === 'conflict' && sameJson(result.current.resource?.data, data);
          }),
          { numRuns: 50 },
        );
      });

      it.each<[string, (value: Json) => Json]>([
        ['objects', (value) => ({ a: value })],
        ['lists', (value) => [value]],
      ])('may nest as deep in %s as partners may', async (_, nest) => {
        let inner: Json = 'deep';
        for (let level = 1; level < MAX_DEPTH; level += 1) inner = nest(inner);
        expect(await roundTrip({ a: inner })).toEqual({ a: inner });
      });

      it.each<[string, (index: number) => Json]>([
        ['one text', () => 'x'.repeat(300_000)],
        ['small objects with names that are stored longer', () => ({ '': '' })],
        ['nested lists', () => [[[]]]],
        ['texts in many bytes', () => '日本\u{1f600}'],
        ['long numbers', (index) => -1.2345678901234567e-100 - index * 1e-110],
        ['small objects with a bit', () => ({ a: true })],
      ])('may be as large as partners may make it: %s', async (_, item) => {
        const data = largestDocument(item);
        expect(storedBytes(data)).toBe(MAX_DOCUMENT_BYTES);
        const outcomes: readonly Outcome[] = ['applied', 'failed', 'unchanged', 'cancelled'];
        const state = stateOf(resource({ id: randomUUID(), data }), {
          version: 999_999_999,
          revision: 999_999_999,
          forgotten: '01JDA00000',
          lost: '01JDA00000',
          marker: Array.from({ length: MARKER_LIMIT }, (_entry, lane) => ({
            // As an idempotency key makes it.
            batchId: `01JDA0000000000000000BATCH-${'0'.repeat(32)}`,
            lane: 999 - lane,
            outcomes: Array.from({ length: 1000 }, (_outcome, at) => outcomes[at % 4] ?? 'applied'),
          })),
        });
        const store = make();
        const key = longestResourceKey();
        expect(await store.write(key, state, 0)).toEqual({ kind: 'written' });
        expect(sameJson((await store.read(key)).resource?.data, data)).toBe(true);
      });
    });

    describe('keys', () => {
      it.each<[string, Partial<ResourceKey>]>([
        ['partner', { partnerId: 'partner-2' }],
        ['tenant', { tenantId: 'tenant-2' }],
        ['schema', { schemaId: 'schema-2' }],
        ['external id', { externalId: 'c-2' }],
        ['case of the external id', { externalId: 'C-1' }],
        ['space after the external id', { externalId: 'c-1 ' }],
        ['form of a letter', { externalId: 'c-1\u0301' }],
      ])('keep apart resources that differ in the %s alone', async (_, difference) => {
        const store = make();
        const key = newResourceKey();
        await store.write(key, first, 0);
        const other = { ...key, ...difference };
        expect(await store.read(other)).toEqual(NO_STATE);
        expect(await store.write(other, second, 1)).toEqual({ kind: 'conflict', current: NO_STATE });
      });

      it.each<[string, Partial<ResourceKey>, Partial<ResourceKey>]>([
        ['#', { tenantId: 'b#c', schemaId: 'd' }, { tenantId: 'b', schemaId: 'c#d' }],
        ['%23', { tenantId: 'b%23c', schemaId: 'd' }, { tenantId: 'b#c', schemaId: 'd' }],
        ['/', { tenantId: 'b/c', schemaId: 'd' }, { tenantId: 'b', schemaId: 'c/d' }],
        ['"', { tenantId: 'b","c', schemaId: 'd' }, { tenantId: 'b', schemaId: 'c","d' }],
      ])('do not run into each other over a %s', async (_, one, other) => {
        const store = make();
        const key = newResourceKey(one);
        await store.write(key, first, 0);
        expect(await store.read({ ...key, ...other })).toEqual(NO_STATE);
      });

      it('do not run into each other over a # between partner and tenant', async () => {
        const store = make();
        const key = newResourceKey();
        await store.write({ ...key, partnerId: `${key.partnerId}#b`, tenantId: 'c' }, first, 0);
        expect(await store.read({ ...key, tenantId: 'b#c' })).toEqual(NO_STATE);
      });

      it('find a resource whatever characters its ids have', async () => {
        const store = make();
        const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
        await fc.assert(
          fc.asyncProperty(id, id, id, async (tenantId, schemaId, externalId) => {
            const key = newResourceKey({ tenantId, schemaId, externalId });
            await store.write(key, first, 0);
            expect(await store.read(key)).toEqual(first);
          }),
          { numRuns: 50 },
        );
      });

      it.each([
        ['empty', ''],
        ['longer than any can be', 'x'.repeat(5000)],
      ])('find nothing under an external id that is %s', async (_, externalId) => {
        expect(await make().read(newResourceKey({ externalId }))).toEqual(NO_STATE);
      });
    });
  });
}

/** What listing of resources promises. */
function describeList(make: () => ResourceWriter & ResourceList): void {
  describe('lists', () => {
    const ids = Array.from({ length: 60 }, (_, at) => `c-${at}`);

    /** A tenant with the resources of `ids`, tombstones among them. */
    async function listed() {
      const store = make();
      const key = newResourceKey();
      for (const externalId of ids) await store.write({ ...key, externalId }, stateOf(resource()), 0);
      for (const dead of ['a', 'c-5x', 'z']) {
        await store.write({ ...key, externalId: dead }, { ...NO_STATE, version: 2, revision: 1 }, 0);
      }
      const scan = async (after: string | undefined, pageSize: number) => {
        const found: string[] = [];
        for await (const one of store.scan(key, key.schemaId, after, pageSize)) found.push(one.externalId);
        return found;
      };
      return { store, key, scan };
    }

    it('every resource once and no tombstone, whatever the size of a page', async () => {
      const { scan } = await listed();
      for (const pageSize of [1, 7, 1000])
        expect((await scan(undefined, pageSize)).toSorted()).toEqual(ids.toSorted());
    });

    it('what comes after a resource, and after one that is there no more', async () => {
      const { store, key, scan } = await listed();
      const all = await scan(undefined, 10);
      for (const at of [0, 30, 59]) expect(await scan(all[at], 10)).toEqual(all.slice(at + 1));
      const gone = all[30] ?? '';
      await store.write({ ...key, externalId: gone }, { ...NO_STATE, version: 2, revision: 2 }, 1);
      expect(await scan(gone, 10)).toEqual(all.slice(31));
    });

    it("resources whole, and no other tenant's, partner's or schema's", async () => {
      const { store, key } = await listed();
      const other = newResourceKey();
      for (const foreign of [other, { ...key, tenantId: 'tenant-2' }, { ...key, schemaId: 'schema-2' }]) {
        await store.write(foreign, stateOf(resource({ data: { of: foreign.tenantId } })), 0);
        const found: unknown[] = [];
        for await (const one of store.scan(foreign, foreign.schemaId, undefined, 10)) found.push(one);
        expect(found).toEqual([
          { externalId: foreign.externalId, resource: resource({ data: { of: foreign.tenantId } }) },
        ]);
      }
    });
  });
}

/** Partner and tenant of 256 bytes, all of them escaped, and an external id of 512. */
function longestResourceKey(): ResourceKey {
  const unique = randomUUID();
  return {
    partnerId: unique.padEnd(256, '#'),
    tenantId: '#'.repeat(256),
    schemaId: unique,
    externalId: 'é'.repeat(256),
  };
}

/** Items until there is no room for another, and a text that fills the rest. */
function largestDocument(item: (index: number) => Json): JsonObject {
  const empty = storedBytes({ items: [], rest: '' });
  const perItem = storedBytes({ items: [item(0)], rest: '' }) - empty;
  const items = Array.from({ length: Math.floor((MAX_DOCUMENT_BYTES - empty) / perItem) }, (_, index) =>
    item(index),
  );
  const rest = 'x'.repeat(MAX_DOCUMENT_BYTES - storedBytes({ items, rest: '' }));
  return { items, rest };
}
