// Of a JSON Schema (draft-07), as far as it tells what type the values of a field have.

type Json = Readonly<Record<string, unknown>>;

export type CellType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null';

export type FieldTypes =
  /** Any of these. */
  | { readonly kind: 'typed'; readonly types: ReadonlySet<CellType> }
  /** The schema takes the field, and does not say more. */
  | { readonly kind: 'open' }
  /** The schema does not define the field. */
  | { readonly kind: 'unknown' };

const TYPES: readonly CellType[] = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];
const COMBINED = ['allOf', 'anyOf', 'oneOf'] as const;
const MAX_REFERENCES = 32;

/** The types of the field at a path of property names. */
export function typesAt(schema: Json, path: readonly string[]): FieldTypes {
  let level = expand(schema, schema);
  for (const name of path) {
    const lists = level.flatMap((one) => (isObject(one['properties']) ? [one['properties']] : []));
    if (lists.length === 0) return { kind: 'open' };
    const found = lists.flatMap((list) => (Object.hasOwn(list, name) ? [list[name]] : []));
    if (found.length === 0) return { kind: 'unknown' };
    level = found.flatMap((one) => expand(one, schema));
  }
  const types = new Set(level.flatMap(typesOf));
  return types.size === 0 ? { kind: 'open' } : { kind: 'typed', types };
}

/** A schema with those that it refers to or is combined of. */
function expand(schema: unknown, root: Json, references = 0): readonly Json[] {
  if (!isObject(schema) || references > MAX_REFERENCES) return [];
  const { $ref: reference } = schema;
  const parts = COMBINED.flatMap((keyword) => (Array.isArray(schema[keyword]) ? schema[keyword] : []));
  const target = typeof reference === 'string' ? [resolvePointer(root, reference)] : [];
  return [schema, ...[...parts, ...target].flatMap((part) => expand(part, root, references + 1))];
}

function resolvePointer(root: Json, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  const tokens = decodeURIComponent(reference.slice(1)).split('/').slice(1);
  return tokens
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, token) => (isObject(at) ? at[token] : undefined), root);
}

function typesOf({ type, enum: values, const: value }: Json): readonly CellType[] {
  const named = (Array.isArray(type) ? type : [type]).flatMap(
    (one) => TYPES.find((known) => known === one) ?? [],
  );
  if (named.length > 0) return named;
  const examples = Array.isArray(values) ? values : value === undefined ? [] : [value];
  return examples.map(typeOfValue);
}

function typeOfValue(value: unknown): CellType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
