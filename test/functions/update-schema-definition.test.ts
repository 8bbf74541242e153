import { describe, expect, it } from 'vitest';
import { checkSchema } from '../../functions/adapters/ajv-schema-check.ts';
import { respond } from '../../functions/http.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { createUpdateSchemaDefinition } from '../../functions/update-schema-definition.ts';
import { createMemoryPorts, type MemoryPortsOptions, NOW } from '../support/memory-ports.ts';
import { failing, once } from '../support/port-calls.ts';
import { definition } from './support/definitions.ts';
import { jsonRequest } from './support/requests.ts';

const SCHEMA = {
  type: 'object',
  required: ['customerId'],
  properties: { customerId: { type: 'string' }, phone: { type: 'string' } },
};

function createWorld(options: MemoryPortsOptions = {}) {
  const ports = createMemoryPorts(options);
  const held = definition({ versionNumber: 4 });
  ports.store.definitions.set(held, held);
  const updateDefinition = createUpdateSchemaDefinition({ ...ports, checkSchema, now: () => NOW });
  return {
    ports,
    held,
    post: async (body: unknown, { idOrName = 'customer', ...overrides }: Overrides = {}) =>
      respond(await updateDefinition(jsonRequest(body, { path: { idOrName }, ...overrides }))),
  };
}

type Overrides = Partial<HttpRequest> & { readonly idOrName?: string };

async function errorsOf(body: unknown): Promise<unknown> {
  const { ports, held, post } = createWorld();
  const answer = await post(body);
  const message = 'The schema definition is not valid.';
  expect(answer).toMatchObject({ statusCode: 400, body: { success: false, message } });
  expect(ports.store.definitions.get(held)).toEqual(held);
  return 'errors' in answer.body ? answer.body.errors : undefined;
}

