import fc from 'fast-check';
import type { Json, JsonObject } from '../../../functions/domain/json.ts';
import { findExpansions } from '../../../functions/domain/schema-expansion.ts';
import type { Schema } from '../../../functions/domain/schema-keywords.ts';
import { indexSubschemas } from '../../../functions/domain/schema-links.ts';

const name = fc.constantFrom('a', 'b', 'c');
const scalar = fc.constantFrom<Json>(null, true, 0, 1, 2, 0.5, '', 'a', 'b', 'ab');

const { value } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
}));

/** Small documents and patches over a few names, so that they often meet the schemas of `anySchema`. */
export const anyDocument: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  value,
  {
    maxKeys: 4,
    noNullPrototype: true,
  },
);

const type = fc.constantFrom('object', 'array', 'string', 'number', 'integer', 'boolean', 'null');
const definition = fc.constantFrom('#', '#/definitions/x', '#/definitions/y');

const { schema, body } = fc.letrec<{ schema: Schema; body: JsonObject }>((tie) => {
  const part = tie('schema');
  const some = fc.array(part, { minLength: 1, maxLength: 2 });
  const fields = fc.dictionary(name, part, { maxKeys: 3, noNullPrototype: true });
  const small = fc.nat({ max: 2 });
  const optional = {
    type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
    enum: fc.array(value, { minLength: 1, maxLength: 3 }),
    const: value,
    minimum: small,
    minLength: small,
    pattern: name,
    minItems: small,
    uniqueItems: fc.boolean(),
    required: fc.uniqueArray(name, { maxLength: 2 }),
    minProperties: small,
    maxProperties: small,
    properties: fields,
    patternProperties: fields,
    additionalProperties: part,
    propertyNames: part,
    dependencies: fc.dictionary(name, fc.oneof(part, fc.uniqueArray(name, { maxLength: 2 })), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    items: fc.oneof(part, some),
    additionalItems: part,
    contains: part,
    allOf: some,
    anyOf: some,
    oneOf: some,
    not: part,
    if: part,
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: part,
    else: part,
    $ref: definition,
  };
  const KEYWORDS_WITH: { readonly [keyword: string]: readonly (keyof typeof optional)[] } = {
    if: ['if', 'then', 'else'],
    additionalItems: ['items', 'additionalItems'],
  };
  // A few keywords at a time: with all of them hardly any document would be valid.
  const keywords = fc
    .uniqueArray(fc.constantFrom(...(Object.keys(optional) as (keyof typeof optional)[])), {
      minLength: 1,
      maxLength: 3,
    })
    .chain((names) =>
      fc.record(
        Object.fromEntries(
          names.flatMap((keyword) =>
            (KEYWORDS_WITH[keyword] ?? [keyword]).map((each) => [each, optional[each] as fc.Arbitrary<Json>]),
          ),
        ),
        { noNullPrototype: true },
      ),
    );
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.boolean(),
      fc.record({ type }, { noNullPrototype: true }),
      tie('body'),
    ),
    body: keywords,
  };
});

/** Schemas of documents with every keyword of draft-07, recursive ones among them. */
export const anySchema: fc.Arbitrary<JsonObject> = fc
  .record({
    body,
    fields: fc.dictionary(name, schema, { maxKeys: 3, noNullPrototype: true }),
    x: schema,
    y: schema,
  })
  .map(({ body: { $ref: _, ...rest }, fields, x, y }) => ({
    properties: fields,
    ...rest,
    type: 'object',
    definitions: { x, y },
  }))
  .filter((candidate) => findExpansions(indexSubschemas(candidate)).length === 0);
