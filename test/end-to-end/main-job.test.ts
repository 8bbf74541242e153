import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { batchIdOf } from '../support/api.ts';
import { CONTACT, defineContact, newTenant, partnerToken, sharedSite } from '../support/site.ts';

const BATCH = '/api/resources/contact/batch';
const test = await sharedSite();
const { api } = test;
await defineContact(test);

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('a batch', () => {
  it('is accepted with its id, applied in the background, and reported', async () => {
    const { token } = await newTenant(test);
    const resources = [
      { contactId: 'c-1', name: 'Ada' },
      { contactId: 'c-2', name: 'Grace' },
    ];
    const { status, headers, body } = await api.call('POST', BATCH, { token, body: { resources } });
    const message = '2 records accepted; the batch reports what becomes of them.';
    expect(status).toBe(202);
    expect(body).toEqual({
      success: true,
      message,
      data: { batchId: expect.any(String), message, recordCount: 2, schemaDefinitionId: expect.any(String) },
    });
    const batchId = batchIdOf({ status, headers, body });
    expect(headers.get('location')).toBe(`/api/batches/${batchId}`);
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('x-request-id')).not.toBeNull();

    expect(await api.untilFinal(batchId, token)).toEqual({
      batchId,
      status: 'success',
      batchType: 'PARTNER_RESOURCE_JSON_INGEST',
      progress: {
        totalRecords: 2,
        processedRecords: 2,
        successfulRecords: 2,
        unchangedRecords: 0,
        pendingRecords: 0,
        failedRecords: 0,
        cancelledRecords: 0,
        successRate: 1,
      },
      createdAt: expect.stringMatching(ISO_TIME),
      startedAt: expect.stringMatching(ISO_TIME),
      completedAt: expect.stringMatching(ISO_TIME),
      schemaName: 'contact',
      schemaDefinitionId: expect.any(String),
      parentBatchId: null,
      cancelRequestedAt: null,
      errors: { message: null, summary: {}, details: {} },
    });
    expect(await api.resource('contact', 'c-1', token)).toMatchObject({
      resourceExternalId: 'c-1',
      version: 1,
      data: { contactId: 'c-1', name: 'Ada' },
    });
  });

  it('merges: absent fields stay, null deletes, objects merge, arrays are replaced', async () => {
    const { token } = await newTenant(test);
    const start = {
      contactId: 'c',
      name: 'Ada',
      email: 'ada@example.com',
      tags: ['a', 'b'],
      address: { street: 'Main St', city: 'London' },
    };
    await api.run('POST', BATCH, token, [start]);
    const patch = { contactId: 'c', email: null, tags: ['c'], address: { street: null, zip: 'N1' } };
    const report = await api.run('PATCH', BATCH, token, [patch]);
    expect(report).toMatchObject({ status: 'success', batchType: 'PARTNER_RESOURCE_BATCH_PATCH' });
    expect(await api.resource('contact', 'c', token)).toMatchObject({ version: 2 });
    expect((await api.resource('contact', 'c', token))?.data).toEqual({
      contactId: 'c',
      name: 'Ada',
      tags: ['c'],
      address: { city: 'London', zip: 'N1' },
    });
  });

  it('reports each failed record with its code, its field and whether to retry, and applies the others', async () => {
    const { token } = await newTenant(test);
    await api.run('POST', BATCH, token, [{ contactId: 'there', name: 'Ada' }]);
    const report = await api.run('PATCH', BATCH, token, [
      { contactId: 'there', age: 36 },
      { contactId: 'missing', age: 36 },
      { contactId: 'there', address: { zip: 'N1' } },
      { contactId: 'there', age: 36 },
    ]);
    expect(report).toMatchObject({
      status: 'partial_success',
      progress: {
        totalRecords: 4,
        successfulRecords: 2,
        failedRecords: 2,
        pendingRecords: 0,
        successRate: 0.5,
      },
      errors: {
        message: '2 records failed.',
        summary: { resource_not_found: 1, validation_failed: 1 },
        details: {
          1: { externalId: 'missing', code: 'resource_not_found', errors: [], retryable: false },
          2: {
            externalId: 'there',
            code: 'validation_failed',
            errors: [expect.stringMatching(/^\/address.*city/)],
            retryable: false,
          },
        },
      },
    });
    expect(await api.resource('contact', 'there', token)).toMatchObject({
      version: 2,
      data: { contactId: 'there', name: 'Ada', age: 36 },
    });
  });

  it('is failed when every record failed', async () => {
    const { token } = await newTenant(test);
    const report = await api.run('PATCH', BATCH, token, [{ contactId: 'missing', age: 1 }]);
    expect(report).toMatchObject({ status: 'failed', progress: { successRate: 0 } });
  });

  it('creates only what is missing with onconflict=reject', async () => {
    const { token } = await newTenant(test);
    await api.run('POST', BATCH, token, [{ contactId: 'there', name: 'Ada' }]);
    const report = await api.run('POST', `${BATCH}?onconflict=reject`, token, [
      { contactId: 'there', name: 'Eve' },
      { contactId: 'new', name: 'Grace' },
    ]);
    expect(report).toMatchObject({
      status: 'partial_success',
      errors: { details: { 0: { code: 'already_exists' } } },
    });
    expect((await api.resource('contact', 'there', token))?.data['name']).toBe('Ada');
    expect((await api.resource('contact', 'new', token))?.data['name']).toBe('Grace');
  });

  it('applies hundreds of patches to one resource in the order they were sent', async () => {
    const { token } = await newTenant(test);
    const patches = Array.from({ length: 400 }, (_, at) => ({
      contactId: 'hot',
      counter: at,
      ...(at % 3 === 0 ? { tags: [`t${at}`] } : {}),
      ...(at % 5 === 0 ? { address: { [at % 2 === 0 ? 'street' : 'city']: `s${at}` } } : {}),
      ...(at % 7 === 0 ? { address: null } : {}),
    }));
    const report = await api.run('POST', BATCH, token, [{ contactId: 'hot', name: 'Hot' }, ...patches]);
    expect(report).toMatchObject({ status: 'success', progress: { successfulRecords: 401 } });
    // 399 is no multiple of 5 or 7 but of 3; the last reset was 399 = 7 x 57, after which no address was set.
    expect((await api.resource('contact', 'hot', token))?.data).toEqual({
      contactId: 'hot',
      name: 'Hot',
      counter: 399,
      tags: ['t399'],
    });
    expect((await api.resource('contact', 'hot', token))?.version).toBe(401);
  });

  it('takes a thousand records and applies every one of them once', async () => {
    const { token } = await newTenant(test);
    const resources = Array.from({ length: 1000 }, (_, at) => ({ contactId: `c-${at}`, name: `n${at}` }));
    const report = await api.run('POST', BATCH, token, resources);
    expect(report).toMatchObject({
      status: 'success',
      progress: { totalRecords: 1000, successfulRecords: 1000 },
    });
    const stored = await api.resources('contact', token);
    expect(stored.size).toBe(1000);
    const inOrder = resources.map(({ contactId }) => stored.get(contactId));
    expect(inOrder.map((one) => [one?.version, one?.data])).toEqual(resources.map((data) => [1, data]));
  });

  it('counts up to its total in every read while it runs', async () => {
    const { token } = await newTenant(test);
    const resources = Array.from({ length: 500 }, (_, at) => ({ contactId: `c-${at}`, name: 'n' }));
    const batchId = batchIdOf(await api.call('POST', BATCH, { token, body: { resources } }));
    const seen: string[] = [];
    for (;;) {
      const { status, progress, completedAt } = await api.report(batchId, token);
      const { totalRecords, processedRecords, successfulRecords, pendingRecords, failedRecords } = progress;
      expect(processedRecords + pendingRecords).toBe(totalRecords);
      expect(successfulRecords + failedRecords).toBe(processedRecords);
      expect(['success', 'partial_success', 'failed', 'cancelled'].includes(status)).toBe(
        pendingRecords === 0,
      );
      expect(completedAt !== null).toBe(pendingRecords === 0);
      seen.push(status);
      if (pendingRecords === 0) break;
    }
    expect(seen.at(-1)).toBe('success');
  });

  it.each([
    ['application/json', 'application/json; charset=utf-8', false],
    ['merge patch', 'application/merge-patch+json', false],
    ['gzip', 'application/json', true],
  ])('is taken as %s', async (_, type, zipped) => {
    const { token } = await newTenant(test);
    const text = JSON.stringify({ resources: [{ contactId: 'c', name: 'Ünïcödé 🦊' }] });
    const answer = await api.call('POST', BATCH, {
      token,
      headers: { 'content-type': type, ...(zipped ? { 'content-encoding': 'gzip' } : {}) },
      body: zipped ? gzipSync(text) : text,
    });
    expect(answer.status).toBe(202);
    await api.untilFinal(batchIdOf(answer), token);
    expect((await api.resource('contact', 'c', token))?.data['name']).toBe('Ünïcödé 🦊');
  });

  it('finds its schema by id, name and plural name, in any case', async () => {
    const { token } = await newTenant(test);
    const { schemaDefinitionId } = await api.run('POST', BATCH, token, [{ contactId: 'c', name: 'Ada' }]);
    for (const name of [
      'CONTACT',
      'contacts',
      'Contacts',
      schemaDefinitionId,
      schemaDefinitionId.toUpperCase(),
    ]) {
      const report = await api.run('PATCH', `/api/resources/${name}/batch`, token, [
        { contactId: 'c', age: 1 },
      ]);
      expect(report).toMatchObject({ status: 'success', schemaName: 'contact', schemaDefinitionId });
    }
  });

  it('saves nothing of unknown fields with ignoreUnknownFields=true, at any depth', async () => {
    const { token } = await newTenant(test);
    const resources = [
      { contactId: 'c', name: 'Ada', nope: 1, address: { city: 'London', planet: 'Earth' } },
    ];
    const report = await api.run('POST', `${BATCH}?ignoreUnknownFields=true`, token, resources);
    expect(report.status).toBe('success');
    expect((await api.resource('contact', 'c', token))?.data).toEqual({
      contactId: 'c',
      name: 'Ada',
      address: { city: 'London' },
    });
  });

  it('treats __proto__ and constructor as names of fields', async () => {
    const { token } = await newTenant(test);
    const body =
      '{"resources":[{"contactId":"c","name":"Ada","constructor":"data","__proto__":{"polluted":true}}]}';
    const answer = await api.call('POST', BATCH, { token, body });
    expect(await api.untilFinal(batchIdOf(answer), token)).toMatchObject({ status: 'success' });
    const { body: stored } = await api.call('GET', '/api/resources/contact/c', { token });
    expect(JSON.stringify(stored)).toContain('"__proto__":{"polluted":true}');
    expect(JSON.stringify(stored)).toContain('"constructor":"data"');
  });
});

