import { describe, expect, it } from 'vitest';
import { createDeleteSchemaDefinition } from '../../functions/delete-schema-definition.ts';
import { respond } from '../../functions/http.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { createMemoryPorts, type MemoryPortsOptions, NOW } from '../support/memory-ports.ts';
import { once } from '../support/port-calls.ts';
import { definition } from './support/definitions.ts';
import { request } from './support/requests.ts';

function createWorld(options: MemoryPortsOptions = {}) {
  const ports = createMemoryPorts(options);
  const held = definition();
  ports.store.definitions.set(held, held);
  const deleteDefinition = createDeleteSchemaDefinition({ ...ports, now: () => NOW });
  return {
    ports,
    held,
    remove: async (idOrName: string, overrides: Partial<HttpRequest> = {}) =>
      respond(await deleteDefinition(request({ headers: {}, path: { idOrName }, ...overrides }))),
  };
}

function notFound(idOrName: string) {
  const message = `There is no schema definition "${idOrName}".`;
  return { statusCode: 404, headers: {}, body: { success: false, message, data: { error: message } } };
}

describe('delete-schema-definition', () => {
  it.each([['schema-1'], ['CUSTOMER'], ['customers']])('deactivates what is called %s', async (idOrName) => {
    const { ports, held, remove } = createWorld();
    expect(await remove(idOrName)).toEqual({
      statusCode: 200,
      headers: {},
      body: {
        success: true,
        data: { id: 'schema-1', name: 'Customer', deactivatedAt: '2026-11-24T12:00:00.000Z' },
      },
    });
    expect(ports.store.deactivated.get(held)).toBe('2026-11-24T12:00:00.000Z');
  });

  it('answers 404 the second time', async () => {
    const { remove } = createWorld();
    await remove('customer');
    expect(await remove('customer')).toEqual(notFound('customer'));
  });

  it('answers 404 when another call deletes it at the same time', async () => {
    const { ports, held, remove } = createWorld({
      before: once('deactivateSchema', () => ports.store.deactivated.set(held, 'before')),
    });
    expect(await remove('customer')).toEqual(notFound('customer'));
    expect(ports.store.deactivated.get(held)).toBe('before');
  });

  it.each<[string, string, Partial<HttpRequest>]>([
    ['one that is not there', 'orders', {}],
    ['nothing', '', {}],
    ['one of another partner', 'customer', { claims: { partnerId: 'partner-2', type: 'partner' } }],
  ])('answers 404 for %s', async (_, idOrName, overrides) => {
    const { ports, held, remove } = createWorld();
    expect(await remove(idOrName, overrides)).toEqual(notFound(idOrName));
    expect(ports.store.deactivated.get(held)).toBeUndefined();
  });

  it('refuses a tenant, even one that is a partner too', async () => {
    const { ports, remove } = createWorld();
    const claims = { partnerId: 'partner-1', type: 'partner', tenantExternalId: 'tenant-1' };
    expect(await remove('customer', { claims })).toMatchObject({ statusCode: 403 });
    expect(ports.calls).toEqual([]);
  });
});
