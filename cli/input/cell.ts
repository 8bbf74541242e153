import type { CellType, FieldTypes } from './schema-types.ts';

export interface CellReading {
  /** A cell that is this text deletes its field. */
  readonly nullToken?: string | undefined;
  /** What an empty cell does: nothing, or delete its field. */
  readonly empty: 'skip' | 'null';
}

export type Cell =
  | { readonly kind: 'value'; readonly json: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'bad'; readonly expected: string };

/** As JSON writes numbers; what looks otherwise, `007` for one, may not be one. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The JSON of a cell by the types that its field may have: text, when it may be text. */
export function readCell(text: string, field: FieldTypes, { nullToken, empty }: CellReading): Cell {
  if (text === nullToken) return value('null');
  if (text === '') return empty === 'null' ? value('null') : { kind: 'absent' };
  const types = field.kind === 'typed' ? field.types : TEXT;
  if (types.has('string')) return value(JSON.stringify(text));
  const trimmed = text.trim();
  if (types.has('number') && NUMBER.test(trimmed)) return value(trimmed);
  if (types.has('integer') && NUMBER.test(trimmed) && Number.isInteger(Number(trimmed)))
    return value(trimmed);
  if (types.has('boolean') && /^(?:true|false)$/i.test(trimmed)) return value(trimmed.toLowerCase());
  const first = trimmed[0];
  const isComposed = (types.has('object') && first === '{') || (types.has('array') && first === '[');
  if (isComposed && isJson(trimmed)) return value(trimmed);
  return { kind: 'bad', expected: expectedOf(types) };
}

const TEXT: ReadonlySet<CellType> = new Set(['string']);

const NAMES: Readonly<Record<CellType, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a JSON array',
  object: 'a JSON object',
  null: 'nothing but the text of --null-token',
};

function expectedOf(types: ReadonlySet<CellType>): string {
  return [...types].map((type) => NAMES[type]).join(' or ');
}

function value(json: string): Cell {
  return { kind: 'value', json };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
