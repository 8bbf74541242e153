import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { newStepBudget, type StepBudget } from '../domain/check-limits.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Problem } from '../domain/schema.ts';
import { countSubschemas, type Schema } from '../domain/schema-keywords.ts';
import type { LinkedSchema } from '../domain/schema-links.ts';
import { toReportingSchemas } from '../domain/schema-report.ts';
import { formats } from './ajv-formats.ts';
import { METERED, ownKeywords, replacedKeywords, TooManyErrors } from './ajv-keywords.ts';
import { toProblems } from './ajv-problems.ts';
import { ajvRegExp } from './re2-patterns.ts';

/** Problems reported of one value. */
export const MAX_PROBLEMS = 100;

/** The problems of a value; undefined when it takes too many steps to tell: more than the budget has, or one of its own. */
export type Check = (value: JsonObject, budget?: StepBudget) => readonly Problem[] | undefined;

export function createCheck(schema: LinkedSchema): Check {
  const { deciding, reporting } = toReportingSchemas(schema, MAX_PROBLEMS);
  let current = newStepBudget();
  const spend = (steps: number) => {
    current.left -= steps;
    if (current.left < 0) throw new TooManySteps();
  };
  const decider = createAjv(deciding, false, spend, () => false);
  const isValid = decider(ROOT);
  const report = lazy(() => createAjv(reporting, true, spend, (ref, value) => decider(ref)(value))(ROOT));
  return (value, budget) => {
    current = budget ?? newStepBudget();
    try {
      if (isValid(value)) return [];
      current = budget ?? newStepBudget();
      const problems = toProblems(errorsOf(report(), value)).slice(0, MAX_PROBLEMS);
      // The two forms of a schema are one in meaning; were they not, the value would still be refused.
      return problems.length > 0 ? problems : [{ pointer: '', message: 'must match the schema' }];
    } catch (error) {
      if (error instanceof TooManySteps) return undefined;
      throw error;
    }
  };
}

class TooManySteps extends Error {
  override readonly name = 'TooManySteps';
}

function errorsOf(validate: ValidateFunction, value: JsonObject): readonly ErrorObject[] {
  try {
    validate(value);
    return validate.errors ?? [];
  } catch (error) {
    // The type is lost on the way through Ajv's generated code.
    if (error instanceof TooManyErrors) return error.errors as readonly ErrorObject[];
    throw error;
  }
}

const ROOT = '#';

/** The validators of one schema by `$ref`, each compiled when it is first asked for. */
function createAjv(
  { root, definitions }: LinkedSchema,
  allErrors: boolean,
  spend: (steps: number) => void,
  matches: (ref: string, value: unknown) => boolean,
): (ref: string) => ValidateFunction {
  const ajv = new Ajv({
    allErrors,
    strict: false,
    logger: false,
    meta: false,
    validateSchema: false,
    // Fields are own fields: customers' data may have one called `constructor`.
    ownProperties: true,
    // A definition is compiled once, however often it is referred to.
    inlineRefs: false,
    formats,
    // Ajv's optimizing takes longer than all the rest, by far with many fields, and the code runs no faster for it.
    code: { regExp: ajvRegExp, optimize: false },
  });
  for (const keyword of replacedKeywords) ajv.removeKeyword(String(keyword.keyword));
  for (const keyword of [...replacedKeywords, ...ownKeywords(spend, matches)]) ajv.addKeyword(keyword);
  ajv.addSchema(
    {
      definitions: Object.fromEntries(
        [...definitions].map(([ref, part]) => [ref.slice('#/definitions/'.length), metered(part)]),
      ),
      allOf: [root],
    },
    'schema',
  );
  const found = new Map<string, ValidateFunction>();
  return (ref) => {
    const known = found.get(ref);
    if (known !== undefined) return known;
    const validate = ajv.getSchema(`schema${ref}`);
    if (validate === undefined) throw new Error(`the schema has no ${ref}`);
    found.set(ref, validate);
    return validate;
  };
}

function metered(schema: Schema): Schema {
  return typeof schema === 'boolean' ? schema : { [METERED]: 1 + countSubschemas(schema), ...schema };
}

/** Makes a value when it is first asked for. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
