import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Answer, batchIdOf } from '../support/api.ts';
import { defineContact, newTenant, sharedSite } from '../support/site.ts';

const BATCH = '/api/resources/contact/batch';
const REFUSED = 'The batch is not valid; nothing of it was taken.';
const test = await sharedSite();
const { api } = test;
await defineContact(test);

const record = z.looseObject({ index: z.number(), externalId: z.string(), outcome: z.string() });
const told = z.object({ data: z.looseObject({ results: z.array(record) }) });

/** What became of every record. */
async function resultsOf(batchId: string, token: string) {
  const { body } = await api.call('GET', `/api/batches/${batchId}/results?limit=1000&include=patch`, {
    token,
  });
  return told.parse(body).data.results;
}

/** Sends a batch, waits for its end and gives what became of its records. */
async function run(method: string, path: string, token: string, body: object) {
  const answer = await api.call(method, path, { token, body });
  expect(answer).toMatchObject({ status: 202 });
  const report = await api.untilFinal(batchIdOf(answer), token);
  return { report, results: await resultsOf(report.batchId, token) };
}

function contacts(count: number, fields: object = {}) {
  return Array.from({ length: count }, (_, at) => ({ contactId: `c-${at}`, name: `n${at}`, ...fields }));
}

/** The whole report, with what the small client passes over. */
async function rawReport(batchId: string, token: string): Promise<unknown> {
  return (await api.call('GET', `/api/batches/${batchId}`, { token })).body;
}

function isReplayed({ headers }: Answer): boolean {
  return headers.get('idempotency-replayed') === 'true';
}

describe('an idempotency key', () => {
  const keyed = (key: string) => ({ 'idempotency-key': key });

  it('makes one batch of calls at the same moment, and all of them get its id', async () => {
    const { token } = await newTenant(test);
    const call = () =>
      api.call('POST', BATCH, { token, headers: keyed('k-1'), body: { resources: contacts(20) } });
    const answers = await Promise.all(Array.from({ length: 8 }, call));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    const ids = new Set(answers.map(batchIdOf));
    expect(ids.size).toBe(1);
    expect(answers.filter(isReplayed)).toHaveLength(7);
    expect(answers.filter(({ headers }) => headers.has('idempotency-replayed'))).toHaveLength(7);

    const [batchId = ''] = ids;
    expect(await api.untilFinal(batchId, token)).toMatchObject({
      status: 'success',
      progress: { totalRecords: 20, successfulRecords: 20 },
    });
    expect((await api.resource('contact', 'c-7', token))?.version).toBe(1);

    const later = await call();
    const first = answers.find((answer) => !isReplayed(answer));
    expect(isReplayed(later)).toBe(true);
    expect(later.body).toEqual(first?.body);
    expect(later.headers.get('location')).toBe(`/api/batches/${batchId}`);
    expect(later.headers.get('retry-after')).toBe('1');
  });

  it('is refused for another body, query, method or path, and makes nothing of them', async () => {
    const { token } = await newTenant(test);
    const send = (method: string, path: string, resources: readonly object[]) =>
      api.call(method, path, { token, headers: keyed('k-2'), body: { resources } });
    const first = await send('POST', BATCH, contacts(1));
    expect(first.status).toBe(202);
    await api.untilFinal(batchIdOf(first), token);
    for (const other of [
      await send('POST', BATCH, contacts(1, { age: 1 })),
      await send('POST', `${BATCH}?onconflict=upsert`, contacts(1)),
      await send('PATCH', BATCH, contacts(1)),
      await send('POST', '/api/resources/contacts/batch', contacts(1)),
    ]) {
      expect(other).toMatchObject({
        status: 422,
        body: {
          success: false,
          message: 'The idempotency key was used for another request. Send a new key with a new request.',
        },
      });
    }
    expect(await api.resource('contact', 'c-0', token)).toMatchObject({
      version: 1,
      data: { name: 'n0' },
    });
  });

  it('of another tenant is another key', async () => {
    const [one, two] = [await newTenant(test), await newTenant(test)];
    const send = (token: string) =>
      api.call('POST', BATCH, { token, headers: keyed('k-3'), body: { resources: contacts(1) } });
    const [first, second] = [await send(one.token), await send(two.token)];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(isReplayed(second)).toBe(false);
    expect(batchIdOf(second)).not.toBe(batchIdOf(first));
    expect((await api.call('GET', `/api/batches/${batchIdOf(first)}`, two)).status).toBe(404);
    for (const [answer, { token }] of [
      [first, one],
      [second, two],
    ] as const) {
      expect(await api.untilFinal(batchIdOf(answer), token)).toMatchObject({ status: 'success' });
    }
  });

  it('works for deletions and for retries', async () => {
    const { token } = await newTenant(test);
    const twice = async (method: string, path: string, body: object, key: string) => {
      const call = () => api.call(method, path, { token, headers: keyed(key), body });
      const answers = [await call(), await call()] as const;
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      expect(answers.map(isReplayed)).toEqual([false, true]);
      expect(batchIdOf(answers[1])).toBe(batchIdOf(answers[0]));
      return await api.untilFinal(batchIdOf(answers[0]), token);
    };
    const { batchId } = await twice('DELETE', BATCH, { externalIds: ['missing'] }, 'delete');
    const retried = await twice('POST', `/api/batches/${batchId}/retry`, { only: 'failed' }, 'retry');
    expect(retried.batchId).not.toBe(batchId);
  });

  it.each([
    ['nothing', ''],
    ['256 characters', 'x'.repeat(256)],
    ['a blank', 'a b'],
    ['more than ASCII', 'é'],
  ])('of %s is refused', async (_, key) => {
    const { token } = await newTenant(test);
    const body = { resources: contacts(1) };
    expect(await api.call('POST', BATCH, { token, headers: keyed(key), body })).toMatchObject({
      status: 400,
      body: {
        message: 'The idempotency key is not valid.',
        errors: ['header idempotency-key: must be 1 to 255 characters of visible ASCII'],
      },
    });
    expect(await api.resource('contact', 'c-0', token)).toBeUndefined();
  });

  it('may have 255 characters', async () => {
    const { token } = await newTenant(test);
    const body = { resources: contacts(1) };
    const answer = await api.call('POST', BATCH, { token, headers: keyed('~'.repeat(255)), body });
    expect(answer.status).toBe(202);
    await api.untilFinal(batchIdOf(answer), token);
  });
});

