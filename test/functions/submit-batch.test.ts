import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../functions/adapters/ajv-schema.ts';
import { messageGroupId } from '../../functions/adapters/keys.ts';
import { decodeLane } from '../../functions/adapters/lane-messages.ts';
import { createUsableSchemas } from '../../functions/adapters/usable-schemas.ts';
import type { BatchKey } from '../../functions/domain/batch.ts';
import { PatchlaneError, TransientError } from '../../functions/domain/errors.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import { respond } from '../../functions/http.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { MAX_BODY_BYTES } from '../../functions/request-body.ts';
import { createSubmitBatch } from '../../functions/submit-batch.ts';
import {
  createMemoryPorts,
  type MemoryPorts,
  type MemoryPortsOptions,
  NOW,
} from '../support/memory-ports.ts';
import { failing } from '../support/port-calls.ts';
import { definition, definitionOf } from './support/definitions.ts';
import { jsonRequest } from './support/requests.ts';

const BATCH: BatchKey = { partnerId: 'partner-1', tenantId: 'tenant-1', batchId: 'batch1' };
const REFUSED = 'The batch is not valid; nothing of it was taken.';

function createWorld(options: MemoryPortsOptions = {}, defined = definition()) {
  const ports = createMemoryPorts(options);
  ports.store.definitions.set(defined, defined);
  const schemas = createUsableSchemas(ports.schemaDefinitions, compileSchema);
  let batches = 0;
  const submitBatch = createSubmitBatch({
    findSchema: schemas.find,
    batches: ports.batches,
    queue: ports.queue,
    readSnapshot: ports.readSnapshot,
    newBatchId: () => {
      batches += 1;
      return `batch${batches}`;
    },
    retentionDays: 30,
    now: () => NOW,
    log: ports.log,
    metrics: ports.metrics,
  });
  return { ports, submit: async (request: HttpRequest) => respond(await submitBatch(request)) };
}

/** A call that patches these customers. */
function patchRequest(resources: unknown, overrides: Partial<HttpRequest> = {}): HttpRequest {
  return jsonRequest({ resources }, { method: 'PATCH', path: { schema: 'customer' }, ...overrides });
}

function lanesIn(ports: MemoryPorts) {
  return ports.store.queued.map(({ body }) => decodeLane(body));
}

/** Of each message: its resource, and index and `name` of its patches. */
function namesIn(ports: MemoryPorts) {
  return lanesIn(ports).map((lane) => [
    lane?.externalId,
    lane?.patches.map(({ index, patch }) => [index, patch['name']]),
  ]);
}

function expectNothingWritten(ports: MemoryPorts) {
  expect(ports.calls.map(({ name }) => name).filter((name) => name !== 'findSchema')).toEqual([]);
}

/** So many customers, each with an error of its own. */
function invalidCustomers(count: number): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({ customerId: `c-${index}`, email: 'x' }));
}

