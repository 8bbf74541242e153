import type { ErrorObject } from 'ajv';
import { pointerToken } from '../domain/json.ts';
import type { Problem } from '../domain/schema.ts';
import { REFUSED } from '../domain/schema-keywords.ts';
import { SILENTLY } from '../domain/schema-report.ts';

/** Characters of a list of allowed values before it is cut. */
const MAX_LIST = 200;

/** Ajv's errors in plain words; never with the value, which may be personal data. */
export function toProblems(errors: readonly ErrorObject[]): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const error of errors) {
    const problem = toProblem(error);
    if (problem !== undefined) problems.set(`${problem.pointer} ${problem.message}`, problem);
  }
  return [...problems.values()];
}

function toProblem({ keyword, instancePath, params, message }: ErrorObject): Problem | undefined {
  const at = (text: string, below = '') => ({ pointer: `${instancePath}${below}`, message: text });
  switch (keyword) {
    case 'if':
      // What the failed branch found is an error of its own.
      return undefined;
    case 'type':
      return at(`must be ${[params['type']].flat().join(' or ')}`);
    case 'required':
      return at('is required', pointerToken(params['missingProperty']));
    case 'dependencies':
      return at(`is required when "${params['property']}" is given`, pointerToken(params['missingProperty']));
    case 'additionalProperties':
      return at('is not defined by the schema', pointerToken(params['additionalProperty']));
    case 'enum':
    case 'const':
      return at(`must be ${oneOf(params['allowed'])}`);
    case 'format':
      return at(`must match format "${params['format']}"`);
    case 'pattern':
      return at(`must match pattern "${params['pattern']}"`);
    case 'multipleOf':
      return at(`must be a multiple of ${params['factor']}`);
    case 'uniqueItems':
      return at('must not have the same item twice');
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return at(`must be ${params['comparison']} ${params['limit']}`);
    case REFUSED:
    case SILENTLY:
      return at(params['message']);
    default:
      return at(sizeMessage(keyword, params['limit']) ?? message ?? `must fit "${keyword}"`);
  }
}

const SIZES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['minLength', ['at least', 'character']],
  ['maxLength', ['at most', 'character']],
  ['minItems', ['at least', 'item']],
  ['maxItems', ['at most', 'item']],
  ['minProperties', ['at least', 'field']],
  ['maxProperties', ['at most', 'field']],
]);

function sizeMessage(keyword: string, limit: number): string | undefined {
  const size = SIZES.get(keyword);
  return size && `must have ${size[0]} ${limit} ${size[1]}${limit === 1 ? '' : 's'}`;
}

function oneOf(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  const list = texts.join(', ');
  const start = texts.length === 1 ? '' : 'one of ';
  if (list.length <= MAX_LIST) return `${start}${list}`;
  return `${start}${list.slice(0, MAX_LIST).toWellFormed()}... (${texts.length} in all)`;
}
