import type { Json, JsonObject } from '../../../functions/domain/json.ts';
import { MAX_IN_PLACE } from '../../../functions/domain/schema-expansion.ts';

// What costs most of what is accepted: a schema as large as may be, and a document as large as a resource may be.

export const fill = <T>(length: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length }, (_, at) => make(at));
export const names = (count: number) => fill(count, (at) => `n${at}`);
export const fields = <T extends Json>(count: number, make: (at: number) => T): JsonObject =>
  Object.fromEntries(names(count).map((name, at) => [name, make(at)]));

/** A schema whose field `f` is as given. */
export function schemaWith(field: Json, more: JsonObject = {}): JsonObject {
  return { type: 'object', required: ['id'], properties: { id: { type: 'string' }, f: field }, ...more };
}

const long = 'x'.repeat(350_000);
const all = (part: Json) => ({ allOf: fill(MAX_IN_PLACE - 2, () => part) });
const either = fill(350_000, (at) => (at % 3 === 0 ? 'a' : 'b')).join('');
const many = fields(25_000, () => '');

/** What it is, the schema of the field `f`, and its value. */
export const COSTLY: readonly (readonly [string, Json, Json])[] = [
  ['uniqueItems, many times', all({ uniqueItems: true }), fill(30_000, (at) => at)],
  [
    'a constant, many times',
    { allOf: fill(200, (at) => ({ not: { const: at } })) },
    fill(30_000, (at) => at),
  ],
  ['enum for many items', { items: all({ enum: ['x', 'y'] }) }, fill(90_000, () => 'x')],
  ['multipleOf tiny', { items: all({ multipleOf: 1e-300 }) }, fill(15_000, () => 9.9e125)],
  ['the length of long text, many times', all({ maxLength: 1e9 }), long],
  ['a pattern that simulates', { pattern: '(a|b)*a(a|b){300}$' }, either],
  ['many patterns of names', { patternProperties: fields(400, () => ({ type: 'string' })) }, many],
  ['names that are checked', { propertyNames: all({ maxLength: 10 }) }, many],
  ['fields that are counted, many times', all({ maxProperties: 1e9 }), many],
  ['fields that are gone through, many times', all({ additionalProperties: { type: 'string' } }), many],
  ['items that are gone through, many times', all({ items: { type: 'string' } }), fill(90_000, () => '')],
  [
    'contains, many times',
    { allOf: fill(200, () => ({ not: { contains: { type: 'null' } } })) },
    fill(90_000, () => ''),
  ],
  ['formats, many times', { items: all({ format: 'date-time' }) }, fill(9000, () => '2024-02-29T10:00:00Z')],
  [
    'many fields for each item',
    { items: { properties: fields(1500, () => ({ type: 'string' })) } },
    fill(90_000, () => ({})),
  ],
  ['many names for each item', { items: { not: { required: names(7000) } } }, fill(90_000, () => ({}))],
  [
    'recursion in two ways',
    fill(12, () => 0).reduce<Json>((part) => ({ anyOf: [part, { $ref: '#/definitions/n' }] }), {
      $ref: '#/definitions/n',
    }),
    fill(26, () => 0).reduce<JsonObject>((a) => ({ a, k: 3 }), { k: 3 }),
  ],
];

/** What `COSTLY` refers to. */
export const DEFINITIONS: JsonObject = {
  n: {
    anyOf: fill(2, (at) => ({
      properties: { a: { $ref: '#/definitions/n' }, k: { const: at } },
      required: ['k'],
    })),
  },
};
