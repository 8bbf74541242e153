import type { Definition } from '../api/product-contract.ts';

export type Operation = 'patch' | 'upsert' | 'create' | 'delete';

export interface Amount {
  readonly patches: number;
  /** Over how many resources they go, in turn. */
  readonly resources: number;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Made-up items of a batch: each names its resource, has what the schema requires, and one more text where there is one.
 * @returns patches, or external ids for a deletion, which names each resource once
 */
export function generate(definition: Definition, operation: Operation, amount: Amount): readonly unknown[] {
  const ids = Array.from({ length: amount.resources }, (_, at) => `r-${at + 1}`);
  if (operation === 'delete') return ids.slice(0, amount.patches);
  const fields = sampledFields(definition);
  return Array.from({ length: amount.patches }, (_, at) => ({
    [definition.externalIdField]: ids[at % ids.length],
    ...Object.fromEntries(fields.map(([name, schema]) => [name, sample(name, schema, at + 1)])),
  }));
}

/** Required ones, and the first two of the others that are simple. */
function sampledFields({ schema, externalIdField }: Definition): readonly (readonly [string, JsonSchema])[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const fields = entriesOf(schema['properties']).filter(([name]) => name !== externalIdField);
  const optional = fields
    .filter(([name, { type }]) => !required.includes(name) && SIMPLE.has(type))
    .slice(0, 2);
  return [...fields.filter(([name]) => required.includes(name)), ...optional];
}

const SIMPLE: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean']);

const FORMATS: Readonly<Record<string, (n: number) => string>> = {
  email: (n) => `person-${n}@example.org`,
  date: () => new Date().toISOString().slice(0, 10),
  'date-time': () => new Date().toISOString(),
  uri: (n) => `https://example.org/${n}`,
};

/** A value of simple schemas; what has patterns or alternatives the reader has to correct. */
function sample(name: string, schema: JsonSchema, n: number): unknown {
  const { type, format, minimum } = schema;
  const choices = schema['enum'];
  if (Array.isArray(choices)) return choices[n % choices.length];
  if ('const' in schema) return schema['const'];
  if (type === 'integer' || type === 'number')
    return (typeof minimum === 'number' ? Math.ceil(minimum) : 0) + n;
  if (type === 'boolean') return n % 2 === 0;
  if (type === 'array') return [];
  if (type === 'object') {
    const required = Array.isArray(schema['required']) ? schema['required'] : [];
    const fields = entriesOf(schema['properties']).filter(([field]) => required.includes(field));
    return Object.fromEntries(fields.map(([field, inner]) => [field, sample(field, inner, n)]));
  }
  return (typeof format === 'string' && FORMATS[format]?.(n)) || `${name} ${n}`;
}

function entriesOf(properties: unknown): readonly (readonly [string, JsonSchema])[] {
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).filter(
    (entry): entry is [string, JsonSchema] => typeof entry[1] === 'object' && entry[1] !== null,
  );
}

/** One item a line: readable, and short with a thousand of them. */
export function toText(items: readonly unknown[]): string {
  return `[\n${items.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n]`;
}
