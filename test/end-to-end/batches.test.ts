import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { batchIdOf } from '../support/api.ts';
import { defineContact, newTenant, sharedSite } from '../support/site.ts';

const BATCH = '/api/resources/contact/batch';
const test = await sharedSite();
const { api } = test;
await defineContact(test);

const WAIT = { timeout: 45_000, interval: 50 };
const report = z.object({ data: z.object({ status: z.string() }) });

const listing = z.object({
  data: z.object({
    results: z.array(z.looseObject({ batchId: z.string() })),
    pagination: z.object({ hasNextPage: z.boolean(), cursor: z.string().nullable() }),
  }),
});

const contacts = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ contactId: `c-${at}`, name: 'n' }));

describe('following a batch', () => {
  it('takes one call that waits, and one more to learn that nothing changed since', async () => {
    const { token } = await newTenant(test);
    const accepted = await api.call('POST', BATCH, { token, body: { resources: contacts(200) } });
    const path = `/api/batches/${batchIdOf(accepted)}`;
    const waited = await api.call('GET', path, { token, headers: { prefer: 'wait=20' } });
    expect(waited).toMatchObject({
      status: 200,
      body: { data: { status: 'success', progress: { successfulRecords: 200 } } },
    });
    expect(waited.headers.get('preference-applied')).toBe('wait=20');
    expect(waited.headers.get('retry-after')).toBeNull();
    // The moment at which the end is noted may be another than that of the last outcome, which is a change.
    await vi.waitFor(async () => {
      const etag = (await api.call('GET', path, { token })).headers.get('etag') ?? '';
      const again = await api.call('GET', path, { token, headers: { 'if-none-match': etag } });
      expect(again).toMatchObject({ status: 304, body: undefined });
      expect(again.headers.get('etag')).toBe(etag);
    });
  });

  it('is told when to look again for as long as the batch runs', async () => {
    const { token } = await newTenant(test);
    const accepted = await api.call('POST', BATCH, { token, body: { resources: contacts(1000) } });
    await vi.waitFor(async () => {
      const { headers, body } = await api.call('GET', `/api/batches/${batchIdOf(accepted)}`, { token });
      const { status } = report.parse(body).data;
      if (status !== 'success') expect(headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
      expect(status).toBe('success');
      expect(headers.get('retry-after')).toBeNull();
    }, WAIT);
  });
});

describe('the list of batches', () => {
  it('shows those of the tenant, newest first, by type and status, a page at a time', async () => {
    const { token } = await newTenant(test);
    const ingested = await api.run('POST', BATCH, token, contacts(1));
    const patched = await api.run('PATCH', BATCH, token, contacts(1));
    const failed = await api.run('PATCH', BATCH, token, [{ contactId: 'missing', age: 1 }]);
    const list = async (query: string) => {
      const { body } = await api.call('GET', `/api/batches${query}`, { token });
      return listing.parse(body).data;
    };
    const ids = async (query: string) => (await list(query)).results.map(({ batchId }) => batchId);

    const all = await list('');
    expect(all.results).toHaveLength(3);
    const { errors, ...newest } = await api.report(failed.batchId, token);
    expect(errors.message).toBe('1 record failed.');
    expect(all.results[0]).toEqual(newest);
    expect(await ids('')).toEqual([failed, patched, ingested].map(({ batchId }) => batchId));
    expect(await ids('?status=success,cancelled')).toEqual([patched.batchId, ingested.batchId]);
    expect(await ids('?batchType=PARTNER_RESOURCE_JSON_INGEST')).toEqual([ingested.batchId]);

    const first = await list('?limit=2');
    expect(first.results.map(({ batchId }) => batchId)).toEqual([failed.batchId, patched.batchId]);
    expect(await list(`?limit=2&cursor=${first.pagination.cursor}`)).toMatchObject({
      results: [{ batchId: ingested.batchId }],
      pagination: { hasNextPage: false, cursor: null },
    });
  });

  it('is empty for another tenant, and refuses a parameter that it does not know', async () => {
    const { token } = await newTenant(test);
    expect(await api.call('GET', '/api/batches', { token })).toMatchObject({
      status: 200,
      body: { data: { results: [], pagination: { hasNextPage: false, cursor: null } } },
    });
    expect(await api.call('GET', '/api/batches?state=failed', { token })).toMatchObject({
      status: 400,
      body: { errors: [expect.stringMatching(/^query state: is not known here/)] },
    });
  });
});
