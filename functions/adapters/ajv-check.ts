import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { createMeter, type Spend, type StepBudget } from '../domain/check-limits.ts';
import type { JsonObject } from '../domain/json.ts';
import { lazy } from '../domain/lazy.ts';
import type { Problem } from '../domain/schema.ts';
import type { LinkedSchema } from '../domain/schema-links.ts';
import { meterSchema } from '../domain/schema-meter.ts';
import { toReportingSchemas } from '../domain/schema-report.ts';
import { splitSchema } from '../domain/schema-split.ts';
import { replacedKeywords } from './ajv-comparisons.ts';
import { meteredFormats } from './ajv-formats.ts';
import { ownKeywords, TooManyErrors } from './ajv-keywords.ts';
import { toProblems } from './ajv-problems.ts';
import { ajvRegExp } from './re2-patterns.ts';
import { schemaUris } from './schema-uris.ts';

/** Problems reported of one value. */
export const MAX_PROBLEMS = 100;

/** The problems of a value; undefined when it takes more steps to tell than one value may take, or than the budget has. */
export type Check = (value: JsonObject, budget?: StepBudget) => readonly Problem[] | undefined;

export function createCheck(schema: LinkedSchema): Check {
  const { deciding, reporting } = toReportingSchemas(schema, MAX_PROBLEMS);
  const { spend, within } = createMeter();
  const decider = createAjv(deciding, false, spend, () => false);
  const isValid = decider(ROOT);
  const report = lazy(() => createAjv(reporting, true, spend, (ref, value) => decider(ref)(value))(ROOT));
  return (value, budget) => {
    const valid = within(budget, () => isValid(value));
    if (valid === undefined) return undefined;
    if (valid) return [];
    const errors = within(budget, () => errorsOf(report(), value)) ?? [];
    const problems = toProblems(errors).slice(0, MAX_PROBLEMS);
    // There may be no steps left to say why. The two forms of a schema are one in meaning; were they not, it would be the same.
    return problems.length > 0 ? problems : [{ pointer: '', message: 'must match the schema' }];
  };
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
  schema: LinkedSchema,
  allErrors: boolean,
  spend: Spend,
  matches: (ref: string, value: unknown) => boolean,
): (ref: string) => ValidateFunction {
  const { root, definitions } = meterSchema(splitSchema(schema));
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
    uriResolver: schemaUris,
    // Otherwise a field whose name is empty is not missed: the code goes by the name of what is missing.
    loopRequired: 1,
    formats: meteredFormats(spend),
    // Ajv's optimizing takes longer than all the rest, by far with many fields, and the code runs no faster for it.
    code: { regExp: ajvRegExp(spend), optimize: false },
  });
  const replaced = replacedKeywords(spend);
  for (const keyword of replaced) ajv.removeKeyword(String(keyword.keyword));
  for (const keyword of [...replaced, ...ownKeywords(spend, matches)]) ajv.addKeyword(keyword);
  ajv.addSchema(
    {
      definitions: Object.fromEntries(
        [...definitions].map(([ref, part]) => [ref.slice('#/definitions/'.length), part]),
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
