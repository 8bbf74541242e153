import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { BatchHeader, Operation } from '../../functions/domain/batch.ts';
import type { RecordedFailure } from '../../functions/domain/ports.ts';
import { createGetBatch } from '../../functions/get-batch.ts';
import { respond } from '../../functions/http.ts';
import { header, ledger } from '../support/domain.ts';
import { createMemoryPorts, type MemoryPortsOptions } from '../support/memory-ports.ts';
import { request } from './support/requests.ts';

const MiB = 1024 * 1024;

function failureOf(index: number, overrides: Partial<RecordedFailure> = {}): RecordedFailure {
  return {
    index,
    externalId: `c-${index}`,
    code: 'validation_failed',
    message: 'The patched resource does not match its schema.',
    errors: ['/email: is required'],
    retryable: false,
    ...overrides,
  };
}

/** The API over one batch of `tenant-1`, called `b-1`, ten minutes after it was accepted, in a time that pauses move. */
function createWorld(
  stored: Partial<BatchHeader> = {},
  failures: readonly RecordedFailure[] = [],
  options: MemoryPortsOptions = {},
) {
  let time = Date.parse('2026-11-24T10:10:00.000Z');
  let setBack = 0;
  const pauses: number[] = [];
  const now = () => new Date(time - setBack);
  const ports = createMemoryPorts({ ...options, now });
  const held = header({ batchId: 'b-1', ...stored });
  ports.store.headers.set(held, held);
  ports.store.failures.set(held, new Map(failures.map((failure) => [failure.index, failure])));
  const getBatch = createGetBatch({
    batches: ports.batches,
    now,
    clock: () => time,
    pause: async (ms) => {
      pauses.push(ms);
      time += ms;
    },
  });
  return {
    ports,
    pauses,
    held,
    setBack: (ms: number) => {
      setBack += ms;
    },
    passed: () => time - Date.parse('2026-11-24T10:10:00.000Z'),
    get: async (batchId = 'b-1', overrides = {}) =>
      respond(await getBatch(request({ path: { batchId }, ...overrides }))),
  };
}

/** So many failures whose details take so many bytes each, as JSON. */
function largeFailures(count: number, bytes: number, letter = 'x'): readonly RecordedFailure[] {
  const rest = Buffer.byteLength(JSON.stringify({ ...failureOf(0, { errors: [''] }), index: undefined }));
  return Array.from({ length: count }, (_, index) =>
    failureOf(index, {
      externalId: 'c-0',
      errors: [letter.repeat((bytes - rest) / Buffer.byteLength(letter))],
    }),
  );
}

const batchAnswer = z.object({
  data: z.object({ createdAt: z.string(), startedAt: z.string(), completedAt: z.string() }),
});

/** What the answer says of failures, by index. */
function errorsIn({ body }: { readonly body: object }): object {
  const { data } = body as { readonly data: { readonly errors: object } }; // as `get` answers for a batch that is there
  return data.errors;
}