describe('external ids', () => {
  it.each(['a b', 'a/b', 'ü~#?&=', '100%', '日本', 'x'.repeat(512)])('may be %j', async (contactId) => {
    const { token } = await newTenant(test);
    await api.run('POST', BATCH, token, [{ contactId, name: 'Ada' }]);
    expect((await api.resource('contact', contactId, token))?.resourceExternalId).toBe(contactId);
  });
});

describe('tenants', () => {
  it('reach nothing of each other', async () => {
    const one = await newTenant(test);
    const other = await newTenant(test);
    const { batchId } = await api.run('POST', BATCH, one.token, [{ contactId: 'c', name: 'Ada' }]);
    expect((await api.call('GET', `/api/batches/${batchId}`, { token: other.token })).status).toBe(404);
    expect(await api.resource('contact', 'c', other.token)).toBeUndefined();
    const report = await api.run('PATCH', BATCH, other.token, [{ contactId: 'c', age: 1 }]);
    expect(report).toMatchObject({ status: 'failed', errors: { summary: { resource_not_found: 1 } } });
  });

  it('are acted for by their partner, which names them in a header', async () => {
    const { name, token } = await newTenant(test);
    const partner = await partnerToken(test);
    const headers = { 'reach-tenant-id': name };
    const body = { resources: [{ contactId: 'c', name: 'Ada' }] };
    const answer = await api.call('POST', BATCH, { token: partner, headers, body });
    expect(answer.status).toBe(202);
    await api.untilFinal(batchIdOf(answer), token);
    expect(await api.resource('contact', 'c', token)).toBeDefined();
    const read = await api.call('GET', '/api/resources/contact/c', { token: partner, headers });
    expect(read).toMatchObject({ status: 200 });
    expect(read.headers.get('etag')).toBe('"1"');
  });

  it('must be named by a partner token, and cannot be changed by their own', async () => {
    const { name, token } = await newTenant(test);
    const { token: other } = await newTenant(test);
    const body = { resources: [{ contactId: 'c', name: 'Ada' }] };
    const status = async (auth: string, headers: Readonly<Record<string, string>> = {}) =>
      (await api.call('POST', BATCH, { token: auth, headers, body })).status;
    expect(await status(await partnerToken(test))).toBe(400);
    expect(await status(other, { 'reach-tenant-id': name })).toBe(403);
    expect(await status(token, { 'reach-tenant-id': name })).toBe(202);
  });

  it('of another partner see none of its schemas', async () => {
    const token = await test.stack.token({ partnerId: 'other', tenantExternalId: 'tenant-1' });
    const { status, body } = await api.call('POST', BATCH, { token, body: { resources: [{}] } });
    expect(status).toBe(404);
    const message = 'There is no schema definition "contact".';
    expect(body).toEqual({ success: false, message, data: { error: message } });
  });

  it('define no schemas', async () => {
    const { token } = await newTenant(test);
    const answer = await api.call('POST', '/partner/schema-definitions', { token, body: CONTACT });
    expect(answer).toMatchObject({ status: 403, body: { success: false } });
  });
});

