import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../functions/adapters/ajv-schema.ts';
import { createUsableSchemas } from '../../functions/adapters/usable-schemas.ts';
import { TransientError } from '../../functions/domain/errors.ts';
import { respond } from '../../functions/http.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { createWriteResource } from '../../functions/write-resource.ts';
import { resource, stateOf } from '../support/domain.ts';
import { createMemoryPorts, type MemoryPortsOptions, NOW } from '../support/memory-ports.ts';
import { dataOf, keyOf, storeOf } from './support/consumer.ts';
import { definition } from './support/definitions.ts';
import { jsonRequest, request } from './support/requests.ts';

const ADA = { customerId: 'c-1', email: 'ada@example.org', visits: 1 };
const MARKER = [{ batchId: 'batch-1', lane: 0, outcomes: ['applied'] as const }];

/** The API over the customer `c-1` in version 7, whose item a batch has marked. */
function createWorld(options: Omit<MemoryPortsOptions, 'store'> = {}) {
  const store = storeOf({
    'c-1': stateOf(resource({ version: 7, data: ADA }), { revision: 9, marker: MARKER }),
  });
  const ports = createMemoryPorts({ ...options, store });
  store.definitions.set(definition(), definition());
  const pauses: number[] = [];
  const write = createWriteResource({
    findSchema: createUsableSchemas(ports.schemaDefinitions, compileSchema).find,
    resources: ports.resources,
    newId: () => 'new-1',
    now: () => NOW,
    pause: async (retry) => void pauses.push(retry),
  });
  const call = async (one: HttpRequest) => respond(await write(one));
  const path = (externalId?: string) => ({
    schema: 'customer',
    ...(externalId === undefined ? {} : { externalId }),
  });
  return {
    store,
    ports,
    pauses,
    post: (data: unknown, query: Readonly<Record<string, string>> = {}) =>
      call(jsonRequest({ data }, { path: path(), query })),
    patch: (externalId: string, data: unknown, headers: Readonly<Record<string, string>> = {}) =>
      call(jsonRequest({ data }, { method: 'PATCH', path: path(externalId), headers })),
    remove: (externalId: string, headers: Readonly<Record<string, string>> = {}) =>
      call(
        request({
          method: 'DELETE',
          path: path(externalId),
          headers: { 'reach-tenant-id': 'tenant-1', ...headers },
        }),
      ),
    send: call,
  };
}

describe('creating a resource', () => {
  it('answers 201 with it, where it is and its version', async () => {
    const { post, store } = createWorld();
    expect(await post({ customerId: 'c/2', email: 'g@example.org' })).toEqual({
      statusCode: 201,
      headers: { location: '/api/resources/Customer/c%2F2', etag: '"1"' },
      body: {
        success: true,
        data: {
          result: {
            id: 'new-1',
            schemaDefinitionId: 'schema-1',
            resourceExternalId: 'c/2',
            version: 1,
            createdAt: '2026-11-24T12:00:00.000Z',
            updatedAt: '2026-11-24T12:00:00.000Z',
            data: { customerId: 'c/2', email: 'g@example.org' },
          },
        },
      },
    });
    expect(store.states.get(keyOf('c/2'))).toMatchObject({ version: 1, revision: 1, marker: [] });
  });

  it('merges into what is there, and answers 200', async () => {
    const { post, store } = createWorld();
    expect(await post({ customerId: 'c-1', name: 'Ada', visits: null })).toMatchObject({
      statusCode: 200,
      headers: { etag: '"8"' },
    });
    expect(dataOf(store, 'c-1')).toEqual({ customerId: 'c-1', email: 'ada@example.org', name: 'Ada' });
  });

  it('is refused with onconflict=reject where one is there', async () => {
    const { post, store } = createWorld();
    expect(await post({ customerId: 'c-1', name: 'Eve' }, { onconflict: 'reject' })).toMatchObject({
      statusCode: 409,
      body: { success: false, message: 'The Customer "c-1" is there already.' },
    });
    expect(dataOf(store, 'c-1')).toEqual(ADA);
    expect(await post({ customerId: 'c-1' }, { onconflict: 'maybe' })).toMatchObject({
      statusCode: 400,
      body: { errors: ['query onconflict: must be upsert or reject'] },
    });
  });

  it('only creates with If-None-Match: *', async () => {
    const { send, store } = createWorld();
    const post = (customerId: string, tag: string) =>
      send(
        jsonRequest(
          { data: { customerId, email: 'g@example.org' } },
          { path: { schema: 'customer' }, headers: { 'if-none-match': tag } },
        ),
      );
    expect(await post('c-1', '*')).toMatchObject({
      statusCode: 412,
      body: { message: 'The Customer "c-1" has version 7, and If-None-Match asks for none.' },
    });
    expect(dataOf(store, 'c-1')).toEqual(ADA);
    expect(await post('c-2', '*')).toMatchObject({ statusCode: 201 });
    expect(await post('c-3', '"7"')).toMatchObject({
      statusCode: 400,
      body: { errors: ['header if-none-match: must be *, of a call that writes'] },
    });
  });

  it('goes on from the version of the resource that was deleted', async () => {
    const { post, remove } = createWorld();
    await remove('c-1');
    expect(await post(ADA)).toMatchObject({ statusCode: 201, headers: { etag: '"9"' } });
  });
});

