import type { StepBudget } from './check-limits.ts';
import type { JsonObject } from './json.ts';
import type { SplitFields } from './known-fields.ts';

/** One thing that is wrong with a value. */
export interface Problem {
  /** JSON Pointer into the checked value; '' is the value itself. */
  readonly pointer: string;
  /** What was expected, as the end of a sentence: `must be string`. */
  readonly message: string;
}

/** Of a value as a whole. */
export const TOO_COMPLEX = 'is too complex for its schema: checking it takes too many steps';

/** One version of a schema definition's schema, compiled once and kept. */
export interface CompiledSchema {
  /**
   * What is wrong with a merge patch whatever the document is that it meets: types, enums, formats and bounds of
   * the values it sets, and nulls on required fields. What needs the merged document is left to `checkDocument`, and
   * what takes more steps than there are.
   * @param budget of all patches of one call
   */
  checkPatch(patch: JsonObject, budget?: StepBudget): readonly Problem[];
  /** What is wrong with a whole document; that it takes too many steps to tell is one thing. */
  checkDocument(document: JsonObject, budget?: StepBudget): readonly Problem[];
  /** Tells the fields that the schema defines, at every depth, from those it does not; undefined when it takes too many steps. */
  splitFields(value: JsonObject, budget?: StepBudget): SplitFields | undefined;
}

/** Compiles a schema that `checkSchema` found nothing wrong with. */
export type CompileSchema = (schema: JsonObject) => CompiledSchema;

/** What is wrong with a partner's schema: not draft-07, over budget, unsafe, or without its external id field. */
export type CheckSchema = (schema: JsonObject, externalIdField: string) => readonly Problem[];
