import { isJsonObject, type Json, type JsonObject, pointerToken } from './json.ts';
import type { Problem } from './schema.ts';

/**
 * Levels of objects and arrays in a document, the document itself being the first. DynamoDB nests attributes 32 levels
 * deep, of which the `data` attribute and a margin take two.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_DEPTH = 30;

/** Bytes that a document may take of an item's 400 KB; the rest is for keys, times and the longest marker. */
export const MAX_DOCUMENT_BYTES = 380 * 1024;

/** DynamoDB's numbers: up to 9.99e125 and down to 1e-130, either sign. */
export const LARGEST_NUMBER = 9.99e125;
export const SMALLEST_NUMBER = 1e-130;

/**
 * Bytes of a field's name; DynamoDB's attribute names end at 64 KB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export const MAX_NAME_BYTES = 60 * 1024;

/** At most this many problems per value: a hostile value has millions. */
const MAX_PROBLEMS = 100;

/**
 * What of a parsed value DynamoDB could not give back as it came: nesting, numbers, text that is not Unicode. A number
 * that `parseJson` found to be inexact is a bigint or NaN in the value.
 */
export function findUnstorable(value: unknown): readonly Problem[] {
  if (isStorable(value, 1)) return [];
  const problems: Problem[] = [];
  // A stack of its own: JSON.parse takes millions of nested arrays, the call stack does not.
  const stack: Visit[] = [{ value, pointer: '', depth: 1, nameProblem: undefined }];
  for (let at = stack.pop(); at !== undefined && problems.length < MAX_PROBLEMS; at = stack.pop()) {
    const { value: current, pointer, depth, nameProblem } = at;
    const message = nameProblem ?? valueProblem(current, depth);
    if (message !== undefined) {
      problems.push({ pointer: pointer.toWellFormed(), message });
    } else if (Array.isArray(current)) {
      for (let index = current.length - 1; index >= 0; index -= 1) {
        const element = `${pointer}${pointerToken(index)}`;
        stack.push({ value: current[index], pointer: element, depth: depth + 1, nameProblem: undefined });
      }
    } else if (isJsonObject(current)) {
      for (const [name, field] of Object.entries(current).reverse()) {
        const member = `${pointer}${pointerToken(name)}`;
        stack.push({ value: field, pointer: member, depth: depth + 1, nameProblem: nameProblemOf(name) });
      }
    }
  }
  return problems;
}

/** The same at a third of the price, for nearly all values: nothing is noted on the way. */
function isStorable(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return scalarProblem(value) === undefined;
  if (tooDeep(depth) !== undefined) return false;
  if (Array.isArray(value)) return value.every((item) => isStorable(item, depth + 1));
  for (const [name, field] of Object.entries(value))
    if (nameProblemOf(name) !== undefined || !isStorable(field, depth + 1)) return false;
  return true;
}

interface Visit {
  readonly value: unknown;
  readonly pointer: string;
  readonly depth: number;
  /** What is wrong with the name that leads here; then its value does not matter. */
  readonly nameProblem: string | undefined;
}

function nameProblemOf(name: string): string | undefined {
  if (!name.isWellFormed()) return NOT_UNICODE;
  // A unit of text is three bytes at most.
  if (3 * name.length <= MAX_NAME_BYTES) return undefined;
  return utf8Bytes(name) > MAX_NAME_BYTES ? `must have a name of at most ${MAX_NAME_BYTES} bytes` : undefined;
}

function valueProblem(value: unknown, depth: number): string | undefined {
  return typeof value === 'object' && value !== null ? tooDeep(depth) : scalarProblem(value);
}

const NOT_UNICODE = 'must be well-formed Unicode (it holds half of a surrogate pair)';

function tooDeep(depth: number): string | undefined {
  return depth > MAX_DEPTH ? `must not nest deeper than ${MAX_DEPTH} levels` : undefined;
}

function scalarProblem(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : NOT_UNICODE;
  if (typeof value === 'bigint') {
    return 'must be an integer from -9007199254740991 to 9007199254740991, which is what can be kept exactly; send larger ones as strings';
  }
  if (typeof value !== 'number') return undefined;
  const size = Math.abs(value);
  const holds = size === 0 || (size >= SMALLEST_NUMBER && size <= LARGEST_NUMBER);
  return holds ? undefined : 'must be a number of at most 38 digits between 1e-130 and 9.99e125 in size';
}

/**
 * The bytes a document takes in an item, never less than what DynamoDB counts.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function storedBytes(document: JsonObject): number {
  return valueBytes(document);
}

function valueBytes(value: Json): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'number') return 21;
  if (typeof value === 'string') return utf8Bytes(value);
  if (Array.isArray(value)) return value.reduce<number>((bytes, item) => bytes + 1 + valueBytes(item), 3);
  if (!isJsonObject(value)) return 0;
  // One byte for the field, one for the `~` that some names are stored with: see `toAttributes`.
  return Object.entries(value).reduce(
    (bytes, [name, field]) => bytes + 2 + utf8Bytes(name) + valueBytes(field),
    3,
  );
}

/** Length in UTF-8 of well-formed text. */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}
