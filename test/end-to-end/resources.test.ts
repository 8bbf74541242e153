import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineContact, newTenant, sharedSite } from '../support/site.ts';

const RESOURCES = '/api/resources/contact';
const test = await sharedSite();
const { api } = test;
await defineContact(test);

describe('one resource', () => {
  it('is created, patched, read and deleted, each call answering with what stands then', async () => {
    const { token } = await newTenant(test);
    const created = await api.call('POST', RESOURCES, {
      token,
      body: { data: { contactId: 'c 1', name: 'Ada', address: { city: 'London' } } },
    });
    expect(created).toMatchObject({
      status: 201,
      body: { success: true, data: { result: { resourceExternalId: 'c 1', version: 1 } } },
    });
    const location = created.headers.get('location') ?? '';
    expect(location).toBe('/api/resources/contact/c%201');
    expect(created.headers.get('etag')).toBe('"1"');

    const patched = await api.call('PATCH', location, {
      token,
      headers: { 'if-match': '"1"', 'content-type': 'application/merge-patch+json' },
      body: { data: { age: 36, address: { zip: 'N1' } } },
    });
    expect(patched).toMatchObject({ status: 200, body: { data: { result: { version: 2 } } } });
    expect(patched.headers.get('etag')).toBe('"2"');
    const stale = await api.call('PATCH', location, {
      token,
      headers: { 'if-match': '"1"' },
      body: { data: { age: 37 } },
    });
    expect(stale).toMatchObject({ status: 412, body: { success: false } });
    expect((await api.resource('contact', 'c 1', token))?.data).toEqual({
      contactId: 'c 1',
      name: 'Ada',
      age: 36,
      address: { city: 'London', zip: 'N1' },
    });

    expect(await api.call('DELETE', location, { token, headers: { 'if-match': '"2"' } })).toMatchObject({
      status: 200,
      body: { success: true, data: { resourceExternalId: 'c 1', version: 3 } },
    });
    expect(await api.resource('contact', 'c 1', token)).toBeUndefined();
    expect((await api.call('DELETE', location, { token })).status).toBe(404);
    expect((await api.call('PATCH', location, { token, body: { data: { age: 1 } } })).status).toBe(404);
  });

  it('is refused as an item of a batch is, with the same words', async () => {
    const { token } = await newTenant(test);
    const data = { contactId: 'c', nope: 1, age: 'old', name: null };
    const one = await api.call('POST', RESOURCES, { token, body: { data } });
    const batch = await api.call('POST', `${RESOURCES}/batch`, { token, body: { resources: [data] } });
    const errors = z.object({ errors: z.array(z.string()) });
    expect(one.status).toBe(400);
    expect(errors.parse(one.body).errors).toEqual(
      errors.parse(batch.body).errors.map((error) => error.replace(/^resources\[0\]/, 'data')),
    );
  });

  it('goes on through batches and calls of its own, and loses none of them', async () => {
    const { token } = await newTenant(test);
    const path = `${RESOURCES}/c`;
    await api.run('POST', `${RESOURCES}/batch`, token, [{ contactId: 'c', name: 'Ada' }]);
    const batches = [1, 2, 3, 4, 5].map((counter) =>
      api.run('PATCH', `${RESOURCES}/batch`, token, [{ contactId: 'c', counter }]),
    );
    const calls = [1, 2, 3, 4, 5].map((age) => api.call('PATCH', path, { token, body: { data: { age } } }));
    const reports = await Promise.all(batches);
    const answers = await Promise.all(calls);
    expect(reports.map(({ status }) => status)).toEqual(Array(5).fill('success'));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    const stored = await api.resource('contact', 'c', token);
    expect(stored?.version).toBe(11);
    expect(stored?.data).toEqual({
      contactId: 'c',
      name: 'Ada',
      counter: expect.any(Number),
      age: expect.any(Number),
    });
  });

  it('of a batch may be deleted and created again: a new resource with the next version', async () => {
    const { token } = await newTenant(test);
    const batch = `${RESOURCES}/batch`;
    await api.run('POST', batch, token, [{ contactId: 'c', name: 'Ada' }]);
    const before = await api.resource('contact', 'c', token);
    await api.call('DELETE', `${RESOURCES}/c`, { token });
    expect(await api.run('PATCH', batch, token, [{ contactId: 'c', age: 1 }])).toMatchObject({
      status: 'failed',
      errors: { summary: { resource_not_found: 1 } },
    });
    await api.run('POST', batch, token, [{ contactId: 'c', name: 'Grace' }]);
    const after = await api.resource('contact', 'c', token);
    expect(after).toMatchObject({ version: 3, data: { contactId: 'c', name: 'Grace' } });
    expect(after?.id).not.toBe(before?.id);
  });
});

