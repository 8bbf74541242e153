import { isJsonObject, type Json, type JsonObject, ownField } from './json.ts';
import { ASSERTIONS, isSchema, mapKeyword, mapOf, type Schema, subschemasOf } from './schema-keywords.ts';

/** A schema with the reference that names it; every `$ref` in it is a key of `definitions`. */
export interface LinkedSchema {
  readonly root: Schema;
  /** By `$ref`: `#/definitions/d0` and so on. */
  readonly definitions: ReadonlyMap<string, Schema>;
}

/** The subschemas of a schema by JSON Pointer, the schema itself at ''. */
export function indexSubschemas(root: Schema): ReadonlyMap<string, Schema> {
  const found = new Map<string, Schema>([['', root]]);
  // A Map iterates over what is added on the way: each subschema adds its own.
  for (const [pointer, schema] of found) {
    for (const part of subschemasOf(schema)) found.set(`${pointer}${part.pointer}`, part.schema);
  }
  return found;
}

/** The JSON Pointer that a local `$ref` means, undefined when it is not local (`#` or `#/...`). */
export function localPointer(ref: string): string | undefined {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined;
  try {
    return decodeURIComponent(ref.slice(1));
  } catch {
    // A lone % in the fragment: taken as it stands, it points to nothing.
    return undefined;
  }
}

export function refOf(schema: Schema): string | undefined {
  const ref = typeof schema === 'boolean' ? undefined : ownField(schema, '$ref');
  return typeof ref === 'string' ? ref : undefined;
}

/**
 * A schema that was checked, brought into the one form everything else works on: only draft-07's keywords, and what is
 * referred to moved into `definitions` under names that no customer chose. Keywords beside a `$ref` count, as in Ajv.
 */
export function linkSchema(schema: JsonObject): LinkedSchema {
  const subschemas = indexSubschemas(schema);
  const names = new Map<string, string>();
  for (const subschema of subschemas.values()) {
    const pointer = localPointer(refOf(subschema) ?? '');
    if (pointer !== undefined && !names.has(pointer)) names.set(pointer, `#/definitions/d${names.size}`);
  }

  const place = (pointer: string, subschema: Schema): Schema => {
    const name = names.get(pointer);
    return name === undefined ? body(pointer, subschema) : { $ref: name };
  };
  const body = (pointer: string, subschema: Schema): Schema => {
    if (typeof subschema === 'boolean') return subschema;
    const kept = Object.entries(subschema).flatMap(
      ([keyword, value]): readonly (readonly [string, Json])[] => {
        if (keyword === '$ref') return [['$ref', names.get(localPointer(String(value)) ?? '') ?? '']];
        if (!VALIDATING.has(keyword)) return [];
        const linked = mapKeyword(keyword, value, (part, below) => place(`${pointer}${below}`, part));
        return [[keyword, keyword === 'dependencies' ? withoutEmptyName(linked) : linked]];
      },
    );
    return withoutProtoNames(Object.fromEntries(kept));
  };

  const definitions = new Map<string, Schema>();
  for (const [pointer, name] of names) {
    const target = subschemas.get(pointer);
    if (target !== undefined) definitions.set(name, body(pointer, target));
  }
  return { root: place('', schema), definitions };
}

const VALIDATING: ReadonlySet<string> = new Set([
  ...ASSERTIONS,
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependencies',
  'properties',
  'patternProperties',
  'additionalProperties',
  'propertyNames',
  'items',
  'additionalItems',
  'contains',
]);

/** Ajv does not miss a field whose name is empty where a dependency lists it; where `required` does, it is told to. */
function withoutEmptyName(dependencies: Json): Json {
  if (!isJsonObject(dependencies)) return dependencies;
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, part]) => [
      name,
      Array.isArray(part) && part.includes('') ? { required: part } : part,
    ]),
  );
}

/** The pattern that only the name `__proto__` matches. */
const PROTO_PATTERN = '^__proto__$';

/**
 * The same schema without the key `__proto__` in its maps, which Ajv skips: a field of that name is described by a
 * pattern, a pattern of that name is written differently, a dependency becomes a condition. Holds for Ajv 8.
 */
function withoutProtoNames(schema: JsonObject): JsonObject {
  let result = schema;
  const pattern = take('patternProperties');
  if (pattern !== undefined) addPattern('(?:__proto__)', pattern);
  const field = take('properties');
  if (field !== undefined) addPattern(PROTO_PATTERN, field);
  const dependency = take('dependencies');
  if (dependency !== undefined) {
    const then = Array.isArray(dependency) ? { required: dependency } : dependency;
    const condition = { if: { required: ['__proto__'] }, then };
    result = withAllOf(result, [condition]);
  }
  return result;

  function take(keyword: string): Json | undefined {
    const map = mapOf(result, keyword);
    const value = ownField(map, '__proto__');
    if (value === undefined) return undefined;
    const rest = Object.fromEntries(Object.entries(map).filter(([name]) => name !== '__proto__'));
    result = { ...result, [keyword]: rest };
    return value;
  }

  function addPattern(text: string, value: Json): void {
    const patterns = mapOf(result, 'patternProperties');
    const present = ownField(patterns, text);
    const both = isSchema(present) ? { allOf: [present, value] } : value;
    result = { ...result, patternProperties: { ...patterns, [text]: both } };
  }
}

/** A schema that applies each given schema to the field of its name, `__proto__` too. */
export function fieldsSchema(fields: readonly (readonly [string, Schema])[]): JsonObject {
  return withoutProtoNames({ properties: Object.fromEntries(fields) });
}

/** The schema with further schemas that must hold too. */
export function withAllOf(schema: JsonObject, more: readonly JsonObject[]): JsonObject {
  if (more.length === 0) return schema;
  const allOf = ownField(schema, 'allOf');
  return { ...schema, allOf: [...(Array.isArray(allOf) ? allOf : []), ...more] };
}
