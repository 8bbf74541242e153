import { type Json, type JsonObject, ownField } from './json.ts';
import { byType, typedAlternatives } from './schema-alternatives.ts';
import { isSchema, mapKeyword, REFUSED, type Schema, UNDEFINED_FIELD } from './schema-keywords.ts';
import { type LinkedSchema, withAllOf } from './schema-links.ts';

/** A keyword of our own: a list of `Silent`. Each must hold, and if not there is one problem with its message. */
export const SILENTLY = 'patchlane:silently';

/** A keyword of our own: stop when there are more problems than its value. */
export const AT_MOST = 'patchlane:at-most';

export interface Silent {
  /** The `$ref` of a definition that the value must match. */
  readonly ref: string;
  readonly message: string;
}

/** Two forms of one schema: one to decide with, one to name the problems with. */
export interface ReportingSchemas {
  /** As given, and the definitions that `SILENTLY` in the other one names. */
  readonly deciding: LinkedSchema;
  /** In this one every error is a problem to report: what is only tried is asked of `deciding`. */
  readonly reporting: LinkedSchema;
}

/**
 * Splits a schema so that a value with millions of errors costs no more than one with a few: the first form can stop
 * at the first error, the second at the hundredth, and neither keeps the errors of alternatives that were only tried.
 */
export function toReportingSchemas(schema: LinkedSchema, maxProblems: number): ReportingSchemas {
  const tried = new Map<string, Schema>();

  const silent = (part: Schema, message: string): Json => {
    const ref = `#/definitions/s${tried.size}`;
    tried.set(ref, part);
    return { ref, message };
  };

  const report = (part: Schema): Schema => {
    if (part === true) return true;
    if (part === false) return { [REFUSED]: 'is not allowed' };
    const silently: Json[] = [];
    const alternatives: JsonObject[] = [];
    const kept = Object.entries(part).flatMap(([keyword, value]): readonly (readonly [string, Json])[] => {
      const message = SILENT_MESSAGES.get(keyword);
      const typed = ALTERNATIVES.has(keyword) ? typedAlternatives(value, schema.definitions) : undefined;
      if (typed !== undefined) {
        alternatives.push(byType(typed, report));
        return [];
      }
      if (message !== undefined) {
        silently.push(silent({ [keyword]: value }, message));
        return [];
      }
      if (keyword === 'if') return [['if', { [SILENTLY]: [silent(isSchema(value) ? value : true, '')] }]];
      if (keyword === 'additionalProperties' && value === false) return [[keyword, UNDEFINED_FIELD]];
      const change = REPEATED.has(keyword) ? bounded : report;
      return [[keyword, mapKeyword(keyword, value, change)]];
    });
    const reported = Object.fromEntries(silently.length === 0 ? kept : [...kept, [SILENTLY, silently]]);
    return withAllOf(reported, alternatives);
  };

  const bounded = (part: Schema): Schema => {
    const reported = report(part);
    return reported === true ? true : { ...(reported as JsonObject), [AT_MOST]: maxProblems };
  };

  const root = report(schema.root);
  const reporting = new Map([...schema.definitions].map(([ref, part]) => [ref, report(part)]));
  return {
    deciding: { root: schema.root, definitions: new Map([...schema.definitions, ...tried]) },
    reporting: { root, definitions: reporting },
  };
}

const ALTERNATIVES: ReadonlySet<string> = new Set(['anyOf', 'oneOf']);

/** The keywords whose subschema may meet as many values as the document has. */
const REPEATED: ReadonlySet<string> = new Set([
  'patternProperties',
  'additionalProperties',
  'items',
  'additionalItems',
]);

const SILENT_MESSAGES: ReadonlyMap<string, string> = new Map([
  ['anyOf', 'must match at least one of the alternatives of "anyOf"'],
  ['oneOf', 'must match exactly one of the alternatives of "oneOf"'],
  ['not', 'must not match the schema of "not"'],
  ['contains', 'must hold an item that matches the schema of "contains"'],
  ['propertyNames', 'must have only field names that match the schema of "propertyNames"'],
]);

/** What a value of `SILENTLY` lists. */
export function silentsOf(value: unknown): readonly Silent[] {
  return Array.isArray(value)
    ? value.map((entry: JsonObject) => ({
        ref: String(ownField(entry, 'ref')),
        message: String(ownField(entry, 'message')),
      }))
    : [];
}
