const text = { type: 'string', minLength: 1 };

/** Where `region` is incomplete, or one coordinate goes without the other, only the patched airport can tell. */
export const AIRPORT_DEFINITION = {
  name: 'airport',
  pluralName: 'airports',
  description: 'Airports of the United States',
  category: 'custom_schema',
  external_id_field: 'iata',
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['iata', 'name', 'country'],
    additionalProperties: false,
    properties: {
      iata: { type: 'string', pattern: '^[0-9A-Z]{3,6}$' },
      name: text,
      city: text,
      state: text,
      country: text,
      latitude: { type: 'number', minimum: -90, maximum: 90 },
      longitude: { type: 'number', minimum: -180, maximum: 180 },
      region: {
        type: 'object',
        required: ['name'],
        additionalProperties: false,
        properties: { name: text, utcOffset: { type: 'integer', minimum: -12, maximum: 14 } },
      },
    },
    dependencies: { latitude: ['longitude'], longitude: ['latitude'] },
  },
} as const;
