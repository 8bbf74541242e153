import { isJsonObject, type Json, type JsonObject, ownField, pointerToken } from './json.ts';

/** A JSON Schema or a subschema of one. */
export type Schema = boolean | JsonObject;

/** How a subschema applies: to the value its parent applies to, to a part of that value, or only where a `$ref` says so. */
export type Applies = 'in-place' | 'to-part' | 'by-reference';

type Shape = 'schema' | 'list' | 'schema-or-list' | 'map' | 'dependencies';

/** A keyword of our own: always fails, and its value is the message. */
export const REFUSED = 'patchlane:refused';

/** A keyword of our own: its subschema applies unless the value is null. */
export const UNLESS_NULL = 'patchlane:unless-null';

/**
 * Every keyword that holds subschemas: draft-07's and ours. `$ref` is not among them: what it points to is found elsewhere.
 * https://json-schema.org/draft-07/json-schema-validation
 */
const SUBSCHEMA_KEYWORDS: ReadonlyMap<string, readonly [Shape, Applies]> = new Map([
  ['allOf', ['list', 'in-place']],
  ['anyOf', ['list', 'in-place']],
  ['oneOf', ['list', 'in-place']],
  ['not', ['schema', 'in-place']],
  ['if', ['schema', 'in-place']],
  ['then', ['schema', 'in-place']],
  ['else', ['schema', 'in-place']],
  ['dependencies', ['dependencies', 'in-place']],
  ['properties', ['map', 'to-part']],
  ['patternProperties', ['map', 'to-part']],
  ['additionalProperties', ['schema', 'to-part']],
  ['propertyNames', ['schema', 'to-part']],
  ['items', ['schema-or-list', 'to-part']],
  ['additionalItems', ['schema', 'to-part']],
  ['contains', ['schema', 'to-part']],
  ['definitions', ['map', 'by-reference']],
  [UNLESS_NULL, ['schema', 'in-place']],
]);

/** The keywords that check a value by themselves. What is neither here nor above says nothing about validity. */
export const ASSERTIONS = [
  'type',
  'enum',
  'const',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'format',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxProperties',
  'minProperties',
  'required',
] as const;

/** What `additionalProperties: false` says of a field. */
export const UNDEFINED_FIELD: JsonObject = { [REFUSED]: 'is not defined by the schema' };

/** One place in a schema's keyword where a subschema stands. */
export interface Subschema {
  readonly keyword: string;
  readonly applies: Applies;
  /** JSON Pointer from the parent schema. */
  readonly pointer: string;
  readonly schema: Schema;
}

/** The direct subschemas of a schema; field names that look like keywords and values that look like schemas are not. */
export function subschemasOf(schema: Schema): readonly Subschema[] {
  if (typeof schema === 'boolean') return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const known = SUBSCHEMA_KEYWORDS.get(keyword);
    if (known === undefined) return [];
    const [shape, applies] = known;
    return parts(shape, value).map(([token, part]) => ({
      keyword,
      applies,
      pointer: `${pointerToken(keyword)}${token}`,
      schema: part,
    }));
  });
}

/** The subschemas at every depth, without following references, and the names that dependencies list. */
export function countParts(schema: Schema): number {
  const names = typeof schema === 'boolean' ? 0 : namesInDependencies(schema);
  return subschemasOf(schema).reduce((count, part) => count + 1 + countParts(part.schema), names);
}

export function namesInDependencies(schema: JsonObject): number {
  return Object.values(mapOf(schema, 'dependencies')).reduce<number>(
    (sum, names) => sum + (Array.isArray(names) ? names.length : 0),
    0,
  );
}

/**
 * The schema with each of its subschemas replaced by what `change` makes of it; `pointer` is that subschema's, from
 * this schema. Lists and maps keep their shape, and dependencies on field names stay as they are.
 */
export function mapKeyword(
  keyword: string,
  value: Json,
  change: (subschema: Schema, pointer: string) => Schema,
): Json {
  const shape = SUBSCHEMA_KEYWORDS.get(keyword)?.[0];
  if (shape === undefined) return value;
  const at = (part: Json, token: string) =>
    isSchema(part) ? change(part, `${pointerToken(keyword)}${token}`) : part;
  if (Array.isArray(value)) return value.map((part, index) => at(part, pointerToken(index)));
  if (isJsonObject(value) && (shape === 'map' || shape === 'dependencies')) {
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, at(part, pointerToken(name))]),
    );
  }
  return at(value, '');
}

export function isSchema(value: Json | undefined): value is Schema {
  return typeof value === 'boolean' || isJsonObject(value);
}

/** A keyword's value when it is a map of names, else an empty one. */
export function mapOf(schema: JsonObject, keyword: string): JsonObject {
  const value = ownField(schema, keyword);
  return isJsonObject(value) ? value : {};
}

/** A keyword's strings when it is a list, else none. */
export function stringsOf(schema: JsonObject, keyword: string): readonly string[] {
  const value = ownField(schema, keyword);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function parts(shape: Shape, value: Json): readonly (readonly [string, Schema])[] {
  if (Array.isArray(value)) {
    return value.flatMap((part, index) => (isSchema(part) ? [[pointerToken(index), part] as const] : []));
  }
  if (isJsonObject(value) && (shape === 'map' || shape === 'dependencies')) {
    return Object.entries(value).flatMap(([name, part]) =>
      isSchema(part) ? [[pointerToken(name), part] as const] : [],
    );
  }
  return isSchema(value) ? [['', value]] : [];
}
