import { isJsonObject, type Json, type JsonObject, ownField } from './json.ts';
import { isSchema, type Schema } from './schema-keywords.ts';
import { type LinkedSchema, refOf } from './schema-links.ts';

/** The alternatives of an `anyOf` or `oneOf` that the type of a value alone tells apart. */
export interface TypedAlternative {
  readonly types: readonly string[];
  readonly schema: Schema;
}

/**
 * The alternatives with the types that each admits, when no value can be of two of them; else undefined. Then the
 * errors of a value are those of the one alternative of its type, as in `[{"type": "string", ...}, {"type": "null"}]`.
 */
export function typedAlternatives(
  alternatives: Json,
  definitions: LinkedSchema['definitions'],
): readonly TypedAlternative[] | undefined {
  if (!Array.isArray(alternatives)) return undefined;
  const found = alternatives.map((schema) => ({ schema, types: typesOf(schema, definitions) }));
  const types = found.flatMap((alternative) => alternative.types);
  const distinct = new Set(types.map((type) => (type === 'integer' ? 'number' : type)));
  const known = found.every((alternative) => alternative.types.length > 0);
  return known && distinct.size === types.length ? found : undefined;
}

/** The types that a schema names by its `type`, `const` or `enum`, each once; none when it names no type. */
function typesOf(schema: Json, definitions: LinkedSchema['definitions']): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const type = ownField(schema, 'type');
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.map(String);
  const values = Object.hasOwn(schema, 'const')
    ? [ownField(schema, 'const') ?? null]
    : ownField(schema, 'enum');
  if (Array.isArray(values)) return [...new Set(values.map(typeOf))];
  // A checked schema has no reference that leads back to itself at one place, so this ends.
  const target = definitions.get(refOf(schema) ?? '');
  return isSchema(target) ? typesOf(target, definitions) : [];
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A schema that applies to each value the alternative of its type, and has an error of its own for any other type. */
export function byType(
  alternatives: readonly TypedAlternative[],
  apply: (schema: Schema) => Schema,
): JsonObject {
  return {
    type: alternatives.flatMap(({ types }) => types),
    allOf: alternatives.map(({ types, schema }) => ({ if: { not: { type: types } }, else: apply(schema) })),
  };
}
