import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { encodeCursor } from '../../functions/cursor.ts';
import type { Operation } from '../../functions/openapi/operation.ts';
import { OPERATIONS } from '../../functions/openapi/operations.ts';
import { type OperationId, ROUTES } from '../../functions/openapi/routes.ts';
import { batchIdOf } from '../support/api.ts';
import { defineContact, newTenant, partnerToken, sharedSite } from '../support/site.ts';

// What every route owes its callers, whatever it does. Answers are held to the OpenAPI document in `call`.

const test = await sharedSite();
const { api, stack } = test;
await defineContact(test);
const owner = await newTenant(test);
const resources = Array.from({ length: 1000 }, (_, at) => ({ contactId: `c-${at}`, name: 'Ada' }));
const sent = await api.call('POST', '/api/resources/contact/batch', {
  token: owner.token,
  body: { resources },
});
const batchId = batchIdOf(sent);
await api.untilFinal(batchId, owner.token);

interface Route {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Every route with what is there for its parameters. */
const routes = Object.entries(OPERATIONS).map(([id, operation]): Route => {
  const [method = '', template = ''] = ROUTES[id as OperationId].split(' '); // Object.entries forgets its key type
  const values = { schema: 'contact', externalId: 'c-1', batchId, idOrName: 'contact' };
  const path = Object.entries(values).reduce(
    (made, [name, value]) => made.replace(`{${name}}`, value),
    template,
  );
  return { id, method, path, operation };
});
const names = (chosen: readonly Route[]) =>
  chosen.map((route): [string, Route] => [`${route.method} ${route.path}`, route]);
const scoped = (...scopes: readonly Operation['scope'][]) =>
  names(routes.filter(({ operation }) => scopes.includes(operation.scope)));

function bodyOf({ operation }: Route) {
  return operation.body === undefined ? {} : { body: operation.body.example };
}

describe('a call without a token', () => {
  it.each(scoped('tenant', 'caller', 'partner'))('is not let in: %s', async (_, route) => {
    const { status } = await api.call(route.method, route.path, bodyOf(route));
    expect(status).toBe(401);
  });

  it.each(scoped('public'))('reads what is public: %s', async (_, { method, path }) => {
    const response = await fetch(stack.url + path, { method });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });
});

describe('a call with a partner token', () => {
  it.each(scoped('tenant'))('has to name the tenant: %s', async (_, route) => {
    const token = await partnerToken(test);
    const { status, body } = await api.call(route.method, route.path, { token, ...bodyOf(route) });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [expect.stringContaining('header reach-tenant-id: is required')] });
  });
});

describe('a call with the token of a tenant', () => {
  it.each(scoped('tenant'))('may name no other tenant: %s', async (_, route) => {
    const headers = { 'reach-tenant-id': 'somebody-else' };
    const call = { token: owner.token, headers, ...bodyOf(route) };
    expect((await api.call(route.method, route.path, call)).status).toBe(403);
  });

  it.each(scoped('partner'))('may not do what is the partner’s: %s', async (_, route) => {
    const call = { token: owner.token, ...bodyOf(route) };
    expect((await api.call(route.method, route.path, call)).status).toBe(403);
  });

  const ofABatch = routes.filter(({ path }) => path.includes(batchId));
  it.each(names(ofABatch))('finds no batch of another tenant: %s', async (_, { method, path, id }) => {
    const { token } = await newTenant(test);
    const call = { token, ...(id === 'retryBatch' ? { body: { only: 'failed' } } : {}) };
    expect((await api.call(method, path, call)).status).toBe(404);
  });

  it('finds no resource of another tenant', async () => {
    const { token } = await newTenant(test);
    const path = '/api/resources/contact/c-1';
    expect((await api.call('GET', path, { token })).status).toBe(404);
    expect((await api.call('PATCH', path, { token, body: { data: { name: 'Eve' } } })).status).toBe(404);
    expect((await api.call('DELETE', path, { token })).status).toBe(404);
    expect((await api.resource('contact', 'c-1', owner.token))?.data).toMatchObject({ name: 'Ada' });
  });
});

describe('a list', () => {
  const lists = routes.filter(({ operation }) => operation.query && 'cursor' in operation.query.shape);
  const ofATenant = lists.filter(({ operation }) => operation.scope === 'tenant');

  it.each(names(lists))(
    'refuses a forged cursor and a limit that it has not: %s',
    async (_, { path, operation }) => {
      const token = operation.scope === 'tenant' ? owner.token : await partnerToken(test);
      for (const query of [
        'cursor=',
        'cursor=abc',
        `cursor=${encodeCursor(['acme'], 'c-1')}`,
        'limit=0',
        'limit=x',
      ]) {
        const { status, body } = await api.call('GET', `${path}?${query}`, { token });
        expect(status).toBe(400);
        expect(body).toMatchObject({ errors: [expect.stringMatching(/^query (cursor|limit): must be /)] });
      }
    },
  );

  it.each(names(ofATenant))('refuses the cursor of another list: %s', async (_, { path, id }) => {
    const other = ofATenant.find((list) => list.id !== id);
    await api.run('POST', '/api/resources/contact/batch', owner.token, [{ contactId: 'c-1', age: 1 }]);
    const { body } = await api.call('GET', `${other?.path}?limit=1`, { token: owner.token });
    const { data } = page.parse(body);
    const { status } = await api.call('GET', `${path}?cursor=${data.pagination.cursor}`, {
      token: owner.token,
    });
    expect(status).toBe(400);
  });
});

const page = z.object({
  data: z.object({
    results: z.array(z.object({ index: z.number().optional(), externalId: z.string().optional() })),
    pagination: z.object({ cursor: z.string().nullable() }),
  }),
});

describe('the results of a thousand records', () => {
  const path = `/api/batches/${batchId}/results`;
  const expected = resources.map(({ contactId }, index) => ({ index, externalId: contactId }));

  it('come in pages, each record once and in order', async () => {
    const pages: number[] = [];
    const all: object[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await api.call('GET', `${path}?limit=300${more}`, { token: owner.token });
      const { results, pagination } = page.parse(body).data;
      pages.push(results.length);
      all.push(...results);
      cursor = pagination.cursor;
    }
    expect(pages).toEqual([300, 300, 300, 100]);
    expect(all).toEqual(expected);
  });

  it('come as lines, each a record, with a link to the next', async () => {
    const headers = { authorization: `Bearer ${owner.token}`, accept: 'application/x-ndjson' };
    const read = async (at: string) => {
      const response = await fetch(stack.url + at, { headers });
      const lines = (await response.text()).trimEnd().split('\n');
      return { lines, next: /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] };
    };
    const whole = await read(`${path}?limit=1000`);
    expect(whole.next).toBeUndefined();
    expect(whole.lines.map((line) => JSON.parse(line))).toMatchObject(expected);
    const first = await read(`${path}?limit=999`);
    const rest = await read(first.next ?? '');
    expect([...first.lines, ...rest.lines]).toEqual(whole.lines);
  });
});
