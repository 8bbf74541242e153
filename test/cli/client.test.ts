import { describe, expect, it } from 'vitest';
import { createClient } from '../../cli/client.ts';
import { CONTACT, defineContact, newTenant, partnerToken, sharedSite } from '../support/site.ts';

const site = await sharedSite();
await defineContact(site);
const { url } = site.stack;

async function newClient() {
  const { token, name } = await newTenant(site);
  return { client: createClient({ url, token }), token, name };
}

const contact = (id: string, more: object = {}) => ({ contactId: id, name: `Name of ${id}`, ...more });

async function listOf<T>(entries: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

describe('the client', () => {
  it('sends a batch, waits for its end and reads the results of all pages', async () => {
    const { client } = await newClient();
    const resources = ['a', 'b', 'c'].map((id) => contact(id));
    const { batchId, recordCount, replayed } = await client.submit({
      operation: 'upload',
      schema: 'contact',
      body: { resources },
    });
    expect([recordCount, replayed]).toEqual([3, false]);
    const report = await client.wait(batchId);
    expect(report.status).toBe('success');
    const results = await listOf(client.results(batchId, { limit: 1 }));
    expect(results.map(({ externalId, outcome }) => [externalId, outcome])).toEqual([
      ['a', 'applied'],
      ['b', 'applied'],
      ['c', 'applied'],
    ]);
    expect((await client.resource('contact', 'b'))?.data).toEqual(contact('b'));
    expect(await client.resource('contact', 'nobody')).toBeUndefined();
    expect((await listOf(client.batches())).map((batch) => batch.batchId)).toEqual([batchId]);
  });

  it('sends the same batch once under one key, and says so', async () => {
    const { client } = await newClient();
    const submission = {
      operation: 'upload',
      schema: 'contact',
      body: { resources: [contact('a')] },
      idempotencyKey: 'key',
    } as const;
    const first = await client.submit(submission);
    const second = await client.submit(submission);
    expect(second).toEqual({ ...first, replayed: true });
  });

  it('raises what failed in a batch with its report, unless told not to', async () => {
    const { client } = await newClient();
    const { batchId } = await client.submit({
      operation: 'patch',
      schema: 'contact',
      body: { resources: [contact('nobody')] },
    });
    await expect(client.wait(batchId)).rejects.toMatchObject({
      name: 'BatchFailedError',
      message: `Batch ${batchId} ended as failed: of 1 records 1 failed and 0 were cancelled.`,
      batch: { batchId, status: 'failed' },
    });
    expect((await client.wait(batchId, { throwOnFailure: false })).status).toBe('failed');
    const retried = await client.retry(batchId, 'failed');
    expect(retried.parentBatchId).toBe(batchId);
  });

  it('raises what the API refuses, with every problem and the id of the request', async () => {
    const { client } = await newClient();
    const submission = {
      operation: 'patch',
      schema: 'contact',
      body: { resources: [contact('a', { age: -1 })] },
    } as const;
    await expect(client.submit(submission)).rejects.toMatchObject({
      name: 'ApiError',
      request: 'PATCH /api/resources/contact/batch',
      status: 400,
      message: 'The batch is not valid; nothing of it was taken.',
      errors: [expect.stringMatching(/^resources\[0\]\/age: /)],
      requestId: expect.stringMatching(/./),
      retryable: false,
    });
  });

  it('reads definitions and limits, and acts for a tenant with a partner token', async () => {
    const partner = createClient({ url, token: () => partnerToken(site), tenant: 'tenant-of-client' });
    expect((await listOf(partner.definitions())).map(({ name }) => name)).toContain('contact');
    expect((await partner.definition('CONTACTS'))?.externalIdField).toBe(CONTACT.externalIdField);
    expect(await partner.definition('nothing')).toBeUndefined();
    expect((await partner.limits()).batch.maxItems).toBe(1000);
    const preview = await partner.preview({
      operation: 'patch',
      schema: 'contact',
      body: { resources: [contact('nobody')] },
    });
    expect(preview.summary).toEqual({ applied: 0, unchanged: 0, failed: 1 });
  });

  it('cuts, sends and follows any number of patches', async () => {
    const { client } = await newClient();
    const limits = { maxItems: 7, maxBodyBytes: 100_000 };
    const options = { schema: 'contacts', operation: 'upload', limits } as const;
    const patches = Array.from({ length: 40 }, (_, at) => contact(`c-${at % 30}`, { age: at }));
    expect(await client.patchAll(patches, options)).toMatchObject({ applied: 40, batches: 6, failed: 0 });
    expect((await client.resource('contact', 'c-9'))?.data['age']).toBe(39);
    const wrong = [contact('c-1', { age: 'old' }), contact('c-2', { age: 3 })];
    await expect(client.patchAll(wrong, options)).rejects.toMatchObject({
      name: 'RecordsFailedError',
      message: '1 of 2 records failed.',
      summary: { applied: 1, failed: 1 },
    });
  });
});