describe('cancelling', () => {
  it('ends what is not applied yet, keeps what was, and changes nothing the second time', async () => {
    const { token } = await newTenant(test);
    const resources = contacts(1000);
    const batchId = batchIdOf(await api.call('POST', BATCH, { token, body: { resources } }));
    const path = `/api/batches/${batchId}/cancel`;
    while ((await api.report(batchId, token)).progress.processedRecords === 0);
    const first = await api.call('POST', path, { token });
    const message = 'What is not applied yet will be cancelled; what was applied stays.';
    expect(first).toMatchObject({
      status: 202,
      body: { success: true, message, data: { batchId, message, status: 'processing' } },
    });
    expect(first.headers.get('location')).toBe(`/api/batches/${batchId}`);
    const retry = await api.call('POST', `/api/batches/${batchId}/retry`, {
      token,
      body: { only: 'failed' },
    });
    expect(retry).toMatchObject({ status: 409 });
    const second = await api.call('POST', path, { token });
    expect(second.body).toEqual(first.body);

    const report = await api.untilFinal(batchId, token);
    expect(report).toMatchObject({
      status: 'cancelled',
      progress: { totalRecords: 1000, processedRecords: 1000, failedRecords: 0 },
      errors: { message: null, summary: {}, details: {} },
    });
    const results = await resultsOf(batchId, token);
    expect(results.map(({ index }) => index)).toEqual([...resources.keys()]);
    const countOf = (outcome: string) => results.filter((result) => result.outcome === outcome).length;
    expect(countOf('applied')).toBe(report.progress.successfulRecords);
    expect(countOf('applied') + countOf('cancelled')).toBe(1000);
    expect(countOf('applied')).toBeGreaterThan(0);
    expect(countOf('cancelled')).toBeGreaterThan(0);
    const stored = await api.resources('contact', token);
    expect(results.map(({ externalId }) => stored.has(externalId))).toEqual(
      results.map(({ outcome }) => outcome === 'applied'),
    );

    expect(await api.call('POST', path, { token })).toMatchObject({
      status: 409,
      body: { success: false, message: 'The batch has ended: cancelled. What it did stays.' },
    });
    expect(await api.report(batchId, token)).toEqual(report);
  });

  it('comes too late for a batch that has ended, and finds no batch of another tenant', async () => {
    const { token } = await newTenant(test);
    const { report } = await run('POST', BATCH, token, { resources: contacts(1) });
    const path = `/api/batches/${report.batchId}/cancel`;
    expect(await api.call('POST', path, { token })).toMatchObject({
      status: 409,
      body: { message: 'The batch has ended: success. What it did stays.' },
    });
    expect(await api.call('POST', path, await newTenant(test))).toMatchObject({
      status: 404,
      body: { message: `There is no batch "${report.batchId}".` },
    });
    expect(await api.report(report.batchId, token)).toEqual(report);
  });
});