describe('submit-batch', () => {
  it('answers 202 with the batch and where to look for it', async () => {
    const { submit } = createWorld();
    const message = '2 records accepted; the batch reports what becomes of them.';
    expect(await submit(patchRequest([{ customerId: 'c-1' }, { customerId: 'c-2' }]))).toEqual({
      statusCode: 202,
      headers: { location: '/api/batches/batch1', 'retry-after': '1' },
      body: {
        success: true,
        message,
        data: { batchId: 'batch1', message, recordCount: 2, schemaDefinitionId: 'schema-1' },
      },
    });
  });

  it('counts a single record in the singular', async () => {
    const { submit } = createWorld();
    const { body } = await submit(patchRequest([{ customerId: 'c-1' }]));
    expect(body).toMatchObject({ message: '1 record accepted; the batch reports what becomes of it.' });
  });

  it('stores the batch with all that it will be applied by', async () => {
    const { ports, submit } = createWorld({}, definition({ versionNumber: 7 }));
    await submit(patchRequest([{ customerId: 'c-1', name: 'A' }, { customerId: 'c-2' }]));
    expect(ports.store.headers.get(BATCH)).toMatchObject({
      ...BATCH,
      operation: 'patch',
      schemaId: 'schema-1',
      schemaName: 'Customer',
      schemaVersion: 7,
      total: 2,
      createdAt: '2026-11-24T12:00:00.000Z',
      expiresAt: Date.parse('2026-12-24T12:00:00.000Z') / 1000,
    });
    expect(ports.store.payloads.get(BATCH)).toEqual([
      { index: 0, patch: { customerId: 'c-1', name: 'A' } },
      { index: 1, patch: { customerId: 'c-2' } },
    ]);
  });

  it('keeps what it stores within the second, so that a batch never outlives its retention', async () => {
    const late = new Date('2026-11-24T12:00:00.999Z');
    const ports = createMemoryPorts();
    const submitBatch = createSubmitBatch({
      findSchema: async () => ({ definition: definition(), compiled: compileSchema(definition().schema) }),
      batches: ports.batches,
      queue: ports.queue,
      readSnapshot: ports.readSnapshot,
      newBatchId: () => 'batch1',
      retentionDays: 1,
      now: () => late,
      log: ports.log,
      metrics: ports.metrics,
    });
    await submitBatch(patchRequest([{ customerId: 'c-1' }]));
    expect(ports.store.headers.get(BATCH)?.expiresAt).toBe(Date.parse('2026-11-25T12:00:00.000Z') / 1000);
  });

  it('finds the schema by id, name and plural name, whatever their case', async () => {
    const { submit } = createWorld();
    for (const schema of ['schema-1', 'SCHEMA-1', 'Customer', 'cUSTOMERS']) {
      expect(await submit(patchRequest([{ customerId: 'c-1' }], { path: { schema } }))).toMatchObject({
        statusCode: 202,
      });
    }
  });

  describe('takes a batch', () => {
    it('by storing it before the first message is sent', async () => {
      const seen: unknown[] = [];
      const { ports, submit } = createWorld({
        before: ({ name }) => {
          if (name === 'send')
            seen.push(ports.store.headers.get(BATCH)?.total, ports.store.payloads.get(BATCH)?.length);
        },
      });
      await submit(patchRequest([{ customerId: 'c-1' }, { customerId: 'c-2' }]));
      expect(seen).toEqual([2, 2]);
      expect(ports.calls.map(({ name }) => name)).toEqual(['findSchema', 'commit', 'send', 'markEnqueued']);
    });

    it('and notes that it is enqueued only when all messages are in the queue', async () => {
      let sentBefore = 0;
      const { ports, submit } = createWorld({
        before: ({ name }) => {
          if (name === 'markEnqueued') sentBefore = ports.store.queued.length;
        },
      });
      await submit(patchRequest([{ customerId: 'c-1' }, { customerId: 'c-2' }, { customerId: 'c-1' }]));
      expect(sentBefore).toBe(2);
      expect(ports.store.headers.get(BATCH)?.enqueuedAt).toBe(NOW.toISOString());
    });

    it('or fails without a message when it cannot store it', async () => {
      const { ports, submit } = createWorld({ before: failing('commit') });
      await expect(submit(patchRequest([{ customerId: 'c-1' }]))).rejects.toThrow(TransientError);
      expect(ports.calls.map(({ name }) => name)).toEqual(['findSchema', 'commit']);
      expect(ports.store.queued).toEqual([]);
    });

    it('and answers 202 even if the queue takes only some of its messages', async () => {
      const { ports, submit } = createWorld({ refuses: ({ externalId }) => externalId === 'c-2' });
      const { statusCode } = await submit(
        patchRequest([{ customerId: 'c-1' }, { customerId: 'c-2' }, { customerId: 'c-3' }]),
      );
      expect(statusCode).toBe(202);
      expect(ports.store.headers.get(BATCH)).toMatchObject({ enqueuedAt: undefined });
      expect(ports.calls.map(({ name }) => name)).not.toContain('markEnqueued');
      expect(ports.logged).toEqual([
        {
          level: 'error',
          message: 'batch accepted, not all lanes enqueued',
          batchId: 'batch1',
          batchType: 'PARTNER_RESOURCE_BATCH_PATCH',
          records: 3,
          requestId: 'request-1',
          partnerId: 'partner-1',
          tenantId: 'tenant-1',
          schemaDefinitionId: 'schema-1',
          lanes: 3,
          unsent: 1,
        },
      ]);
    });

    it.each<['send' | 'markEnqueued']>([['send'], ['markEnqueued']])(
      'and answers 202 even if %s fails',
      async (name) => {
        const { ports, submit } = createWorld({ before: failing(name) });
        const { statusCode } = await submit(patchRequest([{ customerId: 'c-1' }]));
        expect(statusCode).toBe(202);
        expect(ports.store.headers.get(BATCH)).toBeDefined();
        expect(ports.store.headers.get(BATCH)).toMatchObject({ enqueuedAt: undefined });
        expect(ports.logged).toMatchObject([
          { level: 'error', message: 'batch accepted, not all lanes enqueued', batchId: 'batch1' },
        ]);
        expect(ports.logged[0]?.error).toBeInstanceOf(PatchlaneError);
      },
    );

    it('and logs how large it is, never what is in it', async () => {
      const { ports, submit } = createWorld();
      await submit(patchRequest([{ customerId: 'secret-1', name: 'secret-2' }, { customerId: 'c-2' }]));
      expect(ports.logged).toEqual([
        {
          level: 'info',
          message: 'batch accepted',
          batchId: 'batch1',
          batchType: 'PARTNER_RESOURCE_BATCH_PATCH',
          records: 2,
          requestId: 'request-1',
          partnerId: 'partner-1',
          tenantId: 'tenant-1',
          schemaDefinitionId: 'schema-1',
          lanes: 2,
        },
      ]);
    });
  });

  describe('counts', () => {
    it('the batch and its patches once, also where its request comes twice', async () => {
      const { ports, submit } = createWorld();
      const call = patchRequest([{ customerId: 'c-1' }, { customerId: 'c-2' }], {
        headers: { 'idempotency-key': 'once' },
      });
      await submit(call);
      await submit({ ...call, requestId: 'request-2' });
      expect(ports.counted).toEqual([
        ['BatchesAccepted', 1],
        ['PatchesAccepted', 2],
      ]);
    });

    it.each<[string, Partial<HttpRequest>]>([
      ['invalid', { body: '{"resources": []}' }],
      ['invalid', { body: '{' }],
      ['invalid', { headers: { 'reach-tenant-id': '' } }],
      ['forbidden', { claims: { partnerId: 'partner-1' } }],
      ['not_found', { path: { schema: 'nothing' } }],
      ['too_large', { body: ' '.repeat(MAX_BODY_BYTES + 1) }],
      ['unsupported_media_type', { headers: { 'content-type': 'text/plain' } }],
    ])('a refusal by its reason: %s', async (reason, overrides) => {
      const { ports, submit } = createWorld();
      await submit(patchRequest([{ customerId: 'c-1' }], overrides));
      expect(ports.counted).toEqual([['BatchesRefused', 1, reason]]);
    });

    it.each([[[{ customerId: 'c-1' }]], [[{ customerId: 'c-1', email: 5 }]]])(
      'nothing of a preview, whatever it comes to: %j',
      async (resources) => {
        const { ports, submit } = createWorld();
        await submit(patchRequest(resources, { query: { validateOnly: 'true' } }));
        expect(ports.counted).toEqual([]);
      },
    );

    it('nothing where it could not do what was asked', async () => {
      const { ports, submit } = createWorld({ before: failing('commit') });
      await expect(submit(patchRequest([{ customerId: 'c-1' }]))).rejects.toThrow(TransientError);
      expect(ports.counted).toEqual([]);
    });
  });

  describe('sends', () => {
    it('one message per resource, with its patches in the order of the request', async () => {
      const { ports, submit } = createWorld();
      await submit(
        patchRequest([
          { customerId: 'c-1', name: 'A' },
          { customerId: 'c-2', name: 'B' },
          { customerId: 'c-1', name: 'C' },
          { customerId: 'c-3', name: 'D' },
          { customerId: 'c-1', name: 'E' },
          { customerId: 'c-2', name: 'F' },
        ]),
      );
      expect(namesIn(ports)).toEqual([
        [
          'c-1',
          [
            [0, 'A'],
            [2, 'C'],
            [4, 'E'],
          ],
        ],
        [
          'c-2',
          [
            [1, 'B'],
            [5, 'F'],
          ],
        ],
        ['c-3', [[3, 'D']]],
      ]);
    });

    it('the whole patch to the group of its resource', async () => {
      const { ports, submit } = createWorld();
      const patch = {
        customerId: 'c-1',
        address: { city: 'Bern', place: null },
        tags: ['a', 'b'],
        tier: null,
      };
      await submit(patchRequest([patch]));
      const key = { partnerId: 'partner-1', tenantId: 'tenant-1', schemaId: 'schema-1', externalId: 'c-1' };
      expect(lanesIn(ports)).toEqual([{ ...key, batchId: 'batch1', patches: [{ index: 0, patch }] }]);
      expect(ports.store.queued[0]?.groupId).toBe(messageGroupId(key));
    });

    it('ids that differ in case, or that JavaScript gives a meaning to, apart', async () => {
      const { ports, submit } = createWorld();
      const ids = ['a', 'A', '__proto__', 'constructor', 'é', 'e\u0301'];
      await submit(patchRequest(ids.map((customerId) => ({ customerId }))));
      expect(lanesIn(ports).map((lane) => lane?.externalId)).toEqual(ids);
    });

    it('a lane that is too large for one message in parts, in order', async () => {
      const { ports, submit } = createWorld();
      const name = 'x'.repeat(200 * 1024);
      const resources = [
        ...Array.from({ length: 5 }, () => ({ customerId: 'large', name })),
        { customerId: 'small', name: 'A' },
      ];
      await submit(patchRequest(resources));
      expect(
        lanesIn(ports).map((lane) => [lane?.externalId, lane?.patches.map(({ index }) => index)]),
      ).toEqual([
        ['large', [0, 1]],
        ['large', [2, 3]],
        ['large', [4]],
        ['small', [5]],
      ]);
      expect(new Set(ports.store.queued.slice(0, 3).map(({ groupId }) => groupId)).size).toBe(1);
      expect(ports.logged).toMatchObject([{ message: 'batch accepted', records: 6, lanes: 4 }]);
    });

    it('patches of 500 KiB together in one message, and with a byte more in two', async () => {
      const overhead = JSON.stringify({ customerId: 'c-1', name: '' }).length;
      const half = { customerId: 'c-1', name: 'x'.repeat(250 * 1024 - overhead) };
      for (const [more, messages] of [
        ['', 1],
        ['x', 2],
      ] as const) {
        const { ports, submit } = createWorld();
        await submit(patchRequest([half, { ...half, name: `${half.name}${more}` }]));
        expect(lanesIn(ports)).toHaveLength(messages);
      }
    });

    it('fields named __proto__ and constructor like any others', async () => {
      const properties: JsonObject = JSON.parse('{"__proto__": {}, "constructor": {}}');
      const { ports, submit } = createWorld({}, definitionOf(properties));
      const text = '{"id": "c-1", "__proto__": {"admin": true}, "constructor": {"prototype": {"a": null}}}';
      const { statusCode } = await submit(patchRequest(undefined, { body: `{"resources": [${text}]}` }));
      expect(statusCode).toBe(202);
      expect(JSON.stringify(lanesIn(ports)[0]?.patches[0]?.patch)).toBe(JSON.stringify(JSON.parse(text)));
    });
  });

  describe('reads what to do', () => {
    it.each<[string, string | undefined, string, string]>([
      ['PATCH', undefined, 'patch', 'PARTNER_RESOURCE_BATCH_PATCH'],
      ['POST', undefined, 'upsert', 'PARTNER_RESOURCE_JSON_INGEST'],
      ['POST', '', 'upsert', 'PARTNER_RESOURCE_JSON_INGEST'],
      ['POST', 'upsert', 'upsert', 'PARTNER_RESOURCE_JSON_INGEST'],
      ['POST', 'reject', 'create', 'PARTNER_RESOURCE_JSON_INGEST'],
    ])('from %s with onconflict=%s: %s', async (method, onconflict, operation, batchType) => {
      const { ports, submit } = createWorld();
      const { statusCode } = await submit(
        patchRequest([{ customerId: 'c-1' }], { method, query: { onconflict } }),
      );
      expect(statusCode).toBe(202);
      expect(ports.store.headers.get(BATCH)?.operation).toBe(operation);
      expect(ports.logged).toMatchObject([{ batchType }]);
    });

    it.each([
      ['PATCH', 'onconflict', 'ignoreUnknownFields or validateOnly or onFailure'],
      ['POST', 'onConflict', 'ignoreUnknownFields or onconflict or validateOnly or onFailure'],
      ['PATCH', 'ignoreunknownfields', 'ignoreUnknownFields or validateOnly or onFailure'],
    ])('and refuses %s with %s, which it would otherwise pass over', async (method, name, known) => {
      const { ports, submit } = createWorld();
      const request = patchRequest([{ customerId: 'c-1' }], { method, query: { [name]: 'reject' } });
      expect(await submit(request)).toMatchObject({
        statusCode: 400,
        body: { message: REFUSED, errors: [`query ${name}: is not known here; expected ${known}`] },
      });
      expectNothingWritten(ports);
    });

    it.each([['ignore'], ['UPSERT'], ['null']])('and refuses POST with onconflict=%s', async (onconflict) => {
      const { ports, submit } = createWorld();
      const request = patchRequest([{ customerId: 'c-1' }], { method: 'POST', query: { onconflict } });
      expect(await submit(request)).toEqual({
        statusCode: 400,
        headers: {},
        body: { success: false, message: REFUSED, errors: ['query onconflict: must be upsert or reject'] },
      });
      expectNothingWritten(ports);
    });

    it.each<[string | undefined]>([[undefined], [''], ['null'], ['false']])(
      'and takes a field that the schema does not define for an error with ignoreUnknownFields=%s',
      async (ignoreUnknownFields) => {
        const { ports, submit } = createWorld();
        const request = patchRequest([{ customerId: 'c-1', phone: 1 }], { query: { ignoreUnknownFields } });
        expect(await submit(request)).toMatchObject({
          statusCode: 400,
          body: { errors: ['resources[0]/phone: is not defined by the schema Customer'] },
        });
        expectNothingWritten(ports);
      },
    );

    it('and leaves out fields that the schema does not define with ignoreUnknownFields=true', async () => {
      const { ports, submit } = createWorld();
      const item = { customerId: 'c-1', phone: 1, address: { city: 'Bern', zip: '1' } };
      await submit(patchRequest([item], { query: { ignoreUnknownFields: 'true' } }));
      const patch = { customerId: 'c-1', address: { city: 'Bern' } };
      expect(lanesIn(ports)).toMatchObject([{ patches: [{ index: 0, patch }] }]);
      expect(ports.store.payloads.get(BATCH)).toEqual([{ index: 0, patch }]);
    });

    it.each([['yes'], ['TRUE'], ['0']])('and refuses ignoreUnknownFields=%s', async (ignoreUnknownFields) => {
      const { ports, submit } = createWorld();
      const request = patchRequest([{ customerId: 'c-1' }], { query: { ignoreUnknownFields } });
      expect(await submit(request)).toMatchObject({
        statusCode: 400,
        body: { message: REFUSED, errors: ['query ignoreUnknownFields: must be true or false'] },
      });
      expectNothingWritten(ports);
    });
  });

  describe('refuses a batch whole', () => {
    it('and names every problem of the request at once', async () => {
      const { ports, submit } = createWorld();
      const request = patchRequest(
        [
          { customerId: 'c-1', email: 'x' },
          1,
          { customerId: 'c-2' },
          { customerId: '', visits: -1, phone: 1 },
        ],
        { method: 'POST', query: { ignoreUnknownFields: 'yes', onconflict: 'x' } },
      );
      expect(await submit(request)).toEqual({
        statusCode: 400,
        headers: {},
        body: {
          success: false,
          message: REFUSED,
          errors: [
            'query ignoreUnknownFields: must be true or false',
            'query onconflict: must be upsert or reject',
            'resources[0]/email: must match format "email"',
            'resources[1]: must be an object: the fields to change and the external id',
            'resources[3]/customerId: must be a string of 1 to 512 bytes: it names the resource',
            'resources[3]/phone: is not defined by the schema Customer',
            'resources[3]/visits: must be >= 0',
          ],
        },
      });
      expectNothingWritten(ports);
    });

    it('for a single invalid item among many', async () => {
      const { ports, submit } = createWorld();
      const items: JsonObject[] = Array.from({ length: 1000 }, (_, index) => ({ customerId: `c-${index}` }));
      items[17] = { customerId: 'c-17', email: 'a@' };
      expect(await submit(patchRequest(items))).toMatchObject({
        statusCode: 400,
        body: { errors: ['resources[17]/email: must match format "email"'] },
      });
      expectNothingWritten(ports);
    });

    it('with up to 100 problems', async () => {
      const { submit } = createWorld();
      const { body } = await submit(patchRequest(invalidCustomers(100)));
      const errors = invalidCustomers(100).map(
        (_, at) => `resources[${at}]/email: must match format "email"`,
      );
      expect(body).toEqual({ success: false, message: REFUSED, errors });
    });

    it.each([
      [101, '... and 1 more'],
      [1000, '... and 900 more'],
    ])('and counts what is left of %d problems', async (count, last) => {
      const { ports, submit } = createWorld();
      const { body } = await submit(patchRequest(invalidCustomers(count)));
      expect(body).toMatchObject({
        errors: { length: 101, 99: expect.stringMatching(/^resources\[99\]/), 100: last },
      });
      expectNothingWritten(ports);
    });

    it.each<[string, unknown, string]>([
      ['no items', [], 'resources: must be an array of 1 to 1000 items, not 0'],
      [
        '1001 items',
        Array.from({ length: 1001 }, () => ({ customerId: 'c-1' })),
        'resources: must be an array of 1 to 1000 items, not 1001',
      ],
      ['no array', { customerId: 'c-1' }, 'resources: must be an array of 1 to 1000 items'],
    ])('with %s', async (_, resources, error) => {
      const { ports, submit } = createWorld();
      const query = { ignoreUnknownFields: 'x' };
      expect(await submit(patchRequest(resources, { query }))).toMatchObject({
        statusCode: 400,
        body: { message: REFUSED, errors: ['query ignoreUnknownFields: must be true or false', error] },
      });
      expectNothingWritten(ports);
    });

    it('whose body is not JSON, and says what else is wrong', async () => {
      const { ports, submit } = createWorld();
      const request = patchRequest([], { body: '{"resources": [', query: { ignoreUnknownFields: 'x' } });
      expect(await submit(request)).toEqual({
        statusCode: 400,
        headers: {},
        body: {
          success: false,
          message: 'The request body cannot be read.',
          errors: [
            'query ignoreUnknownFields: must be true or false',
            'body: is not JSON: it ends too early',
          ],
        },
      });
      expectNothingWritten(ports);
    });

    it('that has a number which would not be kept as it is', async () => {
      const { ports, submit } = createWorld();
      const body = '{"resources": [{"customerId": "c-1", "more": [9007199254740993]}]}';
      expect(await submit(patchRequest([], { body }))).toMatchObject({
        statusCode: 400,
        body: { errors: [expect.stringMatching(/^resources\[0\]\/more\/0: must be an integer from /)] },
      });
      expectNothingWritten(ports);
    });

    it('that is too large with 413', async () => {
      const { ports, submit } = createWorld();
      const body = JSON.stringify({ resources: [{ customerId: 'c-1' }] }).padEnd(MAX_BODY_BYTES + 1);
      expect(await submit(patchRequest([], { body }))).toMatchObject({ statusCode: 413 });
      expectNothingWritten(ports);
    });

    it('that is of another media type with 415', async () => {
      const { ports, submit } = createWorld();
      const request = patchRequest([{ customerId: 'c-1' }], { headers: { 'content-type': 'text/plain' } });
      expect(await submit(request)).toMatchObject({ statusCode: 415 });
      expectNothingWritten(ports);
    });
  });

  it('takes exactly 1000 items', async () => {
    const { ports, submit } = createWorld();
    const items = Array.from({ length: 1000 }, (_, index) => ({ customerId: `c-${index % 7}` }));
    expect(await submit(patchRequest(items))).toMatchObject({
      statusCode: 202,
      body: { data: { recordCount: 1000 } },
    });
    expect(lanesIn(ports)).toHaveLength(7);
  });

  it('answers 404 for a schema that the partner does not have, before it reads the body', async () => {
    const { ports, submit } = createWorld();
    const message = 'There is no schema definition "orders".';
    const unknown = patchRequest([], { body: 'no JSON', path: { schema: 'orders' } });
    expect(await submit(unknown)).toEqual({
      statusCode: 404,
      headers: {},
      body: { success: false, message, data: { error: message } },
    });
    const foreign = patchRequest([{ customerId: 'c-1' }], {
      claims: { partnerId: 'partner-2', type: 'partner' },
    });
    expect(await submit(foreign)).toMatchObject({ statusCode: 404 });
    expectNothingWritten(ports);
  });

  it.each<[string, Partial<HttpRequest>, number]>([
    [
      'another tenant than the token',
      { claims: { partnerId: 'partner-1', tenantExternalId: 'tenant-2' } },
      403,
    ],
    [
      'another tenant than the token of a partner user',
      { claims: { partnerId: 'partner-1', type: 'partner', tenantExternalId: 'tenant-2' } },
      403,
    ],
    ['a tenant without a partner', { claims: { tenantExternalId: 'tenant-1' } }, 403],
    ['no tenant', { headers: { 'reach-tenant-id': undefined } }, 400],
  ])('refuses a call for %s without a look at what is stored', async (_, overrides, status) => {
    const { ports, submit } = createWorld();
    const { statusCode } = await submit(patchRequest([{ customerId: 'c-1' }], overrides));
    expect(statusCode).toBe(status);
    expect(ports.calls).toEqual([]);
  });

  it('takes the tenant from the token alone, whatever the body says', async () => {
    const schema = definitionOf({ partnerId: true, tenantId: true, batchId: true, schemaId: true });
    const { ports, submit } = createWorld({}, schema);
    const patch = { id: 'c-1', partnerId: 'x', tenantId: 'x', batchId: 'x', schemaId: 'x' };
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-9' };
    await submit(patchRequest([patch], { claims, headers: { 'reach-tenant-id': undefined } }));
    expect(lanesIn(ports)).toEqual([
      {
        ...BATCH,
        tenantId: 'tenant-9',
        schemaId: 'schema-1',
        externalId: 'c-1',
        patches: [{ index: 0, patch }],
      },
    ]);
    expect(ports.store.headers.get({ ...BATCH, tenantId: 'tenant-9' })).toBeDefined();
  });
});
