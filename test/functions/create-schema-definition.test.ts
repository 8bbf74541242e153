import { describe, expect, it } from 'vitest';
import { checkSchema } from '../../functions/adapters/ajv-schema-check.ts';
import { createCreateSchemaDefinition } from '../../functions/create-schema-definition.ts';
import type { Json, JsonObject } from '../../functions/domain/json.ts';
import { CATEGORIES } from '../../functions/domain/schema-definition.ts';
import { respond } from '../../functions/http.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { createMemoryPorts, type MemoryPortsOptions, NOW } from '../support/memory-ports.ts';
import { failing } from '../support/port-calls.ts';
import { jsonRequest } from './support/requests.ts';

const INVALID = 'The schema definition is not valid.';
const KEY = { partnerId: 'partner-1', id: 'new-1' };

const SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  required: ['sku'],
  properties: { sku: { type: 'string' }, price: { type: 'number', minimum: 0 } },
};

const BODY = {
  name: 'Product',
  pluralName: 'Products',
  description: 'What is sold',
  category: 'custom_schema',
  externalIdField: 'sku',
  schema: SCHEMA,
};

function createWorld(options: MemoryPortsOptions = {}) {
  const ports = createMemoryPorts(options);
  let ids = 0;
  const createDefinition = createCreateSchemaDefinition({
    schemaDefinitions: ports.schemaDefinitions,
    checkSchema,
    newId: () => {
      ids += 1;
      return `new-${ids}`;
    },
    now: () => NOW,
  });
  return {
    ports,
    post: async (body: unknown, overrides: Partial<HttpRequest> = {}) =>
      respond(await createDefinition(jsonRequest(body, overrides))),
  };
}

/** A body with other fields; a field that is undefined is left out. */
function bodyWith(fields: Readonly<Record<string, unknown>>): object {
  return { ...BODY, ...fields };
}

/** A body whose schema has these keywords too. */
function schemaWith(keywords: JsonObject): object {
  return bodyWith({ schema: { ...SCHEMA, ...keywords } });
}

/** A body whose schema says this of its field `f`. */
function fieldWith(f: Json): object {
  return schemaWith({ properties: { sku: { type: 'string' }, f } });
}

async function errorsOf(body: unknown): Promise<unknown> {
  const { ports, post } = createWorld();
  const answer = await post(body);
  expect(answer).toMatchObject({ statusCode: 400, body: { success: false, message: INVALID } });
  expect(ports.calls).toEqual([]);
  return 'errors' in answer.body ? answer.body.errors : undefined;
}