describe('retrying', () => {
  const retry = (batchId: string, token: string, body: unknown = { only: 'failed' }) =>
    api.call('POST', `/api/batches/${batchId}/retry`, { token, body });

  it('sends what failed again, in its order, with its ifVersion and the options of the first', async () => {
    const { token } = await newTenant(test);
    await run('POST', BATCH, token, { resources: [{ contactId: 'a', name: 'Ada' }] });
    const first = await run('PATCH', `${BATCH}?onFailure=skipRest`, token, {
      resources: [
        { contactId: 'a', age: 1 },
        { contactId: 'b', name: 'Bob', age: 2 },
        { contactId: 'a', age: 3 },
        { contactId: 'b', age: 4 },
      ],
      ifVersion: [null, null, 9, null],
    });
    expect(first.results.map(({ outcome }) => outcome)).toEqual(['applied', 'failed', 'failed', 'failed']);
    await run('POST', BATCH, token, { resources: [{ contactId: 'b', name: 'B' }] });

    const { batchId } = first.report;
    const answer = await retry(batchId, token);
    const again = batchIdOf(answer);
    const message = '3 records accepted; the batch reports what becomes of them.';
    expect(answer).toMatchObject({
      status: 202,
      body: { success: true, message, data: { batchId: again, recordCount: 3, parentBatchId: batchId } },
    });
    expect(answer.headers.get('location')).toBe(`/api/batches/${again}`);
    expect(await api.untilFinal(again, token)).toMatchObject({
      status: 'partial_success',
      batchType: 'PARTNER_RESOURCE_BATCH_PATCH',
      errors: { summary: { version_mismatch: 1 } },
    });
    expect(await rawReport(again, token)).toMatchObject({ data: { parentBatchId: batchId } });
    expect(await resultsOf(again, token)).toMatchObject([
      { index: 0, parentIndex: 1, externalId: 'b', outcome: 'applied' },
      { index: 1, parentIndex: 2, externalId: 'a', outcome: 'failed', currentVersion: 2 },
      { index: 2, parentIndex: 3, externalId: 'b', outcome: 'applied' },
    ]);
    expect((await resultsOf(again, token)).map((result) => result['ifVersion'])).toEqual([
      undefined,
      9,
      undefined,
    ]);
    expect((await api.resource('contact', 'b', token))?.data).toEqual({
      contactId: 'b',
      name: 'Bob',
      age: 4,
    });

    const third = batchIdOf(await retry(again, token));
    await api.untilFinal(third, token);
    expect(await resultsOf(third, token)).toMatchObject([{ index: 0, parentIndex: 1, externalId: 'a' }]);
    expect(await rawReport(third, token)).toMatchObject({ data: { parentBatchId: again } });
  });

  it('keeps skipRest', async () => {
    const { token } = await newTenant(test);
    const resources = [
      { contactId: 'x', age: 1 },
      { contactId: 'x', age: 2 },
    ];
    const { report } = await run('PATCH', `${BATCH}?onFailure=skipRest`, token, { resources });
    const again = await api.untilFinal(batchIdOf(await retry(report.batchId, token)), token);
    expect(again.errors.summary).toEqual({ resource_not_found: 1, skipped_after_failure: 1 });
  });

  it('of a deletion is a deletion', async () => {
    const { token } = await newTenant(test);
    const { report } = await run('DELETE', BATCH, token, { externalIds: ['a', 'b'] });
    await run('POST', BATCH, token, { resources: [{ contactId: 'b', name: 'Bob' }] });
    const again = await api.untilFinal(batchIdOf(await retry(report.batchId, token)), token);
    expect(again).toMatchObject({
      status: 'partial_success',
      batchType: 'PARTNER_RESOURCE_BATCH_DELETE',
      errors: { details: { 0: { externalId: 'a', code: 'resource_not_found' } } },
    });
    expect(await api.resource('contact', 'b', token)).toBeUndefined();
  });

  it('has nothing to do where nothing failed, or nothing in a way that a retry may mend', async () => {
    const { token } = await newTenant(test);
    const message = 'There is nothing to retry.';
    const good = await run('POST', BATCH, token, { resources: contacts(1) });
    expect(await retry(good.report.batchId, token)).toMatchObject({
      status: 400,
      body: { message, errors: ['only: no record of the batch failed'] },
    });
    const bad = await run('PATCH', BATCH, token, { resources: [{ contactId: 'x', age: 1 }] });
    expect(await retry(bad.report.batchId, token, { only: 'retryable' })).toMatchObject({
      status: 400,
      body: { message, errors: ['only: no record of the batch failed in a way that a retry may mend'] },
    });
  });

  it('finds no batch of another tenant', async () => {
    const { token } = await newTenant(test);
    const { report } = await run('PATCH', BATCH, token, { resources: [{ contactId: 'x', age: 1 }] });
    const other = await newTenant(test);
    expect(await retry(report.batchId, other.token)).toMatchObject({
      status: 404,
      body: { message: `There is no batch "${report.batchId}".` },
    });
  });

  it.each([[{}], [{ only: 'all' }], [{ only: 'failed', more: 1 }], [[]], [null]])(
    'cannot be asked for with %j',
    async (body) => {
      const { token } = await newTenant(test);
      const { report } = await run('PATCH', BATCH, token, { resources: [{ contactId: 'x', age: 1 }] });
      expect(await retry(report.batchId, token, body)).toMatchObject({
        status: 400,
        body: {
          message: 'The batch cannot be retried; nothing was taken.',
          errors: ['body: must be {"only": "retryable"} or {"only": "failed"}'],
        },
      });
    },
  );
});

