import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { encodeCursor } from '../../functions/cursor.ts';
import { respond } from '../../functions/http.ts';
import { createListResources } from '../../functions/list-resources.ts';
import { resource, stateOf } from '../support/domain.ts';
import { createMemoryPorts } from '../support/memory-ports.ts';
import { storeOf } from './support/consumer.ts';
import { definition } from './support/definitions.ts';
import { request } from './support/requests.ts';

const listing = z.object({
  data: z.object({
    results: z.array(z.object({ resourceExternalId: z.string() })),
    pagination: z.object({ hasNextPage: z.boolean(), cursor: z.string().nullable() }),
  }),
});

/** A tenant with so many customers, in the order of their ids. */
function createWorld(count: number, data: (id: string) => object = (customerId) => ({ customerId })) {
  const ids = Array.from({ length: count }, (_, at) => `c-${String(at).padStart(4, '0')}`);
  const states = ids.map((id) => [id, stateOf(resource({ data: { ...data(id) } }))]);
  const store = storeOf(Object.fromEntries(states));
  const ports = createMemoryPorts({ store });
  store.definitions.set(definition(), definition());
  const list = createListResources(ports);
  const get = async (query: Readonly<Record<string, string>> = {}, headers = {}) =>
    respond(
      await list(
        request({
          path: { schema: 'customers' },
          query,
          headers: { 'reach-tenant-id': 'tenant-1', ...headers },
        }),
      ),
    );
  return {
    ids,
    get,
    /** The ids of every page, as one follows the cursors. */
    pages: async (query: Readonly<Record<string, string>> = {}) => {
      const pages: string[][] = [];
      let cursor: string | null = null;
      do {
        const { data } = listing.parse((await get({ ...query, ...(cursor && { cursor }) })).body);
        pages.push(data.results.map(({ resourceExternalId }) => resourceExternalId));
        cursor = data.pagination.cursor;
        expect(data.pagination.hasNextPage).toBe(cursor !== null);
      } while (cursor !== null);
      return pages;
    },
  };
}

describe('list-resources', () => {
  it('shows resources as reading one does', async () => {
    const { get } = createWorld(1);
    expect(await get()).toEqual({
      statusCode: 200,
      headers: {},
      body: {
        success: true,
        data: {
          results: [
            {
              id: 'resource-1',
              schemaDefinitionId: 'schema-1',
              resourceExternalId: 'c-0000',
              version: 1,
              createdAt: '2026-11-01T08:00:00.000Z',
              updatedAt: '2026-11-01T08:00:00.000Z',
              data: { customerId: 'c-0000' },
            },
          ],
          pagination: { hasNextPage: false, cursor: null },
        },
      },
    });
  });

  it('shows twenty at a time, each resource on one page', async () => {
    const { ids, pages } = createWorld(45);
    const all = await pages();
    expect(all.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(all.flat()).toEqual(ids);
  });

  it.each([
    ['1', 3, [1, 1, 1]],
    ['100', 100, [100]],
    ['100', 101, [100, 1]],
    ['3', 0, [0]],
  ])('shows %s at a time of %i when it is told: %j', async (limit, count, lengths) => {
    const { pages } = createWorld(count);
    expect((await pages({ limit })).map(({ length }) => length)).toEqual(lengths);
  });

  it('makes a page shorter that would not fit one answer, and loses nothing', async () => {
    const { ids, pages } = createWorld(30, (customerId) => ({ customerId, text: 'x'.repeat(350_000) }));
    const all = await pages({ limit: '30' });
    expect(all.map(({ length }) => length)).toEqual([11, 11, 8]);
    expect(all.flat()).toEqual(ids);
  });

  it.each(['0', '101', '-1', '1.5', 'all', '', '1e1', '0x10'])('refuses a limit of %j', async (limit) => {
    const { get } = createWorld(1);
    expect(await get({ limit })).toMatchObject({
      statusCode: 400,
      body: { errors: ['query limit: must be a whole number from 1 to 100'] },
    });
  });

  it('refuses the cursor of another tenant, and one that is none', async () => {
    const { get } = createWorld(30);
    const { data } = listing.parse((await get()).body);
    const refusal = {
      statusCode: 400,
      body: { errors: ['query cursor: must be a cursor that this very list gave'] },
    };
    const cursor = data.pagination.cursor ?? '';
    expect(await get({ cursor }, { 'reach-tenant-id': 'tenant-2' })).toMatchObject(refusal);
    expect(await get({ cursor: 'c-0003' })).toMatchObject(refusal);
    expect(await get({ cursor: '' })).toMatchObject(refusal);
    const list = ['partner-1', 'tenant-1', 'schema-1'];
    for (const position of ['', 'x'.repeat(1025), '\ud800'])
      expect(await get({ cursor: encodeCursor(list, position) })).toMatchObject(refusal);
    expect(await get({ cursor })).toMatchObject({ statusCode: 200 });
  });

  it('finds nothing for another tenant, and no schema for another partner', async () => {
    const { get } = createWorld(3);
    expect(await get({}, { 'reach-tenant-id': 'tenant-2' })).toMatchObject({
      body: { data: { results: [], pagination: { hasNextPage: false, cursor: null } } },
    });
    const list = createListResources(createMemoryPorts());
    expect(respond(await list(request({ path: { schema: 'customers' } })))).toMatchObject({
      statusCode: 404,
    });
  });
});
