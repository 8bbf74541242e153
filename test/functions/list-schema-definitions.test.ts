import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { SchemaDefinition } from '../../functions/domain/schema-definition.ts';
import { respond } from '../../functions/http.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { createListSchemaDefinitions } from '../../functions/list-schema-definitions.ts';
import { viewOf } from '../../functions/schema-definition-view.ts';
import { createMemoryPorts } from '../support/memory-ports.ts';
import { definition } from './support/definitions.ts';
import { request } from './support/requests.ts';

function createWorld(...held: readonly SchemaDefinition[]) {
  const ports = createMemoryPorts();
  for (const each of held) ports.store.definitions.set(each, each);
  const listDefinitions = createListSchemaDefinitions(ports);
  return {
    ports,
    list: async (overrides: Partial<HttpRequest> = {}) =>
      respond(await listDefinitions(request({ headers: {}, ...overrides }))),
  };
}

const listing = z.object({
  data: z.object({
    results: z.array(z.object({ name: z.string() })),
    pagination: z.object({ hasNextPage: z.boolean(), cursor: z.string().nullable() }),
  }),
});

function named(name: string): SchemaDefinition {
  return definition({ id: `id-of-${name}`, name, pluralName: `${name}-all` });
}

describe('list-schema-definitions', () => {
  it('shows each definition as it is shown alone, on one page', async () => {
    const held = definition({ versionNumber: 3 });
    const { list } = createWorld(held);
    expect(await list()).toEqual({
      statusCode: 200,
      headers: {},
      body: {
        success: true,
        data: { results: [viewOf(held)], pagination: { hasNextPage: false, cursor: null } },
      },
    });
  });

  it('sorts by name, ignoring case', async () => {
    const { list } = createWorld(...['b', 'C', 'a', '_', 'D', 'A1', 'b-', 'b1'].map(named));
    const names = ['_', 'a', 'A1', 'b', 'b-', 'b1', 'C', 'D'];
    expect(await list()).toMatchObject({ body: { data: { results: names.map((name) => ({ name })) } } });
  });

  it('pages through them, a page being shorter when its schemas are large', async () => {
    const names = Array.from({ length: 90 }, (_, at) => `n${String(at).padStart(2, '0')}`);
    const schema = { type: 'object', description: 'x'.repeat(64 * 1024) };
    const { list } = createWorld(...names.map((name) => ({ ...named(name), schema })));
    const seen: string[][] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '100', ...(cursor !== null && { cursor }) };
      const { data } = listing.parse((await list({ query })).body);
      seen.push(data.results.map(({ name }) => name));
      cursor = data.pagination.cursor;
      expect(data.pagination.hasNextPage).toBe(cursor !== null);
    } while (cursor !== null);
    expect(seen.map(({ length }) => length)).toEqual([63, 27]);
    expect(seen.flat()).toEqual(names);
    expect(await list({ query: { cursor: 'x' } })).toMatchObject({ statusCode: 400 });
  });

  it('shows an empty page where there are none, and nothing of another partner', async () => {
    const { list } = createWorld(definition({ partnerId: 'partner-2' }));
    expect(await list()).toMatchObject({ statusCode: 200, body: { data: { results: [] } } });
  });

  it('shows them to a tenant of the partner', async () => {
    const { list } = createWorld(definition());
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-1' };
    expect(await list({ claims })).toMatchObject({ body: { data: { results: [{ id: 'schema-1' }] } } });
  });

  it('refuses a token that names nobody, without a look at what is stored', async () => {
    const { ports, list } = createWorld();
    expect(await list({ claims: { partnerId: 'partner-1' } })).toMatchObject({ statusCode: 403 });
    expect(ports.calls).toEqual([]);
  });
});