describe('deleting many', () => {
  it('takes resources away, and fails for those that are not there', async () => {
    const { token } = await newTenant(test);
    await run('POST', BATCH, token, { resources: contacts(3) });
    const { report, results } = await run('DELETE', BATCH, token, {
      externalIds: ['c-0', 'missing', 'c-0', 'c-2'],
    });
    expect(report).toMatchObject({
      status: 'partial_success',
      batchType: 'PARTNER_RESOURCE_BATCH_DELETE',
      progress: { successfulRecords: 2, failedRecords: 2 },
      errors: { summary: { resource_not_found: 2 } },
    });
    expect(results).toMatchObject([
      { externalId: 'c-0', outcome: 'applied', patch: { contactId: 'c-0' } },
      { externalId: 'missing', outcome: 'failed', code: 'resource_not_found', retryable: false },
      { externalId: 'c-0', outcome: 'failed', code: 'resource_not_found' },
      { externalId: 'c-2', outcome: 'applied' },
    ]);
    expect(await api.resource('contact', 'c-0', token)).toBeUndefined();
    expect(await api.resource('contact', 'c-1', token)).toMatchObject({ version: 1 });
    await run('POST', BATCH, token, { resources: contacts(1) });
    expect(await api.resource('contact', 'c-0', token)).toMatchObject({ version: 3 });
  });

  it.each([
    ['query', '?dryRun=true', {}],
    ['body', '', { dryRun: true }],
    ['both', '?dryRun=true', { dryRun: false }],
  ])('only tells with dryRun in the %s', async (_, query, more) => {
    const { token } = await newTenant(test);
    await run('POST', BATCH, token, { resources: contacts(1) });
    const body = { externalIds: ['c-0', 'missing', 'c-0'], ...more };
    expect(await api.call('DELETE', BATCH + query, { token, body })).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: {
          schemaDefinitionId: expect.any(String),
          recordCount: 3,
          summary: { applied: 1, unchanged: 0, failed: 2 },
          results: [
            { index: 0, externalId: 'c-0', outcome: 'applied', changed: [], cleared: [''] },
            { index: 1, externalId: 'missing', outcome: 'failed', code: 'resource_not_found' },
            { index: 2, externalId: 'c-0', outcome: 'failed', code: 'resource_not_found' },
          ],
        },
      },
    });
    expect(await api.resource('contact', 'c-0', token)).toMatchObject({ version: 1 });
  });

  it.each<[string, object, readonly string[]]>([
    ['?dryRun=yes', { externalIds: ['a'] }, ['query dryRun: must be true or false']],
    [
      '?validateOnly=true',
      { externalIds: ['a'] },
      ['query validateOnly: is not known here; expected dryRun or onFailure'],
    ],
    [
      '?ignoreUnknownFields=true',
      { externalIds: ['a'] },
      ['query ignoreUnknownFields: is not known here; expected dryRun or onFailure'],
    ],
    ['?onFailure=stop', { externalIds: ['a'] }, ['query onFailure: must be continue or skipRest']],
    ['', { externalIds: ['a'], dryRun: 'true' }, ['dryRun: must be true or false']],
    ['', { externalIds: ['a'], dryRun: null }, ['dryRun: must be true or false']],
    ['', { externalIds: [] }, ['externalIds: must be an array of 1 to 1000 items, not 0']],
    [
      '',
      { externalIds: Array(1001).fill('a') },
      ['externalIds: must be an array of 1 to 1000 items, not 1001'],
    ],
    [
      '',
      { resources: [{ contactId: 'a' }] },
      [
        'externalIds: must be an array of 1 to 1000 items',
        'body/resources: is not known here; expected {"externalIds": [...]}',
      ],
    ],
    [
      '',
      { externalIds: ['a'], ifVersion: [1] },
      ['body/ifVersion: is not known here; expected {"externalIds": [...]}'],
    ],
    ['', [], ['body: must be an object {"externalIds": [...]}']],
    [
      '',
      { externalIds: ['', 5, null, { contactId: 'a' }, 'x'.repeat(513)] },
      [0, 1, 2, 3, 4].map(
        (at) => `externalIds[${at}]: must be a string of 1 to 512 bytes: it names the resource`,
      ),
    ],
  ])('is refused with %s %j', async (query, body, errors) => {
    const { token } = await newTenant(test);
    await run('POST', BATCH, token, { resources: [{ contactId: 'a', name: 'Ada' }] });
    const answer = await api.call('DELETE', BATCH + query, { token, body });
    expect(answer).toMatchObject({ status: 400, body: { success: false, message: REFUSED, errors } });
    expect(await api.resource('contact', 'a', token)).toMatchObject({ version: 1 });
  });
});

