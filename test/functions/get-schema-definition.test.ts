import { describe, expect, it } from 'vitest';
import { createGetSchemaDefinition } from '../../functions/get-schema-definition.ts';
import { respond } from '../../functions/http.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { createMemoryPorts } from '../support/memory-ports.ts';
import { definition } from './support/definitions.ts';
import { request } from './support/requests.ts';

function createWorld() {
  const ports = createMemoryPorts();
  const held = definition({ versionNumber: 3, updatedAt: '2026-11-20T08:00:00.000Z' });
  ports.store.definitions.set(held, held);
  const getSchemaDefinition = createGetSchemaDefinition(ports);
  return {
    ports,
    get: async (idOrName: string, overrides: Partial<HttpRequest> = {}) =>
      respond(await getSchemaDefinition(request({ headers: {}, path: { idOrName }, ...overrides }))),
  };
}

describe('get-schema-definition', () => {
  it('shows the current version', async () => {
    const { get } = createWorld();
    expect(await get('customer')).toEqual({
      statusCode: 200,
      headers: {},
      body: {
        success: true,
        data: {
          id: 'schema-1',
          name: 'Customer',
          pluralName: 'Customers',
          description: 'Who buys',
          category: 'contacts_schema',
          externalIdField: 'customerId',
          external_id_field: 'customerId',
          schema: definition().schema,
          versionNumber: 3,
          referenceSchemas: [],
          createdAt: '2026-11-01T08:00:00.000Z',
          updatedAt: '2026-11-20T08:00:00.000Z',
        },
      },
    });
  });

  it.each([['schema-1'], ['Schema-1'], ['Customer'], ['CUSTOMER'], ['Customers'], ['customers']])(
    'finds it as %s',
    async (idOrName) => {
      const { get } = createWorld();
      expect(await get(idOrName)).toMatchObject({ statusCode: 200, body: { data: { id: 'schema-1' } } });
    },
  );

  it('shows it to a tenant of the partner', async () => {
    const { get } = createWorld();
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-1' };
    expect(await get('customer', { claims })).toMatchObject({ statusCode: 200 });
  });

  it.each<[string, string, Partial<HttpRequest>]>([
    ['one that is not there', 'orders', {}],
    ['nothing', '', {}],
    ['one of another partner', 'customer', { claims: { partnerId: 'partner-2', type: 'partner' } }],
  ])('answers 404 for %s', async (_, idOrName, overrides) => {
    const { get } = createWorld();
    const message = `There is no schema definition "${idOrName}".`;
    expect(await get(idOrName, overrides)).toEqual({
      statusCode: 404,
      headers: {},
      body: { success: false, message, data: { error: message } },
    });
  });

  it('refuses a token that names nobody, without a look at what is stored', async () => {
    const { ports, get } = createWorld();
    expect(await get('customer', { claims: { partnerId: 'partner-1' } })).toMatchObject({ statusCode: 403 });
    expect(ports.calls).toEqual([]);
  });
});