describe('create-schema-definition', () => {
  it('answers 201 with version 1 and where to find it', async () => {
    const { post } = createWorld();
    expect(await post(BODY)).toEqual({
      statusCode: 201,
      headers: { location: '/partner/schema-definitions/new-1' },
      body: {
        success: true,
        data: {
          id: 'new-1',
          ...BODY,
          external_id_field: 'sku',
          versionNumber: 1,
          referenceSchemas: [],
          createdAt: '2026-11-24T12:00:00.000Z',
          updatedAt: '2026-11-24T12:00:00.000Z',
        },
      },
    });
  });

  it('stores it for the partner of the token', async () => {
    const { ports, post } = createWorld();
    await post(BODY, { claims: { partnerId: 'partner-7', type: 'partner' } });
    expect(ports.store.definitions.get({ ...KEY, partnerId: 'partner-7' })).toEqual({
      id: 'new-1',
      partnerId: 'partner-7',
      ...BODY,
      versionNumber: 1,
      createdAt: '2026-11-24T12:00:00.000Z',
      updatedAt: '2026-11-24T12:00:00.000Z',
    });
  });

  it('fails when it cannot store it', async () => {
    const { post } = createWorld({ before: failing('createSchema') });
    await expect(post(BODY)).rejects.toThrow('createSchema was made to fail');
  });

  describe('takes', () => {
    it.each<[string, Readonly<Record<string, unknown>>]>([
      ['external_id_field', { external_id_field: 'sku', externalIdField: undefined }],
      ['externalIdField', { externalIdField: 'sku' }],
      ['both, when they agree', { external_id_field: 'sku', externalIdField: 'sku' }],
    ])('the name of the external id in the spelling %s', async (_, fields) => {
      const { ports, post } = createWorld();
      expect(await post(bodyWith(fields))).toMatchObject({
        statusCode: 201,
        body: { data: { externalIdField: 'sku', external_id_field: 'sku' } },
      });
      expect(ports.store.definitions.get(KEY)).not.toHaveProperty('external_id_field');
    });

    it.each(CATEGORIES.map((category) => [category]))('the category %s', async (category) => {
      const { ports, post } = createWorld();
      await post(bodyWith({ category }));
      expect(ports.store.definitions.get(KEY)?.category).toBe(category);
    });

    it('no description for an empty one', async () => {
      const { ports, post } = createWorld();
      await post(bodyWith({ description: undefined }));
      expect(ports.store.definitions.get(KEY)?.description).toBe('');
    });

    it.each<[string, Readonly<Record<string, unknown>>]>([
      ['one letter', { name: 'a', pluralName: 'b' }],
      ['128 letters', { name: 'a'.repeat(128), pluralName: 'b'.repeat(128) }],
      ['letters, digits, _ and -', { name: 'aZ0_-', pluralName: '-_9Za' }],
      ['the same name in the plural', { pluralName: 'product' }],
      ['names that JavaScript gives a meaning to', { name: '__proto__', pluralName: 'constructor' }],
    ])('names of %s', async (_, fields) => {
      const { post } = createWorld();
      expect(await post(bodyWith(fields))).toMatchObject({ statusCode: 201, body: { data: fields } });
    });

    it('descriptions of 4096 characters', async () => {
      const { post } = createWorld();
      expect(await post(bodyWith({ description: 'é'.repeat(4096) }))).toMatchObject({ statusCode: 201 });
    });

    it.each([['a'], ['a/b~"é'.padEnd(255, 'x')]])('the external id field %s', async (externalIdField) => {
      const { post } = createWorld();
      const properties = { [externalIdField]: { type: 'string' } };
      const schema = { ...SCHEMA, required: [externalIdField], properties };
      expect(await post(bodyWith({ externalIdField, schema }))).toMatchObject({ statusCode: 201 });
    });
  });

  describe('refuses', () => {
    it.each<[string, Readonly<Record<string, unknown>>, string]>([
      ['no name', { name: undefined }, 'name: is required and must be a string'],
      ['a name that is no text', { name: 1 }, 'name: is required and must be a string'],
      ['an empty name', { name: '' }, 'name: must be made of letters, digits, _ and -'],
      ['a name with a space', { name: 'a b' }, 'name: must be made of letters, digits, _ and -'],
      ['a name with a slash', { name: 'a/b' }, 'name: must be made of letters, digits, _ and -'],
      ['a name with a line end', { name: 'a\n' }, 'name: must be made of letters, digits, _ and -'],
      ['a name in other letters', { name: 'café' }, 'name: must be made of letters, digits, _ and -'],
      ['a name too long', { name: 'a'.repeat(129) }, 'name: must not be longer than 128 characters'],
      ['no plural name', { pluralName: undefined }, 'pluralName: is required and must be a string'],
      ['a wrong plural name', { pluralName: 'a.b' }, 'pluralName: must be made of letters, digits, _ and -'],
      [
        'a plural name too long',
        { pluralName: 'a'.repeat(129) },
        'pluralName: must not be longer than 128 characters',
      ],
      ['a description that is no text', { description: null }, 'description: must be a string'],
      [
        'a description too long',
        { description: 'a'.repeat(4097) },
        'description: must not be longer than 4096 characters',
      ],
      [
        'no category',
        { category: undefined },
        'category: must be one of contacts_schema, transactions_schema, locations_schema, custom_schema',
      ],
      [
        'another category',
        { category: 'Custom_schema' },
        'category: must be one of contacts_schema, transactions_schema, locations_schema, custom_schema',
      ],
      ['no external id field', { externalIdField: undefined }, 'externalIdField: is required'],
      ['an empty external id field', { externalIdField: '' }, 'externalIdField: must not be empty'],
      ['an external id field that is no text', { externalIdField: 1 }, 'externalIdField: must be a string'],
      [
        'an external id field too long',
        { externalIdField: 'a'.repeat(256) },
        'externalIdField: must not be longer than 255 characters',
      ],
      [
        'another spelling of the external id field that is empty',
        { external_id_field: '' },
        'external_id_field: must not be empty',
      ],
      [
        'two spellings that differ',
        { external_id_field: 'name' },
        'externalIdField: must be the same as external_id_field',
      ],
      [
        'no schema',
        { schema: undefined },
        'schema: is required and must be a JSON Schema (draft-07), an object',
      ],
      [
        'a schema that is no object',
        { schema: true },
        'schema: is required and must be a JSON Schema (draft-07), an object',
      ],
      [
        'a schema that is a list',
        { schema: [] },
        'schema: is required and must be a JSON Schema (draft-07), an object',
      ],
      ['a field it does not know', { plural_name: 'a' }, 'body/plural_name: is not a known field'],
      ['to be told the id', { id: 'a' }, 'body/id: is not a known field'],
      ['to be told the partner', { partnerId: 'a' }, 'body/partnerId: is not a known field'],
    ])('%s', async (_, fields, error) => {
      expect(await errorsOf(bodyWith(fields))).toEqual([error]);
    });

    it('every wrong field at once', async () => {
      expect(await errorsOf({ name: '', 'a/b': 1, schema: 1, externalIdField: 1 })).toEqual([
        'name: must be made of letters, digits, _ and -',
        'pluralName: is required and must be a string',
        'category: must be one of contacts_schema, transactions_schema, locations_schema, custom_schema',
        'externalIdField: must be a string',
        'schema: is required and must be a JSON Schema (draft-07), an object',
        'body/a~1b: is not a known field',
      ]);
    });

    it.each([['text'], [[BODY]], [null], [1]])('a body that is no object: %j', async (body) => {
      expect(await errorsOf(JSON.stringify(body))).toEqual(['body: must be an object']);
    });

    it.each<[string, object, readonly string[]]>([
      ['is not of an object', schemaWith({ type: 'array' }), ['schema/type: must be "object"']],
      [
        'is another dialect',
        schemaWith({ $schema: 'https://json-schema.org/draft/2020-12/schema' }),
        ['schema/$schema: must be "http://json-schema.org/draft-07/schema#"'],
      ],
      [
        'uses a keyword of another dialect',
        schemaWith({ $defs: {} }),
        ['schema/$defs: is not part of draft-07: use "definitions"'],
      ],
      [
        'is no schema',
        fieldWith({ type: 'text' }),
        [expect.stringMatching(/^schema\/properties\/f\/type: /)],
      ],
      [
        'refers to another document',
        fieldWith({ $ref: 'https://example.com/schema' }),
        ['schema/properties/f/$ref: must be local: "#" or "#/..."'],
      ],
      [
        'refers to a file',
        fieldWith({ $ref: 'file:///etc/passwd' }),
        ['schema/properties/f/$ref: must be local: "#" or "#/..."'],
      ],
      [
        'refers to nothing',
        fieldWith({ $ref: '#/definitions/none' }),
        ['schema/properties/f/$ref: must point to a subschema, as in "#/definitions/address"'],
      ],
      [
        'has a pattern that looks back',
        fieldWith({ pattern: '(a)\\1' }),
        [expect.stringMatching(/^schema\/properties\/f\/pattern: /)],
      ],
      [
        'has a pattern that looks ahead',
        fieldWith({ patternProperties: { '(?=a)': {} } }),
        [expect.stringMatching(/^schema\/properties\/f\/patternProperties\/\(\?=a\): /)],
      ],
      [
        'has a pattern that is none',
        fieldWith({ pattern: '(' }),
        [expect.stringMatching(/^schema\/properties\/f\/pattern: /)],
      ],
      [
        'has a format that is not checked',
        fieldWith({ format: 'phone' }),
        [expect.stringMatching(/^schema\/properties\/f\/format: must be one of date, /)],
      ],
      [
        'does not require the external id',
        schemaWith({ required: [] }),
        ['schema/required: must list "sku", the external id field'],
      ],
      [
        'does not have the external id',
        schemaWith({ properties: {} }),
        ['schema/properties/sku: must have the type "string": it is the external id field'],
      ],
      [
        'has an external id that is no text',
        schemaWith({ properties: { sku: { type: ['string', 'null'] } } }),
        ['schema/properties/sku: must have the type "string": it is the external id field'],
      ],
      [
        'has several faults',
        schemaWith({ required: [], properties: { sku: { $ref: 'https://example.com' } } }),
        [
          'schema/properties/sku: must have the type "string": it is the external id field',
          'schema/required: must list "sku", the external id field',
          'schema/properties/sku/$ref: must be local: "#" or "#/..."',
        ],
      ],
    ])('a schema that %s', async (_, body, errors) => {
      expect(await errorsOf(body)).toEqual(errors);
    });

    it('what cannot be kept as it is, before it looks at anything else', async () => {
      const text = JSON.stringify(bodyWith({ name: '' })).replace(
        '"minimum":0',
        '"minimum":9007199254740993',
      );
      expect(await errorsOf(text)).toEqual([
        expect.stringMatching(/^body\/schema\/properties\/price\/minimum: must be an integer from /),
      ]);
    });

    it('a body that is not JSON', async () => {
      const { ports, post } = createWorld();
      expect(await post('{"name": ')).toMatchObject({
        statusCode: 400,
        body: {
          message: 'The request body cannot be read.',
          errors: ['body: is not JSON: it ends too early'],
        },
      });
      expect(ports.calls).toEqual([]);
    });

    it('another media type', async () => {
      const { post } = createWorld();
      expect(await post(BODY, { headers: { 'content-type': 'text/plain' } })).toMatchObject({
        statusCode: 415,
      });
    });

    it('a tenant, even one that is a partner too', async () => {
      const { ports, post } = createWorld();
      const claims = { partnerId: 'partner-1', type: 'partner', tenantExternalId: 'tenant-1' };
      expect(await post(BODY, { claims })).toEqual({
        statusCode: 403,
        headers: {},
        body: {
          success: false,
          message: 'This call needs a partner token; the token is bound to a tenant.',
        },
      });
      expect(ports.calls).toEqual([]);
    });
  });

  describe('answers 409', () => {
    it.each<[string, Readonly<Record<string, unknown>>, string]>([
      ['its name is taken', { pluralName: 'Others' }, 'Product'],
      ['its name is taken, in another case', { name: 'PRODUCT', pluralName: 'Others' }, 'PRODUCT'],
      ['its name is the plural name of another', { name: 'products', pluralName: 'Others' }, 'products'],
      ['its plural name is taken', { name: 'Other' }, 'Products'],
      ['its plural name is the name of another', { name: 'Other', pluralName: 'Product' }, 'Product'],
    ])('when %s', async (_, fields, taken) => {
      const { ports, post } = createWorld();
      await post(BODY);
      expect(await post(bodyWith(fields))).toEqual({
        statusCode: 409,
        headers: {},
        body: {
          success: false,
          message: `The name "${taken}" belongs to another schema definition; names and plural names are unique, ignoring case, and stay taken when a definition is deleted.`,
        },
      });
      expect(ports.store.definitions.values()).toHaveLength(1);
    });

    it('not for names of another partner', async () => {
      const { post } = createWorld();
      await post(BODY);
      const claims = { partnerId: 'partner-2', type: 'partner' };
      expect(await post(BODY, { claims })).toMatchObject({ statusCode: 201 });
    });
  });
});
