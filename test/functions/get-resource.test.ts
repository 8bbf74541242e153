import { describe, expect, it } from 'vitest';
import { NO_STATE } from '../../functions/domain/resource.ts';
import { createGetResource } from '../../functions/get-resource.ts';
import { respond } from '../../functions/http.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { resource, stateOf } from '../support/domain.ts';
import { createMemoryPorts } from '../support/memory-ports.ts';
import { keyOf, storeOf } from './support/consumer.ts';
import { definition } from './support/definitions.ts';
import { request } from './support/requests.ts';

const DATA = { customerId: 'c-1', more: { list: [1, null] } };

/** The API over the customer `c-1`, and `c-2`, of which only failed patches are known. */
function createWorld() {
  const store = storeOf({
    'c-1': stateOf(resource({ version: 12, data: DATA }), { revision: 20 }),
    'c-2': { ...NO_STATE, revision: 1 },
    'a/b c': stateOf(resource({ data: { customerId: 'a/b c' } })),
  });
  const ports = createMemoryPorts({ store });
  store.definitions.set(definition(), definition());
  const getResource = createGetResource(ports);
  return {
    ports,
    get: async (schema: string, externalId: string, overrides: Partial<HttpRequest> = {}) =>
      respond(await getResource(request({ path: { schema, externalId }, ...overrides }))),
  };
}

function notFound(message: string) {
  return { statusCode: 404, headers: {}, body: { success: false, message, data: { error: message } } };
}

describe('get-resource', () => {
  it('shows a resource, its version as etag', async () => {
    const { get } = createWorld();
    expect(await get('customer', 'c-1')).toEqual({
      statusCode: 200,
      headers: { etag: '"12"' },
      body: {
        success: true,
        data: {
          result: {
            id: 'resource-1',
            schemaDefinitionId: 'schema-1',
            resourceExternalId: 'c-1',
            version: 12,
            createdAt: '2026-11-01T08:00:00.000Z',
            updatedAt: '2026-11-01T08:00:00.000Z',
            data: DATA,
          },
        },
      },
    });
  });

  it.each([['schema-1'], ['SCHEMA-1'], ['customer'], ['CUSTOMERS']])(
    'finds it by its schema called %s',
    async (schema) => {
      const { get } = createWorld();
      expect(await get(schema, 'c-1')).toMatchObject({
        statusCode: 200,
        body: { data: { result: { schemaDefinitionId: 'schema-1' } } },
      });
    },
  );

  it('takes an external id as it is', async () => {
    const { get } = createWorld();
    expect(await get('customer', 'a/b c')).toMatchObject({
      body: { data: { result: { resourceExternalId: 'a/b c', data: { customerId: 'a/b c' } } } },
    });
    expect(await get('customer', 'C-1')).toMatchObject({ statusCode: 404 });
  });

  it('answers 404 where there is no resource', async () => {
    const { get } = createWorld();
    expect(await get('customer', 'c-9')).toEqual(notFound('There is no Customer "c-9".'));
  });

  it('answers 404 where only failed patches ever came, or the resource was deleted', async () => {
    const { get } = createWorld();
    expect(await get('customer', 'c-2')).toEqual(notFound('There is no Customer "c-2".'));
  });

  it('is not sent again to who has its version', async () => {
    const { get } = createWorld();
    const { etag = '' } = (await get('customer', 'c-1')).headers;
    const headers = { 'reach-tenant-id': 'tenant-1' };
    const again = await get('customer', 'c-1', { headers: { ...headers, 'if-none-match': etag } });
    expect(again).toMatchObject({ statusCode: 304, headers: { etag } });
    const older = await get('customer', 'c-1', { headers: { ...headers, 'if-none-match': '"0"' } });
    expect(older).toMatchObject({ statusCode: 200 });
  });

  it('answers 404 for a schema that is not there, without a look at resources', async () => {
    const { ports, get } = createWorld();
    expect(await get('orders', 'c-1')).toEqual(notFound('There is no schema definition "orders".'));
    expect(ports.calls.map(({ name }) => name)).toEqual(['findSchema']);
  });

  it('shows it to a user of its tenant', async () => {
    const { get } = createWorld();
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-1' };
    expect(await get('customer', 'c-1', { headers: {}, claims })).toMatchObject({ statusCode: 200 });
  });

  it.each<[string, Partial<HttpRequest>]>([
    ['another tenant', { headers: { 'reach-tenant-id': 'tenant-2' } }],
    ['another partner', { claims: { partnerId: 'partner-2', type: 'partner' } }],
  ])('does not show it to %s', async (_, overrides) => {
    const { get } = createWorld();
    expect(await get('customer', 'c-1', overrides)).toMatchObject({ statusCode: 404 });
  });

  it('does not show it to a partner that has a schema of the same name', async () => {
    const { ports, get } = createWorld();
    const foreign = definition({ partnerId: 'partner-2', id: 'schema-2' });
    ports.store.definitions.set(foreign, foreign);
    const claims = { partnerId: 'partner-2', type: 'partner' };
    expect(await get('customer', 'c-1', { claims })).toEqual(notFound('There is no Customer "c-1".'));
    expect(ports.calls.at(-1)).toMatchObject({
      args: [{ ...keyOf('c-1'), partnerId: 'partner-2', schemaId: 'schema-2' }],
    });
  });

  it('refuses a caller that names another tenant than its token, without a look at what is stored', async () => {
    const { ports, get } = createWorld();
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-2' };
    expect(await get('customer', 'c-1', { claims })).toMatchObject({ statusCode: 403 });
    expect(ports.calls).toEqual([]);
  });
});
