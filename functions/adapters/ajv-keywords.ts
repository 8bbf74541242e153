import { _, type CodeKeywordDefinition, type FuncKeywordDefinition, type KeywordCxt, Name } from 'ajv';
import { REFUSED, UNLESS_NULL } from '../domain/schema-keywords.ts';
import { AT_MOST, SILENTLY, silentsOf } from '../domain/schema-report.ts';
import { canonicalJson, isMultiple } from './ajv-values.ts';

/** Thrown out of a validation that has found more problems than anybody will read. */
export class TooManyErrors extends Error {
  override readonly name = 'TooManyErrors';
  readonly errors: readonly unknown[];
  constructor(errors: readonly unknown[]) {
    super('more errors than are reported');
    this.errors = errors;
  }
}

/** As Ajv's, which compares with each value in turn and calls the value's own `valueOf` if it has a field of that name. */
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

/** As Ajv's, with the same care. */
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

const unlessNull: CodeKeywordDefinition = {
  keyword: UNLESS_NULL,
  schemaType: ['object', 'boolean'],
  code(cxt) {
    const { gen, data } = cxt;
    const valid = gen.name('valid');
    gen.if(
      _`${data} !== null`,
      () => cxt.subschema({ keyword: UNLESS_NULL }, valid),
      () => gen.var(valid, true),
    );
    cxt.ok(valid);
  },
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
  return [refused, unlessNull, atMost, silently, metered];
}

/** A keyword of our own: counts the steps of the definition it stands in. */
export const METERED = 'patchlane:metered';
