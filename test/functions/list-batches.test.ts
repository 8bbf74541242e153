import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { BatchHeader } from '../../functions/domain/batch.ts';
import { respond } from '../../functions/http.ts';
import { createListBatches } from '../../functions/list-batches.ts';
import { header, ledger } from '../support/domain.ts';
import { createMemoryPorts, type MemoryPorts } from '../support/memory-ports.ts';
import { request } from './support/requests.ts';

const listing = z.object({
  data: z.object({
    results: z.array(z.object({ batchId: z.string() })),
    pagination: z.object({ hasNextPage: z.boolean(), cursor: z.string().nullable() }),
  }),
});

const idOf = (at: number) => `b-${String(at).padStart(4, '0')}`;

/** A tenant with so many batches, accepted in the order of their numbers, and how far its list was read. */
function createWorld(count: number, stored: (at: number) => Partial<BatchHeader> = () => ({})) {
  const ports = createMemoryPorts();
  const newestFirst = Array.from({ length: count }, (_, at) => idOf(at)).reverse();
  for (let at = 0; at < count; at += 1) {
    const held = header({ batchId: idOf(at), ...stored(at) });
    ports.store.headers.set(held, held);
  }
  let lookedAt = 0;
  const counting: MemoryPorts['batchList'] = {
    async *scan(...args) {
      for await (const one of ports.batchList.scan(...args)) {
        lookedAt += 1;
        yield one;
      }
    },
  };
  const list = createListBatches({ batches: counting });
  const get = async (query: Readonly<Record<string, string>> = {}, overrides = {}) =>
    respond(await list(request({ query, ...overrides })));
  const page = async (query: Readonly<Record<string, string>> = {}) => {
    const { data } = listing.parse((await get(query)).body);
    expect(data.pagination.hasNextPage).toBe(data.pagination.cursor !== null);
    return { ids: data.results.map(({ batchId }) => batchId), cursor: data.pagination.cursor };
  };
  return {
    ports,
    newestFirst,
    get,
    page,
    lookedAt: () => lookedAt,
    /** The ids of every page, as one follows the cursors. */
    pages: async (query: Readonly<Record<string, string>> = {}) => {
      const pages: string[][] = [];
      let cursor: string | null = null;
      do {
        const next: Awaited<ReturnType<typeof page>> = await page({ ...query, ...(cursor && { cursor }) });
        pages.push(next.ids);
        ({ cursor } = next);
      } while (cursor !== null);
      return pages;
    },
  };
}

/** One batch of each status, and what it is made of. */
const OF_STATUS: Readonly<Record<string, Partial<BatchHeader>>> = {
  pending: { total: 2 },
  processing: { total: 2, ledger: ledger({ applied: [0] }) },
  success: { total: 2, ledger: ledger({ applied: [0], unchanged: [1] }) },
  partial_success: { total: 2, ledger: ledger({ applied: [0], failed: [1] }) },
  failed: { total: 2, ledger: ledger({ failed: [0, 1] }) },
  cancelled: { total: 2, ledger: ledger({ applied: [0], cancelled: [1] }) },
};
const STATUSES = Object.keys(OF_STATUS);

