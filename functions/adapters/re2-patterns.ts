import { RE2JS } from 're2js';
import { MATCHED_PER_STEP, type Spend } from './ajv-steps.ts';

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
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { test: (text) => compiled.test(text), size: compiled.programSize() };
}

/** What Ajv makes its patterns with, so that they count their steps; `code` would only be used by schemas compiled to files. */
export function ajvRegExp(spend: Spend) {
  const make = (pattern: string) => {
    const { test, size } = compilePattern(pattern);
    return {
      test(text: string) {
        spend(2 + (size * text.length) / MATCHED_PER_STEP);
        return test(text);
      },
      // Ajv keeps one pattern per text.
      toString: () => pattern,
    };
  };
  return Object.assign(make, { code: 'ajvRegExp' });
}
