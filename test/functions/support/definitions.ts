import { compileSchema } from '../../../functions/adapters/ajv-schema.ts';
import type { JsonObject } from '../../../functions/domain/json.ts';
import type { SchemaDefinition, UsableSchema } from '../../../functions/domain/schema-definition.ts';

/** `tier` needs a `since`, which only the whole document can tell. */
const CUSTOMER: JsonObject = {
  type: 'object',
  required: ['customerId', 'email'],
  properties: {
    customerId: { type: 'string' },
    email: { type: 'string', format: 'email' },
    name: { type: 'string', minLength: 1 },
    visits: { type: 'integer', minimum: 0 },
    tier: { enum: ['gold', 'silver'] },
    since: { type: 'string', format: 'date' },
    tags: { type: 'array', items: { type: 'string' } },
    address: {
      type: 'object',
      required: ['city'],
      properties: {
        city: { type: 'string' },
        place: { type: 'object', properties: { floor: { type: 'integer' } } },
      },
    },
    more: {},
  },
  dependencies: { tier: ['since'] },
};

/** The definition that the factories of batches and resources speak of. */
export function definition(overrides: Partial<SchemaDefinition> = {}): SchemaDefinition {
  return {
    id: 'schema-1',
    partnerId: 'partner-1',
    name: 'Customer',
    pluralName: 'Customers',
    description: 'Who buys',
    category: 'contacts_schema',
    externalIdField: 'customerId',
    schema: CUSTOMER,
    versionNumber: 1,
    createdAt: '2026-11-01T08:00:00.000Z',
    updatedAt: '2026-11-01T08:00:00.000Z',
    ...overrides,
  };
}

/** A definition of resources with these fields beside their external id `id`, of which anything goes. */
export function definitionOf(properties: JsonObject, more: JsonObject = {}): SchemaDefinition {
  const schema: JsonObject = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' }, ...properties },
    ...more,
  };
  return definition({ externalIdField: 'id', schema });
}

export function usable(made: SchemaDefinition): UsableSchema {
  return { definition: made, compiled: compileSchema(made.schema) };
}
