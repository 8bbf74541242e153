import { RE2JS } from 're2js';

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

/** What Ajv makes its patterns with; `code` would only be used by schemas compiled to files. */
export const ajvRegExp = Object.assign(
  (pattern: string) => {
    const { test } = compilePattern(pattern);
    // Ajv keeps one pattern per text.
    return { test, toString: () => pattern };
  },
  { code: 'ajvRegExp' },
);
