import { describe, expect, it } from 'vitest';
import { limitsOf } from '../../functions/limits.ts';
import { createOpenApiDocument } from '../../functions/openapi/document.ts';
import { CONTACT, newTenant, partnerToken, sharedSite } from '../support/site.ts';
import { typedClient } from '../support/typed-client.ts';

const test = await sharedSite();
const { stack } = test;
const partner = typedClient(stack, await partnerToken(test));
const anybody = typedClient(stack);
await partner.POST('/partner/schema-definitions', { body: CONTACT });

const CONTACTS = { schema: 'contact' };

async function newClient() {
  const { name, token } = await newTenant(test);
  return { name, token, client: typedClient(stack, token) };
}

/** A batch call answers with a preview too, when it is asked for one. */
function batchIdIn(answer: { readonly data: object } | undefined): string {
  if (answer === undefined || !('batchId' in answer.data)) throw new Error('the batch was not accepted');
  return String(answer.data.batchId);
}

describe('a client made of the OpenAPI document', () => {
  it('sends a batch, follows it to its end and reads what became of its records', async () => {
    const { client, token } = await newClient();
    const resources = [
      { contactId: 'c-1', name: 'Ada' },
      { contactId: 'c-2', name: 'Grace', address: { zip: '1' } },
    ];
    const sent = await client.POST('/api/resources/{schema}/batch', {
      params: { path: CONTACTS, query: { onconflict: 'upsert', ignoreUnknownFields: false } },
      body: { resources },
    });
    expect(sent.data?.data.recordCount).toBe(2);
    const batchId = batchIdIn(sent.data);
    expect(sent.response.headers.get('location')).toBe(`/api/batches/${batchId}`);
    await test.api.untilFinal(batchId, token);

    const params = { path: { batchId } };
    const { data: report } = await client.GET('/api/batches/{batchId}', { params });
    expect(report?.data.status).toBe('partial_success');
    expect(report?.data.errors.details['1']?.code).toBe('validation_failed');
    const { data: page } = await client.GET('/api/batches/{batchId}/results', {
      params: { ...params, query: { outcome: ['applied', 'failed'], include: 'patch', limit: 10 } },
    });
    expect(page?.data.results).toMatchObject([
      { outcome: 'applied', patch: resources[0] },
      { outcome: 'failed' },
    ]);
    const lines = await client.GET('/api/batches/{batchId}/results', {
      params: { ...params, query: { limit: 1 } },
      headers: { accept: 'application/x-ndjson' },
      parseAs: 'text',
    });
    expect(lines.response.headers.get('link')).toContain('rel="next"');
  });

  it('previews a batch, sends it twice under one key, retries, lists, cancels and deletes', async () => {
    const { client, token } = await newClient();
    const path = CONTACTS;
    await client.POST('/api/resources/{schema}/batch', {
      params: { path },
      body: { resources: [{ contactId: 'c-1', name: 'Ada' }] },
    });
    const told = await client.PATCH('/api/resources/{schema}/batch', {
      params: { path, query: { validateOnly: true } },
      body: { resources: [{ contactId: 'c-9', name: 'Eve' }] },
    });
    expect(told.response.status).toBe(200);
    expect(told.data?.data).toMatchObject({ summary: { applied: 0, unchanged: 0, failed: 1 } });

    const patch = () =>
      client.PATCH('/api/resources/{schema}/batch', {
        params: { path, query: { onFailure: 'skipRest' }, header: { 'idempotency-key': 'key' } },
        body: { resources: [{ contactId: 'c-9', name: 'Eve' }], ifVersion: [1] },
      });
    const batchId = batchIdIn((await patch()).data);
    const again = await patch();
    expect(batchIdIn(again.data)).toBe(batchId);
    expect(again.response.headers.get('idempotency-replayed')).toBe('true');
    const params = { path: { batchId } };
    const followed = await client.GET('/api/batches/{batchId}', {
      params: { ...params, header: { prefer: 'wait=20' } },
    });
    expect(followed.data?.data.status).toBe('failed');
    expect(followed.response.headers.get('preference-applied')).toBe('wait=20');
    const cancelled = await client.POST('/api/batches/{batchId}/cancel', { params });
    expect([cancelled.response.status, cancelled.error?.message]).toEqual([
      409,
      expect.stringContaining('ended'),
    ]);
    const retried = await client.POST('/api/batches/{batchId}/retry', { params, body: { only: 'failed' } });
    expect(retried.data?.data.parentBatchId).toBe(batchId);
    await test.api.untilFinal(batchIdIn(retried.data), token);
    const list = await client.GET('/api/batches', {
      params: { query: { status: ['failed'], batchType: ['PARTNER_RESOURCE_BATCH_PATCH'], limit: 5 } },
    });
    expect(list.data?.data.results.map((one) => one.batchId)).toEqual([batchIdIn(retried.data), batchId]);
    const deleted = await client.DELETE('/api/resources/{schema}/batch', {
      params: { path },
      body: { externalIds: ['c-1'], dryRun: true },
    });
    expect(deleted.data?.data).toMatchObject({ results: [{ outcome: 'applied', cleared: [''] }] });
  });

  it('creates, reads, patches, lists and deletes a resource', async () => {
    const { client } = await newClient();
    const created = await client.POST('/api/resources/{schema}', {
      params: { path: CONTACTS },
      body: { data: { contactId: 'c/1', name: 'Ada' } },
    });
    expect(created.response.status).toBe(201);
    expect(created.data?.data.result.version).toBe(1);
    const again = await client.POST('/api/resources/{schema}', {
      params: { path: CONTACTS },
      body: { data: { contactId: 'c/1', age: 36 } },
    });
    expect([again.response.status, again.data?.data.result.version]).toEqual([200, 2]);

    const path = { ...CONTACTS, externalId: 'c/1' };
    const read = await client.GET('/api/resources/{schema}/{externalId}', { params: { path } });
    const etag = read.response.headers.get('etag') ?? '';
    const header = { 'if-match': etag };
    const patched = await client.PATCH('/api/resources/{schema}/{externalId}', {
      params: { path, header },
      body: { data: { age: 37 } },
    });
    expect(patched.data?.data.result.data).toEqual({ contactId: 'c/1', name: 'Ada', age: 37 });
    const list = await client.GET('/api/resources/{schema}', {
      params: { path: CONTACTS, query: { limit: 5 } },
    });
    expect(list.data?.data.results.map(({ resourceExternalId }) => resourceExternalId)).toEqual(['c/1']);

    const stale = await client.DELETE('/api/resources/{schema}/{externalId}', { params: { path, header } });
    expect(stale.error).toMatchObject({ success: false });
    expect(stale.response.status).toBe(412);
    const gone = await client.DELETE('/api/resources/{schema}/{externalId}', { params: { path } });
    expect(gone.data?.data).toEqual({ resourceExternalId: 'c/1', version: 4 });
  });

  it('defines, changes, lists and hides a kind of resource', async () => {
    const defined = await partner.POST('/partner/schema-definitions', {
      body: {
        name: 'order',
        pluralName: 'orders',
        description: '',
        category: 'transactions_schema',
        externalIdField: 'orderId',
        schema: { type: 'object', required: ['orderId'], properties: { orderId: { type: 'string' } } },
      },
    });
    expect(defined.data?.data).toMatchObject({ name: 'order', versionNumber: 1 });
    const params = { path: { idOrName: 'ORDERS' } };
    const changed = await partner.POST('/partner/schema-definitions/{idOrName}', {
      params,
      body: { description: 'What was ordered' },
    });
    expect(changed.data?.data.versionNumber).toBe(2);
    const read = await partner.GET('/partner/schema-definitions/{idOrName}', { params });
    expect(read.data?.data.description).toBe('What was ordered');
    const list = await partner.GET('/partner/schema-definitions');
    expect(list.data?.data.results.map(({ name }) => name)).toEqual(['contact', 'order']);
    const hidden = await partner.DELETE('/partner/schema-definitions/{idOrName}', { params });
    expect(hidden.data?.data.name).toBe('order');
  });

  it('gets what is wrong in the types of the document', async () => {
    const { client, name } = await newClient();
    const refused = await client.PATCH('/api/resources/{schema}/batch', {
      params: { path: CONTACTS },
      body: { resources: [{ contactId: 'c', age: 'old' }] },
    });
    expect(refused.error).toMatchObject({ errors: ['resources[0]/age: must be integer'] });
    const unknown = await client.GET('/api/resources/{schema}', { params: { path: { schema: 'nope' } } });
    expect(unknown.error).toMatchObject({ data: { error: 'There is no schema definition "nope".' } });
    const taken = await partner.POST('/partner/schema-definitions', { body: CONTACT });
    expect([taken.response.status, taken.error?.message]).toEqual([409, expect.stringContaining('contact')]);
    const nobody = await anybody.GET('/api/limits');
    expect([nobody.response.status, nobody.error?.message]).toEqual([401, 'Unauthorized']);
    const header = { 'reach-tenant-id': `not-${name}` };
    const forbidden = await client.GET('/api/resources/{schema}', { params: { path: CONTACTS, header } });
    expect(forbidden.response.status).toBe(403);
  });

  it('reads the limits', async () => {
    const { client } = await newClient();
    expect((await client.GET('/api/limits')).data?.data).toEqual(limitsOf(30));
  });
});

describe('the document', () => {
  it('is served to anybody, gzipped, and not again to who has it', async () => {
    const { data, response } = await anybody.GET('/openapi.json');
    expect(data).toEqual(JSON.parse(JSON.stringify(createOpenApiDocument())));
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const etag = response.headers.get('etag') ?? '';
    const known = await anybody.GET('/openapi.json', { params: { header: { 'if-none-match': etag } } });
    expect(known.response.status).toBe(304);
  });
});
