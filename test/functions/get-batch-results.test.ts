import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { BatchHeader } from '../../functions/domain/batch.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import { createGetBatchResults } from '../../functions/get-batch-results.ts';
import { httpHandler, respond } from '../../functions/http.ts';
import { header, ledger, patches } from '../support/domain.ts';
import { createMemoryPorts } from '../support/memory-ports.ts';
import { failureOf } from './adapters/batch-store-contract.ts';
import { request } from './support/requests.ts';

const FAILURE = {
  code: 'validation_failed',
  message: 'The patched resource does not match its schema.',
  errors: ['/email: must match format "email"', '/: must have at least 2 fields'],
  retryable: false,
};

const listing = z.object({
  data: z.object({
    results: z.array(z.looseObject({ index: z.number() })),
    pagination: z.object({ hasNextPage: z.boolean(), cursor: z.string().nullable() }),
  }),
});

/** The API over the batch `b-1` of five records, one of each outcome. */
function createWorld(stored: Partial<BatchHeader> = {}, documents: readonly JsonObject[] = FIVE) {
  const ports = createMemoryPorts();
  const held = header({ batchId: 'b-1', total: documents.length, ...stored });
  ports.store.headers.set(held, held);
  ports.store.payloads.set(held, patches(...documents));
  // Record 1 failed in a try that never came to count.
  ports.store.failures.set(held, new Map([1, 3].map((index) => [index, failureOf(index)])));
  const route = createGetBatchResults(ports);
  const ask = (
    query: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) => request({ path: { batchId: 'b-1' }, query, headers: { 'reach-tenant-id': 'tenant-1', ...headers } });
  const get = async (...args: Parameters<typeof ask>) => respond(await route(ask(...args)));
  const page = async (query: Readonly<Record<string, string>> = {}) =>
    listing.parse((await get(query)).body).data;
  return { ports, route, ask, get, page };
}

const FIVE: readonly JsonObject[] = [0, 1, 2, 3, 4].map((at) => ({ customerId: `c-${at}`, visits: at }));
const ONE_EACH = { ledger: ledger({ applied: [0], unchanged: [1], cancelled: [2], failed: [3] }) };