describe('validateOnly', () => {
  it('tells what then happens, and writes nothing', async () => {
    const { token } = await newTenant(test);
    const ada = { contactId: 'a', name: 'Ada', age: 1, address: { city: 'Bern', street: 'x' } };
    await run('POST', BATCH, token, { resources: [ada] });
    const body = {
      resources: [
        { contactId: 'a', age: null, address: { street: 'y' }, tags: ['t'] },
        { contactId: 'a', tags: ['t'] },
        { contactId: 'a', address: { city: null, zip: '3000' } },
        { contactId: 'missing', age: 2 },
        { contactId: 'a', age: 5 },
      ],
      ifVersion: [1, 2, null, null, 1],
    };
    const answer = await api.call('PATCH', `${BATCH}?validateOnly=true`, { token, body });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        data: {
          schemaDefinitionId: expect.any(String),
          recordCount: 5,
          summary: { applied: 1, unchanged: 1, failed: 3 },
          results: [
            {
              index: 0,
              externalId: 'a',
              outcome: 'applied',
              changed: ['/address/street', '/tags'],
              cleared: ['/age'],
            },
            { index: 1, externalId: 'a', outcome: 'unchanged', changed: [], cleared: [] },
            {
              index: 2,
              externalId: 'a',
              outcome: 'failed',
              code: 'validation_failed',
              errors: [expect.stringMatching(/^\/address.*city/)],
            },
            { index: 3, externalId: 'missing', outcome: 'failed', code: 'resource_not_found' },
            { index: 4, externalId: 'a', outcome: 'failed', code: 'version_mismatch', currentVersion: 2 },
          ],
        },
      },
    });
    expect(await api.resource('contact', 'a', token)).toMatchObject({ version: 1, data: ada });

    const { results } = await run('PATCH', BATCH, token, body);
    const outcomes = (list: typeof results) =>
      list.map(({ index, externalId, outcome, ...more }) => ({
        index,
        externalId,
        outcome,
        code: more['code'],
        errors: more['errors'],
        currentVersion: more['currentVersion'],
      }));
    expect(outcomes(results)).toEqual(outcomes(told.parse(answer.body).data.results));
  });

  it('of a POST creates nothing', async () => {
    const { token } = await newTenant(test);
    const resources = [{ contactId: 'a', name: 'Ada' }, { contactId: 'b' }];
    expect(
      await api.call('POST', `${BATCH}?validateOnly=true`, { token, body: { resources } }),
    ).toMatchObject({
      status: 200,
      body: {
        data: {
          summary: { applied: 1, unchanged: 0, failed: 1 },
          results: [
            { outcome: 'applied', changed: ['/contactId', '/name'], cleared: [] },
            { outcome: 'failed', code: 'validation_failed' },
          ],
        },
      },
    });
    expect(await api.resource('contact', 'a', token)).toBeUndefined();
  });

  it.each([
    ['PATCH', 'validateOnly=yes', 'query validateOnly: must be true or false'],
    ['POST', 'validateOnly=TRUE', 'query validateOnly: must be true or false'],
    [
      'PATCH',
      'dryRun=true',
      'query dryRun: is not known here; expected ignoreUnknownFields or validateOnly or onFailure',
    ],
    [
      'POST',
      'dryRun=true',
      'query dryRun: is not known here; expected ignoreUnknownFields or onconflict or validateOnly or onFailure',
    ],
  ])('is refused in %s with %s', async (method, query, error) => {
    const { token } = await newTenant(test);
    const answer = await api.call(method, `${BATCH}?${query}`, { token, body: { resources: contacts(1) } });
    expect(answer).toMatchObject({ status: 400, body: { message: REFUSED, errors: [error] } });
    expect(await api.resource('contact', 'c-0', token)).toBeUndefined();
  });

  it('checks as the real call does', async () => {
    const { token } = await newTenant(test);
    const resources = [{ contactId: 'a', age: -1 }];
    const real = await api.call('PATCH', BATCH, { token, body: { resources } });
    const asked = await api.call('PATCH', `${BATCH}?validateOnly=true`, { token, body: { resources } });
    expect(real.status).toBe(400);
    expect([asked.status, asked.body]).toEqual([real.status, real.body]);
  });
});