describe('patching a resource', () => {
  it('merges, makes the next version and leaves the marker to the batches', async () => {
    const { patch, store } = createWorld();
    expect(await patch('c-1', { visits: 2 })).toMatchObject({
      statusCode: 200,
      headers: { etag: '"8"' },
      body: { success: true, data: { result: { version: 8, data: { ...ADA, visits: 2 } } } },
    });
    expect(store.states.get(keyOf('c-1'))).toMatchObject({ version: 8, revision: 10, marker: MARKER });
  });

  it('writes nothing where nothing changes', async () => {
    const { patch, ports } = createWorld();
    expect(await patch('c-1', { visits: 1 })).toMatchObject({ statusCode: 200, headers: { etag: '"7"' } });
    expect(ports.calls.map(({ name }) => name)).not.toContain('write');
  });

  it('needs a resource', async () => {
    const { patch } = createWorld();
    const message = 'There is no Customer "c-2".';
    expect(await patch('c-2', { visits: 2 })).toMatchObject({
      statusCode: 404,
      body: { success: false, message, data: { error: message } },
    });
  });

  it('takes the external id in the body only when it is that of the path', async () => {
    const { patch } = createWorld();
    expect(await patch('c-1', { customerId: 'c-1', visits: 2 })).toMatchObject({ statusCode: 200 });
    for (const customerId of ['c-2', null]) {
      expect(await patch('c-1', { customerId, visits: 3 })).toMatchObject({
        statusCode: 400,
        body: {
          errors: ['data/customerId: must be the external id in the path, which cannot be changed'],
        },
      });
    }
  });

  it('is refused with every problem of the patch', async () => {
    const { patch, store } = createWorld();
    expect(await patch('c-1', { nope: 1, visits: -1, email: null })).toMatchObject({
      statusCode: 400,
      body: {
        message: 'The resource is not valid; nothing was written.',
        errors: [
          'data/nope: is not defined by the schema Customer',
          expect.stringMatching(/^data\/(visits|email): /),
          expect.stringMatching(/^data\/(visits|email): /),
        ],
      },
    });
    expect(dataOf(store, 'c-1')).toEqual(ADA);
  });

  it('is refused when the merged resource does not match its schema', async () => {
    const { patch, store } = createWorld();
    expect(await patch('c-1', { tier: 'gold' })).toMatchObject({
      statusCode: 400,
      body: { errors: [expect.stringMatching(/^data\/.*since/)] },
    });
    expect(dataOf(store, 'c-1')).toEqual(ADA);
  });

  it.each([
    ['no data', {}],
    ['data that is no object', { data: [] }],
    ['more than data', { data: {}, more: 1 }],
    ['a list', []],
  ])('is refused with %s', async (_, body) => {
    const { send } = createWorld();
    const path = { schema: 'customer', externalId: 'c-1' };
    expect(await send(jsonRequest(body, { method: 'PATCH', path }))).toMatchObject({
      statusCode: 400,
      body: { errors: ['body: must be an object {"data": {...}} and nothing else'] },
    });
  });
});