describe('get-batch', () => {
  it('shows of a retry which batch it sends again', async () => {
    const { get } = createWorld({ parentBatchId: 'b-0' });
    expect(await get()).toMatchObject({ body: { data: { batchId: 'b-1', parentBatchId: 'b-0' } } });
  });

  it('shows what some failures have beside the rest: the version that stands, or what caused them', async () => {
    const mismatch = failureOf(0, { code: 'version_mismatch', currentVersion: 7 });
    const skipped = failureOf(1, { code: 'skipped_after_failure', causedBy: 0 });
    const { get } = createWorld({ total: 2, ledger: ledger({ failed: [0, 1] }) }, [mismatch, skipped]);
    const { index: _, ...first } = mismatch;
    const { index: __, ...second } = skipped;
    expect(errorsIn(await get())).toEqual({
      message: '2 records failed.',
      summary: { version_mismatch: 1, skipped_after_failure: 1 },
      details: { 0: first, 1: second },
      detailsOmitted: 0,
    });
  });

  it('shows a batch that waits', async () => {
    const { ports, get } = createWorld({ total: 3 });
    expect(await get()).toEqual({
      statusCode: 200,
      headers: { etag: expect.stringMatching(/^W\/"[\w-]{22}"$/), 'retry-after': '60' },
      body: {
        success: true,
        data: {
          batchId: 'b-1',
          status: 'pending',
          batchType: 'PARTNER_RESOURCE_BATCH_PATCH',
          progress: {
            totalRecords: 3,
            processedRecords: 0,
            successfulRecords: 0,
            unchangedRecords: 0,
            pendingRecords: 3,
            failedRecords: 0,
            cancelledRecords: 0,
            successRate: 0,
          },
          createdAt: '2026-11-24T10:00:00.000Z',
          startedAt: null,
          completedAt: null,
          schemaName: 'customer',
          schemaDefinitionId: 'schema-1',
          parentBatchId: null,
          cancelRequestedAt: null,
          errors: { message: null, summary: {}, details: {}, detailsOmitted: 0 },
        },
      },
    });
    expect(ports.calls.map(({ name }) => name)).toEqual(['header']);
  });

  it('shows how far a batch is', async () => {
    const { get } = createWorld({
      total: 8,
      ledger: ledger({ applied: [0], unchanged: [1, 2], failed: [3], cancelled: [7] }),
      startedAt: '2026-11-24T10:00:01.000Z',
      updatedAt: '2026-11-24T10:00:02.000Z',
    });
    expect(await get()).toMatchObject({
      body: {
        data: {
          status: 'processing',
          progress: {
            totalRecords: 8,
            processedRecords: 5,
            successfulRecords: 3,
            unchangedRecords: 2,
            pendingRecords: 3,
            failedRecords: 1,
            cancelledRecords: 1,
            successRate: 0.6,
          },
          startedAt: '2026-11-24T10:00:01.000Z',
          completedAt: null,
        },
      },
    });
  });

  it('shows when a batch was complete', async () => {
    const { get } = createWorld({
      total: 1,
      ledger: ledger({ applied: [0] }),
      startedAt: '2026-11-24T10:00:01.000Z',
      updatedAt: '2026-11-24T10:00:02.000Z',
      completedAt: '2026-11-24T10:00:03.000Z',
    });
    expect(await get()).toMatchObject({
      body: { data: { status: 'success', completedAt: '2026-11-24T10:00:03.000Z' } },
    });
  });

  it('shows the last outcome as the end of a batch that nobody has noted as complete', async () => {
    const { get } = createWorld({
      total: 1,
      ledger: ledger({ applied: [0] }),
      startedAt: '2026-11-24T10:00:01.000Z',
      updatedAt: '2026-11-24T10:00:02.000Z',
    });
    expect(await get()).toMatchObject({
      body: { data: { status: 'success', completedAt: '2026-11-24T10:00:02.000Z' } },
    });
  });

  it.each<[string, Partial<BatchHeader>]>([
    ["the submitter's clock is ahead of all others", { createdAt: '2026-11-24T10:00:04.000Z' }],
    ["the clock of the first consumer is ahead of the last one's", { startedAt: '2026-11-24T10:00:04.000Z' }],
    [
      "nobody noted the end, and the last consumer's clock is behind",
      { completedAt: undefined, createdAt: '2026-11-24T10:00:02.500Z' },
    ],
  ])(
    'shows a batch that never ends before it starts, or starts before it is accepted: %s',
    async (_, stored) => {
      const { get } = createWorld({
        total: 1,
        ledger: ledger({ applied: [0] }),
        startedAt: '2026-11-24T10:00:01.000Z',
        updatedAt: '2026-11-24T10:00:02.000Z',
        completedAt: '2026-11-24T10:00:03.000Z',
        ...stored,
      });
      const { data } = batchAnswer.parse((await get()).body);
      const times = [data.createdAt, data.startedAt, data.completedAt];
      expect(times).toEqual(times.toSorted());
      expect(data.createdAt).toBe(stored.createdAt ?? '2026-11-24T10:00:00.000Z');
    },
  );

  it.each<[string, BatchHeader['ledger'], number]>([
    ['success', ledger({ applied: [0], unchanged: [1] }), 1],
    ['partial_success', ledger({ applied: [0], failed: [1] }), 0.5],
    ['failed', ledger({ failed: [0, 1] }), 0],
    ['cancelled', ledger({ applied: [0], cancelled: [1] }), 0.5],
  ])('ends a batch as %s', async (status, held, successRate) => {
    const { get } = createWorld({ total: 2, ledger: held });
    expect(await get()).toMatchObject({
      body: { data: { status, progress: { pendingRecords: 0, successRate } } },
    });
  });

  it.each<[Operation, string]>([
    ['patch', 'PARTNER_RESOURCE_BATCH_PATCH'],
    ['upsert', 'PARTNER_RESOURCE_JSON_INGEST'],
    ['create', 'PARTNER_RESOURCE_JSON_INGEST'],
  ])('calls the operation %s %s', async (operation, batchType) => {
    const { get } = createWorld({ operation });
    expect(await get()).toMatchObject({ body: { data: { batchType } } });
  });

  describe('says of failures', () => {
    it('why each came, and how many came of each kind', async () => {
      const { get } = createWorld({ total: 20, ledger: ledger({ failed: [10, 2, 7] }) }, [
        failureOf(2, { code: 'resource_not_found', message: 'No such resource.', errors: [] }),
        failureOf(7),
        failureOf(10),
      ]);
      expect(errorsIn(await get())).toEqual({
        message: '3 records failed.',
        summary: { resource_not_found: 1, validation_failed: 2 },
        details: {
          2: {
            externalId: 'c-2',
            code: 'resource_not_found',
            message: 'No such resource.',
            errors: [],
            retryable: false,
          },
          7: {
            externalId: 'c-7',
            code: 'validation_failed',
            message: 'The patched resource does not match its schema.',
            errors: ['/email: is required'],
            retryable: false,
          },
          10: expect.objectContaining({ externalId: 'c-10' }),
        },
        detailsOmitted: 0,
      });
    });

    it('one in the singular', async () => {
      const { get } = createWorld({ ledger: ledger({ failed: [0] }) }, [failureOf(0)]);
      expect(errorsIn(await get())).toMatchObject({ message: '1 record failed.' });
    });

    it('nothing of a record whose failure did not come to count', async () => {
      const { get } = createWorld({ total: 3, ledger: ledger({ applied: [0], failed: [1] }) }, [
        failureOf(0),
        failureOf(1),
        failureOf(2),
      ]);
      expect(errorsIn(await get())).toMatchObject({
        message: '1 record failed.',
        summary: { validation_failed: 1 },
      });
      expect(errorsIn(await get())).toHaveProperty('details', { 1: expect.anything() });
    });

    it('how many there are, even if the details of one are gone', async () => {
      const { get } = createWorld({ total: 2, ledger: ledger({ failed: [0, 1] }) }, [failureOf(1)]);
      expect(errorsIn(await get())).toEqual({
        message: '2 records failed.',
        summary: { validation_failed: 1 },
        details: { 1: expect.anything() },
        detailsOmitted: 0,
      });
    });

    it('all details that take 3 MiB together', async () => {
      const { get } = createWorld({ total: 3, ledger: ledger({ failed: [0, 1, 2] }) }, largeFailures(3, MiB));
      expect(errorsIn(await get())).toMatchObject({ message: '3 records failed.', details: { 2: {} } });
    });

    it('all but the last of those that take a byte more', async () => {
      const failures = [...largeFailures(2, MiB), ...largeFailures(3, MiB + 1).slice(2)];
      const { get } = createWorld({ total: 3, ledger: ledger({ failed: [0, 1, 2] }) }, failures);
      expect(errorsIn(await get())).toMatchObject({
        message: '3 records failed. The details of 1 did not fit this answer.',
      });
    });

    it('and of more than 3 MiB how many details it leaves out, the first ones being there', async () => {
      const { get } = createWorld({ total: 6, ledger: ledger({ failed: [5, 4, 3, 2, 1, 0] }) }, [
        ...largeFailures(4, MiB),
        failureOf(4),
        failureOf(5, { code: 'already_exists' }),
      ]);
      const errors = errorsIn(await get());
      expect(errors).toMatchObject({
        message: '6 records failed. The details of 3 did not fit this answer.',
        summary: { validation_failed: 5, already_exists: 1 },
        detailsOmitted: 3,
      });
      expect(errors).toHaveProperty('details', {
        0: expect.anything(),
        1: expect.anything(),
        2: expect.anything(),
      });
    });

    it.each([['x'], ['語'], ['"'], ['\u0001']])(
      'no more than fits an answer, whatever it is written in: %j',
      async (letter) => {
        const errors = Array.from({ length: 20 }, () => letter.repeat(1000));
        const failures = Array.from({ length: 1000 }, (_, index) => failureOf(index, { errors }));
        const failed = failures.map(({ index }) => index);
        const { get } = createWorld({ total: 1000, ledger: ledger({ failed }) }, failures);
        const { body } = await get();
        // What Lambda sends on is the body as text within JSON; its limit is 6 MB.
        expect(Buffer.byteLength(JSON.stringify(JSON.stringify(body)))).toBeLessThan(6_291_556);
      },
    );
  });

  it.each<[string, object]>([
    ['another tenant', { headers: { 'reach-tenant-id': 'tenant-2' } }],
    ['another partner', { claims: { partnerId: 'partner-2', type: 'partner' } }],
    [
      'a user of another tenant',
      { headers: {}, claims: { partnerId: 'partner-1', tenantExternalId: 'tenant-2' } },
    ],
  ])('does not show a batch to %s', async (_, overrides) => {
    const { get } = createWorld();
    const message = 'There is no batch "b-1".';
    expect(await get('b-1', overrides)).toEqual({
      statusCode: 404,
      headers: {},
      body: { success: false, message, data: { error: message } },
    });
  });

  it('shows a batch to a user of its own tenant', async () => {
    const { get } = createWorld();
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-1' };
    expect(await get('b-1', { headers: {}, claims })).toMatchObject({ statusCode: 200 });
  });

  it('answers 404 for a batch that is not there, or no more', async () => {
    const { get } = createWorld({ expiresAt: 1 });
    expect(await get('b-2')).toMatchObject({
      statusCode: 404,
      body: { message: 'There is no batch "b-2".' },
    });
    expect(await get('b-1')).toMatchObject({ statusCode: 404 });
  });

  it('refuses a caller that names another tenant than its token, without a look at what is stored', async () => {
    const { ports, get } = createWorld();
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-2' };
    expect(await get('b-1', { claims })).toMatchObject({ statusCode: 403 });
    expect(ports.calls).toEqual([]);
  });

  describe('tells when to look again', () => {
    it('by the pace of the batch', async () => {
      // 30 of 100 records in the 12 s since it started.
      const { get } = createWorld({
        total: 100,
        ledger: ledger({ applied: Array.from({ length: 30 }, (_, index) => index) }),
        startedAt: '2026-11-24T10:09:48.000Z',
      });
      expect((await get()).headers).toMatchObject({ 'retry-after': '28' });
    });

    it('and not once the batch is final', async () => {
      const { get } = createWorld({ ledger: ledger({ applied: [0] }) });
      expect((await get()).headers).not.toHaveProperty('retry-after');
    });
  });

  describe('asked to wait', () => {
    const waiting = (prefer: string) => ({ headers: { 'reach-tenant-id': 'tenant-1', prefer } });
    const FINAL: Partial<BatchHeader> = { total: 2, ledger: ledger({ applied: [0], failed: [1] }) };

    it('answers at once when the batch is final', async () => {
      const { get, pauses } = createWorld(FINAL);
      const answer = await get('b-1', waiting('wait=20'));
      expect(answer).toMatchObject({
        statusCode: 200,
        headers: { 'preference-applied': 'wait=20' },
        body: { data: { status: 'partial_success' } },
      });
      expect(pauses).toEqual([]);
    });

    it('answers as soon as the batch is final', async () => {
      let looks = 0;
      const world = createWorld({ ...FINAL, ledger: ledger({ applied: [0] }) }, [failureOf(1)], {
        before: ({ name }) => {
          if (name !== 'header') return;
          looks += 1;
          if (looks === 4) world.ports.store.headers.set(world.held, { ...world.held, ...FINAL });
        },
      });
      const answer = await world.get('b-1', waiting('wait=20'));
      expect(answer).toMatchObject({
        body: { data: { status: 'partial_success', errors: { details: { 1: {} } } } },
      });
      expect(world.pauses).toEqual([100, 200, 400]);
    });

    it('answers after the time with what there is, having looked a last time', async () => {
      const { get, pauses, passed, ports } = createWorld({ total: 2 });
      const answer = await get('b-1', waiting('wait=3'));
      expect(answer).toMatchObject({
        statusCode: 200,
        headers: { 'preference-applied': 'wait=3', 'retry-after': '60' },
        body: { data: { status: 'pending' } },
      });
      expect(pauses).toEqual([100, 200, 400, 800, 1000, 500]);
      expect(passed()).toBe(3000);
      expect(ports.calls.map(({ name }) => name)).toEqual(Array(7).fill('header'));
    });

    it('waits no longer though the time of day is set back meanwhile', async () => {
      const world = createWorld({ total: 2 }, [], {
        before: ({ name }) => {
          if (name === 'header') world.setBack(60_000);
        },
      });
      expect(await world.get('b-1', waiting('wait=3'))).toMatchObject({ statusCode: 200 });
      expect(world.passed()).toBe(3000);
    });

    it('waits for 20 s when it is asked for more, and says so', async () => {
      const { get, passed } = createWorld();
      const { headers } = await get('b-1', waiting('wait=3600'));
      expect(headers).toMatchObject({ 'preference-applied': 'wait=20' });
      expect(passed()).toBe(20_000);
    });

    it('does not wait for what is no number of seconds', async () => {
      const { get, pauses } = createWorld();
      const { headers } = await get('b-1', waiting('wait=soon'));
      expect(headers).not.toHaveProperty('preference-applied');
      expect(pauses).toEqual([]);
    });

    it('answers 404 for a batch that is not there at once, and for one that goes meanwhile', async () => {
      const { get, pauses } = createWorld({ expiresAt: Date.parse('2026-11-24T10:10:00.000Z') / 1000 + 1 });
      expect(await get('b-2', waiting('wait=20'))).toMatchObject({ statusCode: 404 });
      expect(pauses).toEqual([]);
      expect(await get('b-1', waiting('wait=20'))).toMatchObject({ statusCode: 404 });
    });
  });

  describe('with the ETag of an earlier answer', () => {
    const knowing = (tag: string | undefined, more = {}) => ({
      headers: { 'reach-tenant-id': 'tenant-1', 'if-none-match': tag ?? '', ...more },
    });
    const FAILED: Partial<BatchHeader> = { total: 3, ledger: ledger({ failed: [0] }) };

    it('says that nothing changed, without a look at the failures', async () => {
      const { get, ports } = createWorld(FAILED, [failureOf(0)]);
      const { etag } = (await get()).headers;
      const before = ports.calls.length;
      expect(await get('b-1', knowing(etag))).toEqual({
        statusCode: 304,
        headers: { etag, 'retry-after': '60' },
        body: [],
      });
      expect(ports.calls.slice(before).map(({ name }) => name)).toEqual(['header']);
    });

    it('says so after it waited', async () => {
      const { get, passed } = createWorld(FAILED, [failureOf(0)]);
      const { etag } = (await get()).headers;
      expect(await get('b-1', knowing(etag, { prefer: 'wait=5' }))).toMatchObject({
        statusCode: 304,
        headers: { 'preference-applied': 'wait=5' },
      });
      expect(passed()).toBe(5000);
    });

    it.each<[string, Partial<BatchHeader>]>([
      ['a record was applied', { ledger: ledger({ failed: [0], applied: [1] }) }],
      ['a record was cancelled', { ledger: ledger({ failed: [0], cancelled: [1] }) }],
      ['a record failed', { ledger: ledger({ failed: [0, 1] }) }],
      ['the batch is complete', { ledger: ledger({ failed: [0, 1, 2] }) }],
    ])('shows the batch when %s since', async (_, change) => {
      const { get, ports, held } = createWorld(FAILED, [failureOf(0)]);
      const { etag } = (await get()).headers;
      ports.store.headers.set(held, { ...held, ...change });
      const answer = await get('b-1', knowing(etag));
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['etag']).not.toBe(etag);
    });

    it('shows the batch when its end was noted since', async () => {
      const final = { total: 1, ledger: ledger({ applied: [0] }), updatedAt: '2026-11-24T10:00:02.000Z' };
      const { get, ports, held } = createWorld(final);
      const { etag } = (await get()).headers;
      ports.store.headers.set(held, { ...held, completedAt: '2026-11-24T10:00:03.000Z' });
      expect(await get('b-1', knowing(etag))).toMatchObject({ statusCode: 200 });
    });

    it('shows another batch in the same state', async () => {
      const { get, ports } = createWorld();
      const other = header({ batchId: 'b-2' });
      ports.store.headers.set(other, other);
      const { etag } = (await get('b-1')).headers;
      expect(await get('b-2', knowing(etag))).toMatchObject({ statusCode: 200 });
    });
  });
});