describe('list-batches', () => {
  it('shows batches as reading one does, without what became of single records', async () => {
    const { get, ports } = createWorld(1, () => ({
      total: 4,
      ledger: ledger({ failed: [0], applied: [1] }),
    }));
    expect(await get()).toEqual({
      statusCode: 200,
      headers: {},
      body: {
        success: true,
        data: {
          results: [
            {
              batchId: 'b-0000',
              status: 'processing',
              batchType: 'PARTNER_RESOURCE_BATCH_PATCH',
              progress: {
                totalRecords: 4,
                processedRecords: 2,
                successfulRecords: 1,
                unchangedRecords: 0,
                pendingRecords: 2,
                failedRecords: 1,
                cancelledRecords: 0,
                successRate: 0.5,
              },
              createdAt: '2026-11-24T10:00:00.000Z',
              startedAt: null,
              completedAt: null,
              schemaName: 'customer',
              schemaDefinitionId: 'schema-1',
              parentBatchId: null,
              cancelRequestedAt: null,
            },
          ],
          pagination: { hasNextPage: false, cursor: null },
        },
      },
    });
    expect(ports.calls.map(({ name }) => name)).toEqual(['listBatches']);
  });

  it('shows twenty at a time, newest first, each batch on one page', async () => {
    const { newestFirst, pages } = createWorld(45);
    const all = await pages();
    expect(all.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(all.flat()).toEqual(newestFirst);
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

  it('passes over batches that have expired', async () => {
    const { pages } = createWorld(9, (at) => (at % 3 === 0 ? {} : { expiresAt: 1 }));
    expect(await pages({ limit: '2' })).toEqual([[idOf(6), idOf(3)], [idOf(0)]]);
  });

  it.each(STATUSES)('shows those with the status %s alone', async (status) => {
    const { page } = createWorld(12, (at) => OF_STATUS[STATUSES[at % 6] ?? ''] ?? {});
    const at = STATUSES.indexOf(status);
    expect(await page({ status })).toEqual({ ids: [idOf(at + 6), idOf(at)], cursor: null });
  });

  it('shows those with one of several statuses, and those of a type', async () => {
    const { page } = createWorld(12, (at) => ({
      ...OF_STATUS[STATUSES[at % 6] ?? ''],
      operation: at < 6 ? 'patch' : at % 2 === 0 ? 'create' : 'upsert',
    }));
    expect((await page({ status: 'success,processing' })).ids).toEqual([8, 7, 2, 1].map(idOf));
    const patches = 'PARTNER_RESOURCE_BATCH_PATCH';
    const ingests = 'PARTNER_RESOURCE_JSON_INGEST';
    expect((await page({ batchType: patches })).ids).toEqual([5, 4, 3, 2, 1, 0].map(idOf));
    expect((await page({ batchType: ingests, status: 'success,processing' })).ids).toEqual([8, 7].map(idOf));
    expect((await page({ batchType: `${patches},${ingests}` })).ids).toHaveLength(12);
  });

  it('shows every batch that matches once, as one follows the cursors', async () => {
    const { pages } = createWorld(300, (at) => OF_STATUS[at % 7 === 0 ? 'failed' : 'success'] ?? {});
    const all = await pages({ status: 'failed', limit: '10' });
    expect(all.map(({ length }) => length)).toEqual([10, 10, 10, 10, 3]);
    expect(all.flat()).toEqual(Array.from({ length: 43 }, (_, at) => idOf((42 - at) * 7)));
  });

  it('goes on after the last batch that it looked at, not after the last that matched', async () => {
    const { page, lookedAt } = createWorld(
      100,
      (at) => OF_STATUS[at % 50 === 0 ? 'failed' : 'success'] ?? {},
    );
    const { ids, cursor } = await page({ status: 'failed', limit: '1' });
    expect(ids).toEqual([idOf(50)]);
    expect(lookedAt()).toBe(100);
    expect(await page({ status: 'failed', limit: '1', cursor: cursor ?? '' })).toEqual({
      ids: [idOf(0)],
      cursor: null,
    });
    expect(lookedAt()).toBe(101);
  });

  it('looks at no more than 500 batches, and gives the page it has then', async () => {
    const { page, lookedAt } = createWorld(1200, (at) => OF_STATUS[at === 650 ? 'failed' : 'success'] ?? {});
    const first = await page({ status: 'failed' });
    expect(first).toEqual({ ids: [], cursor: expect.any(String) });
    expect(lookedAt()).toBe(500);
    const second = await page({ status: 'failed', cursor: first.cursor ?? '' });
    expect(second.ids).toEqual([idOf(650)]);
    expect(lookedAt()).toBe(1000);
    expect(await page({ status: 'failed', cursor: second.cursor ?? '' })).toEqual({ ids: [], cursor: null });
    expect(lookedAt()).toBe(1200);
  });

  it('reads as many at once as a page needs, and many where it may pass over most', async () => {
    const { ports, get } = createWorld(1);
    await get({ limit: '7' });
    await get({ limit: '7', status: 'failed' });
    const owner = { partnerId: 'partner-1', tenantId: 'tenant-1' };
    expect(ports.calls.map(({ args }) => args)).toEqual([
      [owner, undefined, 8],
      [owner, undefined, 100],
    ]);
  });

  it('says everything that is wrong with a request', async () => {
    const { get, ports } = createWorld(1);
    const query = { limit: '101', cursor: 'x', status: 'done', batchType: 'PATCH', state: 'failed' };
    expect(await get(query)).toMatchObject({
      statusCode: 400,
      body: {
        message: 'The query is not valid.',
        errors: [
          'query state: is not known here; expected batchType or status or limit or cursor',
          'query limit: must be a whole number from 1 to 100',
          'query cursor: must be a cursor that this very list gave',
          'query batchType: must be one or more of PARTNER_RESOURCE_BATCH_PATCH,PARTNER_RESOURCE_JSON_INGEST,PARTNER_RESOURCE_BATCH_DELETE, with commas between them',
          'query status: must be one or more of pending,processing,success,partial_success,failed,cancelled, with commas between them',
        ],
      },
    });
    expect(ports.calls).toEqual([]);
  });

  it.each(['', 'failed,', 'Failed', 'failed, success', 'toString'])(
    'refuses the status %j',
    async (status) => {
      const { get } = createWorld(1);
      expect(await get({ status })).toMatchObject({
        statusCode: 400,
        body: { errors: [expect.any(String)] },
      });
    },
  );

  it('refuses the cursor of another tenant and of other filters', async () => {
    const { get, page } = createWorld(30);
    const filters = { status: 'pending,processing', batchType: 'PARTNER_RESOURCE_BATCH_PATCH' };
    const cursor = (await page(filters)).cursor ?? '';
    const refusal = {
      statusCode: 400,
      body: { errors: ['query cursor: must be a cursor that this very list gave'] },
    };
    expect(await get({ cursor })).toMatchObject(refusal);
    expect(await get({ ...filters, status: 'pending', cursor })).toMatchObject(refusal);
    const other = { headers: { 'reach-tenant-id': 'tenant-2' } };
    expect(await get({ ...filters, cursor }, other)).toMatchObject(refusal);
    expect(await get({ ...filters, status: 'processing,pending', cursor })).toMatchObject({
      statusCode: 200,
    });
  });

  it.each<[string, object]>([
    ['another tenant', { headers: { 'reach-tenant-id': 'tenant-2' } }],
    ['another partner', { claims: { partnerId: 'partner-2', type: 'partner' } }],
  ])('shows nothing to %s', async (_, overrides) => {
    const { get } = createWorld(3);
    expect(await get({}, overrides)).toMatchObject({ body: { data: { results: [] } } });
  });

  it('refuses a caller that names another tenant than its token, without a look at what is stored', async () => {
    const { get, ports } = createWorld(3);
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-2' };
    expect(await get({}, { claims })).toMatchObject({ statusCode: 403 });
    expect(ports.calls).toEqual([]);
  });
});