describe('a token', () => {
  it.each([
    ['missing', async () => undefined],
    ['expired', () => test.stack.token({ partnerId: 'acme', tenantExternalId: 't', expiresIn: -1 })],
    ['no token', async () => 'abc'],
  ])('that is %s starts no function', async (_, make) => {
    const token = await make();
    const answer = await api.call('POST', BATCH, {
      ...(token === undefined ? {} : { token }),
      body: { resources: [] },
    });
    expect(answer.status).toBe(401);
  });
});

describe('bad input', () => {
  const item = { contactId: 'c', name: 'Ada' };
  const items = (count: number) => Array.from({ length: count }, () => item);
  it.each<[string, unknown, readonly string[]]>([
    ['malformed JSON', '{"resources":[', ['body: is not JSON: it ends too early']],
    ['no body', '', ['body: is missing; JSON was expected']],
    ['0 items', { resources: [] }, ['resources: must be an array of 1 to 1000 items, not 0']],
    ['1001 items', { resources: items(1001) }, ['resources: must be an array of 1 to 1000 items, not 1001']],
    [
      'an item that is no object',
      { resources: [item, 7] },
      ['resources[1]: must be an object: the fields to change and the external id'],
    ],
    [
      'no external id',
      { resources: [{ name: 'Ada' }] },
      ['resources[0]/contactId: is required: it names the resource'],
    ],
    [
      'an empty external id',
      { resources: [{ contactId: '' }] },
      ['resources[0]/contactId: must be a string of 1 to 512 bytes: it names the resource'],
    ],
    [
      'a long external id',
      { resources: [{ contactId: 'ü'.repeat(257) }] },
      ['resources[0]/contactId: must be a string of 1 to 512 bytes: it names the resource'],
    ],
    [
      'an unknown field',
      { resources: [{ ...item, nope: 1 }] },
      ['resources[0]/nope: is not defined by the schema contact'],
    ],
    ['a wrong type', { resources: [{ ...item, age: 'old' }] }, ['resources[0]/age: must be integer']],
    [
      'a wrong format',
      { resources: [{ ...item, email: 'x' }] },
      ['resources[0]/email: must match format "email"'],
    ],
    [
      'null on a required field',
      { resources: [{ ...item, name: null }] },
      [expect.stringContaining('resources[0]/name: ')],
    ],
    [
      'everything at once',
      { resources: [{ contactId: 'a', age: -1, nope: 1 }, item, { email: 'x' }] },
      [
        'resources[0]/nope: is not defined by the schema contact',
        'resources[0]/age: must be >= 0',
        'resources[2]/contactId: is required: it names the resource',
        'resources[2]/email: must match format "email"',
      ],
    ],
  ])('is refused whole, with every problem (%s)', async (_, body, errors) => {
    const { token } = await newTenant(test);
    const answer = await api.call('PATCH', BATCH, { token, body });
    expect(answer).toMatchObject({
      status: 400,
      body: { success: false, message: expect.any(String), errors },
    });
    expect(await api.resource('contact', 'c', token)).toBeUndefined();
  });

  it('names up to a hundred problems and counts the others', async () => {
    const { token } = await newTenant(test);
    const resources = Array.from({ length: 150 }, () => ({ contactId: 'c', age: -1 }));
    const { body } = await api.call('PATCH', BATCH, { token, body: { resources } });
    expect(body).toMatchObject({
      errors: { length: 101, 99: 'resources[99]/age: must be >= 0', 100: '... and 50 more' },
    });
  });

  it.each([
    ['a content type that is not JSON', { 'content-type': 'text/plain' }, 415],
    ['an encoding other than gzip', { 'content-encoding': 'br' }, 415],
    ['gzip that is none', { 'content-encoding': 'gzip' }, 400],
  ])('is told apart by status (%s)', async (_, headers, status) => {
    const { token } = await newTenant(test);
    const answer = await api.call('PATCH', BATCH, { token, headers, body: '{"resources":[]}' });
    expect(answer).toMatchObject({ status, body: { success: false } });
  });

  it('is a body that is not UTF-8, rather than to store another text', async () => {
    const { token } = await newTenant(test);
    const bytes = Buffer.concat([
      Buffer.from('{"resources":[{"contactId":"c","name":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}]}'),
    ]);
    const answer = await api.call('POST', BATCH, { token, body: bytes });
    expect(answer).toMatchObject({ status: 400, body: { errors: ['body: is not UTF-8'] } });
    const real = await api.call('POST', BATCH, {
      token,
      body: { resources: [{ contactId: 'c', name: '\ufffd' }] },
    });
    expect(real.status).toBe(202);
  });

  it('is too large beyond 4 MiB, decompressed', async () => {
    const { token } = await newTenant(test);
    const text = `{"resources":[${' '.repeat(4 * 1024 * 1024)}]}`;
    expect((await api.call('PATCH', BATCH, { token, body: text })).status).toBe(413);
    const zipped = { 'content-encoding': 'gzip' };
    expect((await api.call('PATCH', BATCH, { token, headers: zipped, body: gzipSync(text) })).status).toBe(
      413,
    );
  });

  it.each(['maybe', '1', 'TRUE', 'true,false'])('is an ignoreUnknownFields of %s', async (value) => {
    const { token } = await newTenant(test);
    const answer = await api.call('PATCH', `${BATCH}?ignoreUnknownFields=${value}`, {
      token,
      body: { resources: [item] },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: ['query ignoreUnknownFields: must be true or false'] },
    });
  });

  it.each(['', '=', '=null', '=false'])('is not an ignoreUnknownFields%s', async (value) => {
    const { token } = await newTenant(test);
    const path = `${BATCH}?ignoreUnknownFields${value}`;
    expect((await api.call('POST', path, { token, body: { resources: [item] } })).status).toBe(202);
  });
});