describe('get-batch-results', () => {
  it('shows every record in request order, failures with their reasons', async () => {
    const { get } = createWorld(ONE_EACH);
    expect(await get()).toEqual({
      statusCode: 200,
      headers: {},
      body: {
        success: true,
        data: {
          results: [
            { index: 0, externalId: 'c-0', outcome: 'applied' },
            { index: 1, externalId: 'c-1', outcome: 'unchanged' },
            { index: 2, externalId: 'c-2', outcome: 'cancelled' },
            { index: 3, externalId: 'c-3', outcome: 'failed', ...FAILURE },
            { index: 4, externalId: 'c-4', outcome: 'pending' },
          ],
          pagination: { hasNextPage: false, cursor: null },
        },
      },
    });
  });

  it.each([
    ['failed', [3]],
    ['failed,pending', [3, 4]],
    ['pending,applied,applied', [0, 4]],
    ['applied,unchanged,failed,cancelled,pending', [0, 1, 2, 3, 4]],
  ])('shows records of the outcomes %s alone', async (outcome, expected) => {
    const { page } = createWorld(ONE_EACH);
    expect((await page({ outcome })).results.map(({ index }) => index)).toEqual(expected);
  });

  it('gives the patches back when they are asked for', async () => {
    const { page } = createWorld(ONE_EACH);
    expect((await page({ include: 'patch' })).results.map(({ patch }) => patch)).toEqual(FIVE);
  });

  it.each([
    [{}, [100, 100, 50]],
    [{ limit: '1000' }, [250]],
    [{ limit: '125' }, [125, 125]],
    [{ limit: '60', outcome: 'failed' }, [60, 23]],
  ])('pages through %j', async (query, sizes) => {
    const documents = Array.from({ length: 250 }, (_, at) => ({ customerId: `c-${at}` }));
    const failed = documents.map((_, index) => index).filter((index) => index % 3 === 1);
    const { page } = createWorld({ ledger: ledger({ failed }) }, documents);
    const seen: number[][] = [];
    let cursor: string | null = null;
    do {
      const at = await page({ ...query, ...(cursor !== null && { cursor }) });
      seen.push(at.results.map(({ index }) => index));
      cursor = at.pagination.cursor;
      expect(at.pagination.hasNextPage).toBe(cursor !== null);
    } while (cursor !== null);
    expect(seen.map(({ length }) => length)).toEqual(sizes);
    expect(seen.flat()).toEqual('outcome' in query ? failed : documents.map((_, index) => index));
  });

  it('goes on with the same outcomes alone, in whatever order they are written', async () => {
    const documents = Array.from({ length: 5 }, (_, at) => ({ customerId: `c-${at}` }));
    const { get, page } = createWorld({ ledger: ledger({ failed: [0, 1, 2], applied: [3] }) }, documents);
    const { pagination } = await page({ outcome: 'failed,applied', limit: '2' });
    const cursor = pagination.cursor ?? '';
    expect((await page({ outcome: 'applied,failed', cursor })).results.map(({ index }) => index)).toEqual([
      2, 3,
    ]);
    for (const query of [{ cursor }, { cursor, outcome: 'failed' }])
      expect(await get(query)).toMatchObject({ statusCode: 400 });
  });

  it.each([
    ['application/x-ndjson', true],
    ['application/x-ndjson;q=0.5, application/json;q=0.1', true],
    ['application/x-ndjson;q=0', false],
    ['application/json, application/x-ndjson;q=0.1', false],
    ['*/*', false],
    ['text/html', false],
  ])('reads %s as one that prefers lines: %j', async (accept, lines) => {
    const { get } = createWorld(ONE_EACH);
    const { headers } = await get({}, { accept });
    expect(headers['content-type'] === 'application/x-ndjson').toBe(lines);
  });

  it('makes a page shorter that would not fit one answer', async () => {
    const documents = Array.from({ length: 20 }, (_, at) => ({
      customerId: `c-${at}`,
      text: 'é'.repeat(200_000),
    }));
    const { page } = createWorld({}, documents);
    const { results, pagination } = await page({ include: 'patch' });
    expect(results).toHaveLength(10);
    expect(pagination.hasNextPage).toBe(true);
  });

  it('is one record per line when lines are wanted, and says where the next are', async () => {
    const { route, ask } = createWorld(ONE_EACH);
    const log = createMemoryPorts().log;
    const handle = httpHandler(route, log);
    const {
      headers,
      path: pathParameters,
      query,
    } = ask(
      { limit: '2', outcome: 'applied,failed,pending' },
      { accept: 'text/html, application/x-ndjson;q=0.9' },
    );
    const answer = z
      .object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() })
      .parse(
        await handle(
          {
            routeKey: 'GET /api/batches/{batchId}/results',
            headers,
            pathParameters,
            queryStringParameters: query,
            isBase64Encoded: false,
            requestContext: {
              requestId: 'r',
              http: { method: 'GET' },
              authorizer: { jwt: { claims: { partnerId: 'partner-1', type: 'partner' } } },
            },
          },
          { getRemainingTimeInMillis: () => 1000 } as Context, // the handler needs nothing else of it
        ),
      );
    expect(answer.headers).toMatchObject({ 'content-type': 'application/x-ndjson' });
    expect(
      answer.body
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { index: 0, externalId: 'c-0', outcome: 'applied' },
      { index: 3, externalId: 'c-3', outcome: 'failed', ...FAILURE },
    ]);
    const [, target = '', relation] = /^<([^>]+)>; rel="(\w+)"$/.exec(answer.headers['link'] ?? '') ?? [];
    expect(relation).toBe('next');
    const next = new URL(target, 'https://x');
    expect(next.pathname).toBe('/api/batches/b-1/results');
    const { page } = createWorld(ONE_EACH);
    expect((await page(Object.fromEntries(next.searchParams))).results.map(({ index }) => index)).toEqual([
      4,
    ]);
  });

  it('refuses with every problem what it cannot tell', async () => {
    const { get } = createWorld(ONE_EACH);
    expect(await get({ limit: '1001', cursor: 'x', outcome: 'failed,lost', include: 'all' })).toMatchObject({
      statusCode: 400,
      body: {
        errors: [
          'query limit: must be a whole number from 1 to 1000',
          'query cursor: must be a cursor that this very list gave',
          'query outcome: must be one or more of applied,unchanged,failed,cancelled,pending, with commas between them',
          'query include: must be patch',
        ],
      },
    });
  });

  it('is of the tenant of the token alone', async () => {
    const { get } = createWorld(ONE_EACH);
    expect(await get({}, { 'reach-tenant-id': 'tenant-2' })).toMatchObject({ statusCode: 404 });
  });
});