describe('the list of resources', () => {
  it('shows every resource of the tenant once, page by page', async () => {
    const { token } = await newTenant(test);
    const { token: other } = await newTenant(test);
    const resources = Array.from({ length: 130 }, (_, at) => ({ contactId: `c-${at}`, name: `n${at}` }));
    await api.run('POST', `${RESOURCES}/batch`, token, resources);
    await api.run('POST', `${RESOURCES}/batch`, other, [{ contactId: 'theirs', name: 'n' }]);
    await api.call('DELETE', `${RESOURCES}/c-7`, { token });

    const page = z.object({
      data: z.object({
        results: z.array(z.object({ resourceExternalId: z.string(), data: z.object({ name: z.string() }) })),
        pagination: z.object({ hasNextPage: z.boolean(), cursor: z.string().nullable() }),
      }),
    });
    const sizes: number[] = [];
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await api.call('GET', `/api/resources/contacts?limit=50${query}`, { token });
      const { data } = page.parse(body);
      sizes.push(data.results.length);
      found.push(...data.results.map(({ resourceExternalId }) => resourceExternalId));
      cursor = data.pagination.cursor;
    } while (cursor !== null);
    expect(sizes).toEqual([50, 50, 29]);
    const expected = resources.map(({ contactId }) => contactId).filter((id) => id !== 'c-7');
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it('refuses the cursor of another tenant', async () => {
    const { token } = await newTenant(test);
    const { token: other } = await newTenant(test);
    const resources = [1, 2].map((at) => ({ contactId: `c-${at}`, name: 'n' }));
    await api.run('POST', `${RESOURCES}/batch`, token, resources);
    const { body } = await api.call('GET', `${RESOURCES}?limit=1`, { token });
    const { cursor } = z
      .object({ data: z.object({ pagination: z.object({ cursor: z.string() }) }) })
      .parse(body).data.pagination;
    const path = `${RESOURCES}?cursor=${cursor}`;
    expect((await api.call('GET', path, { token })).status).toBe(200);
    expect(await api.call('GET', path, { token: other })).toMatchObject({
      status: 400,
      body: { errors: ['query cursor: must be a cursor that this very list gave'] },
    });
  });
});

describe('the results of a batch', () => {
  it('tell what became of every record, a page or a line at a time', async () => {
    const { token } = await newTenant(test);
    const batch = `${RESOURCES}/batch`;
    await api.run('POST', batch, token, [{ contactId: 'c', name: 'Ada' }]);
    const { batchId } = await api.run('PATCH', batch, token, [
      { contactId: 'c', age: 1 },
      { contactId: 'c', age: 1 },
      { contactId: 'missing', age: 1 },
      { contactId: 'c', address: { zip: 'N1' } },
    ]);
    const path = `/api/batches/${batchId}/results`;
    expect((await api.call('GET', `${path}?include=patch`, { token })).body).toMatchObject({
      data: {
        results: [
          { index: 0, externalId: 'c', outcome: 'applied', patch: { contactId: 'c', age: 1 } },
          { index: 1, externalId: 'c', outcome: 'unchanged' },
          {
            index: 2,
            externalId: 'missing',
            outcome: 'failed',
            code: 'resource_not_found',
            retryable: false,
          },
          {
            index: 3,
            outcome: 'failed',
            code: 'validation_failed',
            errors: [expect.stringMatching(/^\/address/)],
          },
        ],
        pagination: { hasNextPage: false, cursor: null },
      },
    });
    const lines = await fetch(`${test.stack.url}${path}?outcome=failed&limit=1`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/x-ndjson' },
    });
    expect(lines.headers.get('content-type')).toBe('application/x-ndjson');
    expect(JSON.parse(await lines.text())).toMatchObject({ index: 2, outcome: 'failed' });
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(lines.headers.get('link') ?? '') ?? [];
    expect((await api.call('GET', next, { token })).body).toMatchObject({
      data: { results: [{ index: 3 }] },
    });
    const { token: other } = await newTenant(test);
    expect((await api.call('GET', path, { token: other })).status).toBe(404);
  });
});