describe('ifVersion', () => {
  it('keeps a patch from a resource of another version, and counts those that earlier patches made', async () => {
    const { token } = await newTenant(test);
    await run('POST', BATCH, token, { resources: contacts(2) });
    const { report, results } = await run('PATCH', BATCH, token, {
      resources: [
        { contactId: 'c-0', age: 1 },
        { contactId: 'c-0', age: 2 },
        { contactId: 'c-0', age: 2 },
        { contactId: 'c-0', age: 4 },
        { contactId: 'c-0', age: 5 },
        { contactId: 'c-1', age: 6 },
        { contactId: 'missing', age: 7 },
      ],
      ifVersion: [1, 2, 3, 1, null, 2, 1],
    });
    const mismatch = { outcome: 'failed', code: 'version_mismatch', retryable: false };
    expect(results).toMatchObject([
      { outcome: 'applied', ifVersion: 1 },
      { outcome: 'applied', ifVersion: 2 },
      { outcome: 'unchanged', ifVersion: 3 },
      { ...mismatch, currentVersion: 3, ifVersion: 1 },
      { outcome: 'applied' },
      { ...mismatch, currentVersion: 1, ifVersion: 2 },
      { outcome: 'failed', code: 'resource_not_found' },
    ]);
    expect(results[4]).not.toHaveProperty('ifVersion');
    expect(await rawReport(report.batchId, token)).toMatchObject({
      data: {
        errors: {
          summary: { version_mismatch: 2, resource_not_found: 1 },
          details: { 3: { code: 'version_mismatch', currentVersion: 3 } },
        },
      },
    });
    expect(await api.resource('contact', 'c-0', token)).toMatchObject({ version: 4, data: { age: 5 } });
    expect(await api.resource('contact', 'c-1', token)).toMatchObject({ version: 1 });
  });

  it.each<[string, unknown, string]>([
    ['PATCH', [1], 'ifVersion: must have one entry per resource (2), not 1'],
    ['PATCH', [1, 1, 1], 'ifVersion: must have one entry per resource (2), not 3'],
    ['PATCH', [], 'ifVersion: must have one entry per resource (2), not 0'],
    ['PATCH', null, 'ifVersion: must be an array, parallel to resources'],
    ['PATCH', 1, 'ifVersion: must be an array, parallel to resources'],
    ...[0, -1, 1.5, '1', true, {}, 1e30].map((wrong): [string, unknown, string] => [
      'PATCH',
      [null, wrong],
      'ifVersion[1]: must be a version (a whole number from 1), or null',
    ]),
    ['POST', [1, 1], 'body/ifVersion: is not known here; expected {"resources": [...]}'],
  ])('is refused in a %s with %j', async (method, ifVersion, error) => {
    const { token } = await newTenant(test);
    const body = { resources: contacts(2), ifVersion };
    expect(await api.call(method, BATCH, { token, body })).toMatchObject({
      status: 400,
      body: { success: false, message: REFUSED, errors: [error] },
    });
  });
});

