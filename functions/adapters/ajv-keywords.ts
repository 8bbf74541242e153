import { _, type CodeKeywordDefinition, type FuncKeywordDefinition, type KeywordCxt, Name } from 'ajv';
import { isJsonObject } from '../domain/json.ts';
import { REFUSED } from '../domain/schema-keywords.ts';
import { AT_MOST, SILENTLY, silentsOf } from '../domain/schema-report.ts';

/** Thrown out of a validation that has found more problems than anybody will read. */
export class TooManyErrors extends Error {
  override readonly name = 'TooManyErrors';
  readonly errors: readonly unknown[];
  constructor(errors: readonly unknown[]) {
    super('more errors than are reported');
    this.errors = errors;
  }
}

/** One message for each value: as Ajv's `enum`, in constant time and whatever the fields of the value are called. */
const oneOf: FuncKeywordDefinition = {
  keyword: 'enum',
  schemaType: 'array',
  errors: false,
  error: {
    message: 'must be one of the allowed values',
    params: ({ schemaCode }) => _`{allowed: ${schemaCode}}`,
  },
  compile(allowed: readonly unknown[]) {
    const keys = new Set(allowed.map(canonicalJson));
    return (value: unknown) => keys.has(canonicalJson(value));
  },
};

const constant: FuncKeywordDefinition = {
  keyword: 'const',
  errors: false,
  error: { message: 'must be the constant', params: ({ schemaCode }) => _`{allowed: [${schemaCode}]}` },
  compile(allowed: unknown) {
    const key = canonicalJson(allowed);
    return (value: unknown) => canonicalJson(value) === key;
  },
};

/** As Ajv's, which compares each item with each other: quadratic. */
const uniqueItems: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  errors: false,
  error: { message: 'must not have the same item twice' },
  compile(wanted: boolean) {
    return (items: readonly unknown[]) => !wanted || new Set(items.map(canonicalJson)).size === items.length;
  },
};

/** As Ajv's, which divides floats: there 19.99 is no multiple of 0.01. */
const multipleOf: FuncKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  errors: false,
  error: { message: 'must be a multiple', params: ({ schemaCode }) => _`{factor: ${schemaCode}}` },
  compile: (factor: number) => (value: number) => isMultiple(value, factor),
};

const refused: CodeKeywordDefinition = {
  keyword: REFUSED,
  schemaType: 'string',
  error: { message: 'is refused', params: ({ schemaCode }) => _`{message: ${schemaCode}}` },
  code: (cxt) => cxt.fail(),
};

/** Stops at the first place where more errors than the limit have come together. */
const atMost: CodeKeywordDefinition = {
  keyword: AT_MOST,
  schemaType: 'number',
  post: true,
  code({ gen, schemaCode }: KeywordCxt) {
    const stop = gen.scopeValue('func', { ref: stopWith, code: _`stopWith` });
    gen.if(_`${new Name('errors')} > ${schemaCode}`, () => gen.code(_`${stop}(${new Name('vErrors')})`));
  },
};

function stopWith(errors: readonly unknown[]): never {
  throw new TooManyErrors(errors);
}

/** What replaces Ajv's keyword of the same name. */
export const replacedKeywords = [oneOf, constant, uniqueItems, multipleOf];

/** What the schemas of `toReportingSchemas` use; `spend` is told the steps of each definition that is applied. */
export function ownKeywords(
  spend: (steps: number) => void,
  matches: (ref: string, value: unknown) => boolean,
): readonly (FuncKeywordDefinition | CodeKeywordDefinition)[] {
  const silently: FuncKeywordDefinition = {
    keyword: SILENTLY,
    schemaType: 'array',
    errors: true,
    compile(list: unknown) {
      const silents = silentsOf(list);
      const check = Object.assign(
        (value: unknown) => {
          const failed = silents.filter(({ ref }) => !matches(ref, value));
          check.errors = failed.map(({ message }) => ({ keyword: SILENTLY, message, params: { message } }));
          return failed.length === 0;
        },
        { errors: [] as object[] },
      );
      return check;
    },
  };
  const metered: CodeKeywordDefinition = {
    keyword: METERED,
    before: '$ref',
    code({ gen, schemaCode }: KeywordCxt) {
      gen.code(_`${gen.scopeValue('func', { ref: spend, code: _`spend` })}(${schemaCode})`);
    },
  };
  return [refused, atMost, silently, metered];
}

/** A keyword of our own: counts the steps of the definition it stands in. */
export const METERED = 'metered';

/** Text that is the same for two values exactly when they are the same JSON. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (!isJsonObject(value)) return String(value);
  const fields = Object.entries(value).map(
    ([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`,
  );
  return `{${fields.sort().join()}}`;
}

/** Exact for the decimal numbers as JSON writes them. */
export function isMultiple(value: number, factor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(factor)) return value % factor === 0;
  if (!Number.isFinite(value)) return false;
  const [a, b] = [decimal(value), decimal(factor)];
  const shift = Math.min(a.exponent, b.exponent);
  const scaled = ({ digits, exponent }: Decimal) => digits * 10n ** BigInt(exponent - shift);
  return scaled(a) % scaled(b) === 0n;
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function decimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
