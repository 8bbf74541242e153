import { createRequire } from 'node:module';
import type { Spend } from '../domain/check-limits.ts';
import { lazy } from '../domain/lazy.ts';
import type { MakeMatcher } from '../domain/schema-places.ts';
import { MATCHED_PER_STEP } from './ajv-steps.ts';

/**
 * A fifth of what a function would have to start with are RE2's tables of Unicode, so it lies beside the bundle
 * (lib/patchlane-function.ts) and is read for the first schema that has a pattern.
 */
const re2 = lazy((): typeof import('re2js') => createRequire(import.meta.url)('re2js'));

/** A compiled pattern: matches anywhere in a text, in time linear in the text. */
export interface Pattern {
  test(text: string): boolean;
  /** Steps that matching one character may take; what a pattern costs. */
  readonly size: number;
}

/**
 * Compiles a pattern of a JSON Schema (ECMA 262) for RE2, which knows no look-around and no back-references.
 * @throws RE2JSException when RE2 does not take the pattern.
 */
export function compilePattern(pattern: string): Pattern {
  const { RE2JS } = re2();
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { test: (text) => compiled.test(text), size: compiled.programSize() };
}

/** What names of fields are matched with, so that it counts its steps. */
export const nameMatcher: MakeMatcher = (pattern) => {
  const compiled = compilePattern(pattern);
  return { test: compiled.test, steps: (name) => stepsOf(compiled, name) };
};

function stepsOf({ size }: Pattern, text: string): number {
  return 2 + (size * text.length) / MATCHED_PER_STEP;
}

/** What Ajv makes its patterns with, so that they count their steps; `code` would only be used by schemas compiled to files. */
export function ajvRegExp(spend: Spend) {
  const make = (pattern: string) => {
    const compiled = compilePattern(pattern);
    return {
      test(text: string) {
        spend(stepsOf(compiled, text));
        return compiled.test(text);
      },
      // Ajv keeps one pattern per text.
      toString: () => pattern,
    };
  };
  return Object.assign(make, { code: 'ajvRegExp' });
}
