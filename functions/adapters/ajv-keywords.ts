import { _, type CodeKeywordDefinition, type FuncKeywordDefinition, type KeywordCxt, Name } from 'ajv';
import type { Spend } from '../domain/check-limits.ts';
import { isJsonObject } from '../domain/json.ts';
import { REFUSED, UNLESS_NULL } from '../domain/schema-keywords.ts';
import { METERED, METERED_SIZE } from '../domain/schema-meter.ts';
import { AT_MOST, SILENTLY, silentsOf } from '../domain/schema-report.ts';
import { COUNTED_PER_STEP } from './ajv-steps.ts';

/** Thrown out of a validation that has found more problems than anybody will read. */
export class TooManyErrors extends Error {
  override readonly name = 'TooManyErrors';
  readonly errors: readonly unknown[];
  constructor(errors: readonly unknown[]) {
    super('more errors than are reported');
    this.errors = errors;
  }
}

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

/** What the schemas of `toReportingSchemas` use; `spend` is told the steps of each definition that is applied. */
export function ownKeywords(
  spend: Spend,
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
  const spendSize = (value: unknown, times: number) => {
    if (typeof value === 'string') spend((times * value.length) / COUNTED_PER_STEP);
    // Going over the names costs as much here as in the keyword that it is counted for.
    else if (isJsonObject(value)) spend(2 * times * Object.keys(value).length);
  };
  const meteredSize: CodeKeywordDefinition = {
    keyword: METERED_SIZE,
    before: '$ref',
    code({ gen, data, schemaCode }: KeywordCxt) {
      gen.code(_`${gen.scopeValue('func', { ref: spendSize, code: _`spendSize` })}(${data}, ${schemaCode})`);
    },
  };
  return [refused, unlessNull, atMost, silently, metered, meteredSize];
}