describe('If-Match', () => {
  it.each([['"7"'], ['*'], ['"3", "7"']])('of %s lets a write of version 7 through', async (tag) => {
    const { patch } = createWorld();
    expect(await patch('c-1', { visits: 2 }, { 'if-match': tag })).toMatchObject({ statusCode: 200 });
  });

  it.each([['"6"'], ['"8"'], ['"77"']])('of %s keeps a write of version 7 back', async (tag) => {
    const { patch, remove, store } = createWorld();
    const refusal = {
      statusCode: 412,
      body: { success: false, message: 'The Customer "c-1" has version 7, which If-Match does not name.' },
    };
    expect(await patch('c-1', { visits: 2 }, { 'if-match': tag })).toMatchObject(refusal);
    expect(await remove('c-1', { 'if-match': tag })).toMatchObject(refusal);
    expect(dataOf(store, 'c-1')).toEqual(ADA);
  });

  it('needs a resource, whatever it says', async () => {
    const { patch } = createWorld();
    expect(await patch('c-2', { visits: 2 }, { 'if-match': '*' })).toMatchObject({ statusCode: 412 });
  });

  it.each(['7', 'W/"7"', '"seven"', '', '"7",', '*, "7"'])('is refused when it is %j', async (tag) => {
    const { patch } = createWorld();
    expect(await patch('c-1', { visits: 2 }, { 'if-match': tag })).toMatchObject({ statusCode: 400 });
  });

  it('is held against the version that is there when the write meets another', async () => {
    const world = createWorld({
      before: async ({ name }) => {
        if (name !== 'write') return;
        const held = world.store.states.get(keyOf('c-1'));
        if (held?.version === 7)
          world.store.states.set(keyOf('c-1'), { ...held, revision: 20, ...version8(held) });
      },
    });
    expect(await world.patch('c-1', { visits: 2 }, { 'if-match': '"7"' })).toMatchObject({ statusCode: 412 });
  });
});

function version8({ resource: held }: ReturnType<typeof stateOf>) {
  return { version: 8, resource: held && { ...held, version: 8 } };
}

describe('deleting a resource', () => {
  it('leaves a tombstone that carries its version and the marker', async () => {
    const { remove, store } = createWorld();
    expect(await remove('c-1')).toEqual({
      statusCode: 200,
      headers: {},
      body: { success: true, data: { resourceExternalId: 'c-1', version: 8 } },
    });
    expect(store.states.get(keyOf('c-1'))).toEqual({
      resource: undefined,
      version: 8,
      revision: 10,
      marker: MARKER,
    });
    expect(await remove('c-1')).toMatchObject({ statusCode: 404 });
  });
});

describe('a write that meets others', () => {
  it('is made again on what is there then', async () => {
    let met = 0;
    const world = createWorld({
      before: async ({ name }) => {
        if (name !== 'write' || met === 2) return;
        met += 1;
        const held = world.store.states.get(keyOf('c-1'));
        if (held?.resource === undefined) return;
        const { data } = held.resource;
        const changed = { ...held.resource, data: { ...data, name: `other-${met}` } };
        world.store.states.set(keyOf('c-1'), { ...held, revision: held.revision + 1, resource: changed });
      },
    });
    expect(await world.patch('c-1', { visits: 2 })).toMatchObject({ statusCode: 200 });
    expect(dataOf(world.store, 'c-1')).toEqual({ ...ADA, visits: 2, name: 'other-2' });
    expect(world.pauses).toEqual([1, 2]);
  });

  it('gives up after six, so that the caller may try again', async () => {
    const world = createWorld({
      before: async ({ name }) => {
        const held = world.store.states.get(keyOf('c-1'));
        if (name === 'write' && held)
          world.store.states.set(keyOf('c-1'), { ...held, revision: held.revision + 1 });
      },
    });
    await expect(world.patch('c-1', { visits: 2 })).rejects.toThrow(TransientError);
    expect(world.pauses).toEqual([1, 2, 3, 4, 5]);
  });

  it('knows itself when its answer was lost and it was sent again', async () => {
    const world = createWorld({
      before: async ({ name, args }) => {
        if (name !== 'write') return;
        const [key, next] = args;
        world.store.states.set(key, next);
      },
    });
    expect(
      await world.post({ customerId: 'c-9', email: 'g@example.org' }, { onconflict: 'reject' }),
    ).toMatchObject({
      statusCode: 201,
      headers: { etag: '"1"' },
    });
    expect(await world.patch('c-1', { visits: 2 }, { 'if-match': '"7"' })).toMatchObject({
      statusCode: 200,
      headers: { etag: '"8"' },
    });
  });
});

describe('writing', () => {
  it('needs a schema that is there', async () => {
    const { send } = createWorld();
    const path = { schema: 'nothing', externalId: 'c-1' };
    expect(await send(jsonRequest({ data: {} }, { method: 'PATCH', path }))).toMatchObject({
      statusCode: 404,
    });
  });

  it('reaches the tenant of the token alone', async () => {
    const { send, store } = createWorld();
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-2' };
    const path = { schema: 'customer', externalId: 'c-1' };
    const as = (headers: Readonly<Record<string, string>>) =>
      send({ ...jsonRequest({ data: { visits: 2 } }, { method: 'PATCH', path, claims }), headers });
    const json = { 'content-type': 'application/json' };
    expect(await as({ ...json, 'reach-tenant-id': 'tenant-1' })).toMatchObject({ statusCode: 403 });
    expect(await as(json)).toMatchObject({ statusCode: 404 });
    expect(dataOf(store, 'c-1')).toEqual(ADA);
  });
});