describe('onFailure', () => {
  const resources = [
    { contactId: 'a', age: 1 },
    { contactId: 'a', address: { zip: '3000' } },
    { contactId: 'b', age: 1 },
    { contactId: 'a', age: 2 },
    { contactId: 'a', age: 3 },
    { contactId: 'b', age: 4 },
  ];
  const start = [
    { contactId: 'a', name: 'Ada' },
    { contactId: 'b', name: 'Bob' },
  ];

  it('skipRest fails the later patches of a resource, and of no other', async () => {
    const { token } = await newTenant(test);
    await run('POST', BATCH, token, { resources: start });
    const { report, results } = await run('PATCH', `${BATCH}?onFailure=skipRest`, token, { resources });
    const skipped = { outcome: 'failed', code: 'skipped_after_failure', causedBy: 1, retryable: false };
    expect(results).toMatchObject([
      { outcome: 'applied' },
      { outcome: 'failed', code: 'validation_failed' },
      { outcome: 'applied' },
      skipped,
      skipped,
      { outcome: 'applied' },
    ]);
    expect(await rawReport(report.batchId, token)).toMatchObject({
      data: {
        errors: {
          summary: { validation_failed: 1, skipped_after_failure: 2 },
          details: { 3: { code: 'skipped_after_failure', causedBy: 1 } },
        },
      },
    });
    expect((await api.resource('contact', 'a', token))?.data['age']).toBe(1);
    expect((await api.resource('contact', 'b', token))?.data['age']).toBe(4);
  });

  it.each([['?onFailure=continue'], ['?onFailure='], ['']])('goes on with "%s"', async (query) => {
    const { token } = await newTenant(test);
    await run('POST', BATCH, token, { resources: start });
    const { results } = await run('PATCH', BATCH + query, token, { resources });
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'applied',
      'failed',
      'applied',
      'applied',
      'applied',
      'applied',
    ]);
  });

  it.each([
    ['PATCH', 'skip'],
    ['POST', 'SKIPREST'],
    ['POST', 'null'],
  ])('is refused in a %s with %s', async (method, value) => {
    const { token } = await newTenant(test);
    expect(
      await api.call(method, `${BATCH}?onFailure=${value}`, { token, body: { resources: start } }),
    ).toMatchObject({
      status: 400,
      body: { message: REFUSED, errors: ['query onFailure: must be continue or skipRest'] },
    });
    expect(await api.resource('contact', 'a', token)).toBeUndefined();
  });
});