describe('update-schema-definition', () => {
  it('answers 200 with the new version', async () => {
    const { post } = createWorld();
    const changes = { description: 'New', category: 'custom_schema', schema: SCHEMA };
    expect(await post(changes)).toEqual({
      statusCode: 200,
      headers: {},
      body: {
        success: true,
        data: {
          id: 'schema-1',
          name: 'Customer',
          pluralName: 'Customers',
          ...changes,
          externalIdField: 'customerId',
          external_id_field: 'customerId',
          versionNumber: 5,
          referenceSchemas: [],
          createdAt: '2026-11-01T08:00:00.000Z',
          updatedAt: '2026-11-24T12:00:00.000Z',
        },
      },
    });
  });

  it.each([['schema-1'], ['CUSTOMER'], ['customers']])('updates what is called %s', async (idOrName) => {
    const { ports, held, post } = createWorld();
    expect(await post({ description: 'New' }, { idOrName })).toMatchObject({ statusCode: 200 });
    expect(ports.store.definitions.get(held)?.description).toBe('New');
  });

  it.each<[string, object]>([
    ['description', { description: '' }],
    ['category', { category: 'locations_schema' }],
    ['schema', { schema: SCHEMA }],
    ['nothing', {}],
  ])('keeps all that the body does not name: %s alone', async (_, changes) => {
    const { ports, held, post } = createWorld();
    expect(await post(changes)).toMatchObject({ statusCode: 200 });
    const updatedAt = '2026-11-24T12:00:00.000Z';
    expect(ports.store.definitions.get(held)).toEqual({ ...held, ...changes, versionNumber: 5, updatedAt });
  });

  it('takes the whole definition back as it is shown by a create', async () => {
    const { ports, held, post } = createWorld();
    const { name, pluralName, description, category, externalIdField, schema } = held;
    const same = { name, pluralName, description, category, externalIdField, schema };
    expect(await post({ ...same, external_id_field: externalIdField })).toMatchObject({ statusCode: 200 });
    const updatedAt = '2026-11-24T12:00:00.000Z';
    expect(ports.store.definitions.get(held)).toEqual({ ...held, versionNumber: 5, updatedAt });
  });

  describe('refuses', () => {
    it.each<[string, object, string]>([
      ['another name', { name: 'Client' }, 'name: cannot be changed: leave it out, or send "Customer"'],
      [
        'the name in other letters',
        { name: 'customer' },
        'name: cannot be changed: leave it out, or send "Customer"',
      ],
      [
        'another plural name',
        { pluralName: 'Customer' },
        'pluralName: cannot be changed: leave it out, or send "Customers"',
      ],
      [
        'another external id field',
        { externalIdField: 'email' },
        'externalIdField: cannot be changed: leave it out, or send "customerId"',
      ],
      [
        'another external id field in its other spelling',
        { external_id_field: 'email', externalIdField: 'customerId' },
        'external_id_field: cannot be changed: leave it out, or send "customerId"',
      ],
      ['no name', { name: null }, 'name: cannot be changed: leave it out, or send "Customer"'],
      ['a description that is no text', { description: null }, 'description: must be a string'],
      [
        'a description too long',
        { description: 'a'.repeat(4097) },
        'description: must not be longer than 4096 characters',
      ],
      [
        'another category',
        { category: 'other' },
        'category: must be one of contacts_schema, transactions_schema, locations_schema, custom_schema',
      ],
      ['no schema', { schema: null }, 'schema: is required and must be a JSON Schema (draft-07), an object'],
      ['a field it does not know', { versionNumber: 5 }, 'body/versionNumber: is not a known field'],
    ])('%s', async (_, body, error) => {
      expect(await errorsOf(body)).toEqual([error]);
    });

    it.each<[string, object, string]>([
      [
        'does not define the external id',
        { ...SCHEMA, properties: {} },
        'schema/properties/customerId: must have the type "string": it is the external id field',
      ],
      [
        'does not require the external id',
        { ...SCHEMA, required: [] },
        'schema/required: must list "customerId", the external id field',
      ],
      ['is not of an object', { ...SCHEMA, type: 'array' }, 'schema/type: must be "object"'],
    ])('a schema that %s', async (_, schema, error) => {
      expect(await errorsOf({ schema })).toEqual([error]);
      expect(await errorsOf({ schema, externalIdField: 'customerId' })).toEqual([error]);
    });

    it('a body that is no object', async () => {
      expect(await errorsOf('[]')).toEqual(['body: must be an object']);
    });

    it('what cannot be kept as it is', async () => {
      expect(await errorsOf('{"schema": {"maximum": 9007199254740993}}')).toEqual([
        expect.stringMatching(/^body\/schema\/maximum: must be an integer from /),
      ]);
    });

    it('a body that is not JSON', async () => {
      const { post } = createWorld();
      expect(await post('{')).toMatchObject({
        statusCode: 400,
        body: { message: 'The request body cannot be read.' },
      });
    });

    it('a tenant, even one that is a partner too', async () => {
      const { ports, post } = createWorld();
      const claims = { partnerId: 'partner-1', type: 'partner', tenantExternalId: 'tenant-1' };
      expect(await post({}, { claims })).toMatchObject({ statusCode: 403 });
      expect(ports.calls).toEqual([]);
    });
  });

  it.each<[string, Overrides]>([
    ['one that is not there', { idOrName: 'orders' }],
    ['nothing', { path: {} }],
    ['one of another partner', { claims: { partnerId: 'partner-2', type: 'partner' } }],
  ])('answers 404 for %s', async (_, overrides) => {
    const { ports, held, post } = createWorld();
    expect(await post({ description: 'New' }, overrides)).toMatchObject({ statusCode: 404 });
    expect(ports.store.definitions.get(held)).toEqual(held);
  });

  it('answers 404 when it is deleted at the same time', async () => {
    const { ports, held, post } = createWorld({
      before: once('updateSchema', () => ports.store.deactivated.set(held, 'before')),
    });
    const message = 'There is no schema definition "customer".';
    expect(await post({ description: 'New' })).toMatchObject({ statusCode: 404, body: { message } });
    expect(ports.store.definitions.get(held)).toEqual(held);
  });

  it('answers 409 when another call updates it at the same time, and keeps what that one stored', async () => {
    const first = definition({ versionNumber: 5, description: 'first' });
    const { ports, held, post } = createWorld({
      before: once('updateSchema', () => ports.store.definitions.set(first, first)),
    });
    expect(await post({ description: 'second' })).toEqual({
      statusCode: 409,
      headers: {},
      body: {
        success: false,
        message:
          'The schema definition "customer" was updated by another call at the same time: read it, then send what you still want to change.',
      },
    });
    expect(ports.store.definitions.get(held)).toEqual(first);
  });

  it('fails when it cannot store it', async () => {
    const { post } = createWorld({ before: failing('updateSchema') });
    await expect(post({})).rejects.toThrow('updateSchema was made to fail');
  });
});
