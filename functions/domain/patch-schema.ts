import { type Json, type JsonObject, ownField } from './json.ts';
import {
  mapKeyword,
  REFUSED,
  type Schema,
  stringsOf,
  UNDEFINED_FIELD,
  UNLESS_NULL,
} from './schema-keywords.ts';
import { fieldsSchema, type LinkedSchema, withAllOf } from './schema-links.ts';

/**
 * The schema that a merge patch must match whatever the document is that it meets.
 *
 * RFC 7396 puts every value of a patch that is not an object into the document as it is, so all of its subschema holds
 * for it already. An object is merged, so only what holds for each of its fields alone holds for it, and the kind of
 * value. A null takes a field away, which only a required field forbids. Hence this schema never refuses a patch that
 * could make a valid document, except that it refuses to delete a required field.
 */
export function toPatchSchema(schema: LinkedSchema): LinkedSchema {
  const definitions = new Map(schema.definitions);
  const wanted = new Map<string, () => Schema>();

  // Made on demand, once: a recursive schema would never end otherwise. A Map keeps its order when a key is set again.
  const merged = (ref: Json): Json => {
    const name = `${String(ref)}.merged`;
    wanted.set(name, () => object(schema.definitions.get(String(ref)) ?? true));
    return name;
  };

  /** For a value at a place that `part` describes, null and all. */
  const value = (part: Schema): Schema => {
    if (part === true) return true;
    if (part === false || isScalarSchema(part)) return { [UNLESS_NULL]: part };
    return { if: NO_OBJECT, else: object(part), allOf: [{ if: OBJECT_OR_NULL, else: leaf(part) }] };
  };

  /** For an object in a patch, which is merged. */
  const object = (part: Schema): Schema => {
    if (typeof part === 'boolean') return part;
    const kept = Object.entries(part).flatMap(([keyword, given]): readonly (readonly [string, Json])[] => {
      if (keyword === 'type') return [[keyword, given]];
      if (keyword === '$ref') return [[keyword, merged(given)]];
      if (keyword === 'allOf') return [[keyword, mapKeyword(keyword, given, object)]];
      if (keyword === 'additionalProperties' && given === false) {
        return [[keyword, { [UNLESS_NULL]: UNDEFINED_FIELD }]];
      }
      if (FIELDS.has(keyword)) return [[keyword, mapKeyword(keyword, given, value)]];
      return [];
    });
    return withUndeletable(Object.fromEntries(kept), stringsOf(part, 'required'));
  };

  /**
   * For anything but an object: the same schema, less the subschemas that only objects have. Those would say nothing,
   * and repeat all that is below at every level.
   */
  const leaf = (part: Schema): Schema => {
    if (typeof part === 'boolean') return part;
    const kept = Object.entries(part).flatMap(([keyword, given]): readonly (readonly [string, Json])[] => {
      if (OF_OBJECTS.has(keyword)) return [];
      return [[keyword, IN_PLACE.has(keyword) ? mapKeyword(keyword, given, leaf) : given]];
    });
    return Object.fromEntries(kept);
  };

  const root = object(schema.root);
  for (const [name, make] of wanted) definitions.set(name, make());
  return { root, definitions };
}

const NO_NULL = { type: ['object', 'array', 'string', 'number', 'boolean'] };
const NO_OBJECT = { type: ['null', 'array', 'string', 'number', 'boolean'] };
const OBJECT_OR_NULL = { type: ['object', 'null'] };
const FIELDS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'additionalProperties']);
const IN_PLACE: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else']);
const OF_OBJECTS: ReadonlySet<string> = new Set([...FIELDS, 'dependencies', 'propertyNames']);
const SCALARS: ReadonlySet<Json> = new Set(['string', 'number', 'integer', 'boolean', 'null']);

/** Whether the schema refuses every object and array by its type, and so can be checked as it stands: the common case. */
function isScalarSchema(schema: JsonObject): boolean {
  const type = ownField(schema, 'type');
  return Array.isArray(type) ? type.every((name) => SCALARS.has(name)) : SCALARS.has(type ?? '');
}

function withUndeletable(schema: JsonObject, required: readonly string[]): JsonObject {
  if (required.length === 0) return schema;
  return withAllOf(schema, [fieldsSchema(required.map((name) => [name, UNDELETABLE]))]);
}

const UNDELETABLE = { if: NO_NULL, else: { [REFUSED]: 'is required and cannot be deleted' } };
