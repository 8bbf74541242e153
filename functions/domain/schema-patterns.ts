import { ownField, pointerToken } from './json.ts';
import type { Problem } from './schema.ts';
import { mapOf, type Schema } from './schema-keywords.ts';

export const MAX_PATTERN_LENGTH = 1000;

/** Steps that one character of a value may cost in all patterns of a schema together. */
export const MAX_PATTERN_SIZE = 10_000;

/** The steps a pattern takes for one character, or why it cannot be used. */
export type MeasurePattern = (pattern: string) => { readonly size: number } | { readonly refusal: string };

/** The patterns that RE2 does not take, and the one with which they become too much. */
export function findPatternProblems(
  subschemas: ReadonlyMap<string, Schema>,
  measure: MeasurePattern,
): readonly Problem[] {
  const problems: Problem[] = [];
  let size = 0;
  for (const [pointer, pattern] of patternsOf(subschemas)) {
    if (pattern.length > MAX_PATTERN_LENGTH) {
      problems.push({
        pointer,
        message: `must not be a pattern of more than ${MAX_PATTERN_LENGTH} characters`,
      });
      continue;
    }
    const measured = measure(pattern);
    if ('refusal' in measured) {
      problems.push({
        pointer,
        message: `must be a pattern that takes linear time, so without look-around, back-references and repetitions over 1000: ${measured.refusal}`,
      });
      continue;
    }
    size += measured.size;
    if (size > MAX_PATTERN_SIZE) {
      const message = `must not bring the size of all patterns over ${MAX_PATTERN_SIZE}; a repetition {n} counts n times`;
      return [...problems, { pointer, message }];
    }
  }
  return problems;
}

/** Every pattern with where it stands. */
function patternsOf(subschemas: ReadonlyMap<string, Schema>): readonly (readonly [string, string])[] {
  return [...subschemas].flatMap(([pointer, schema]) => {
    if (typeof schema === 'boolean') return [];
    const pattern = ownField(schema, 'pattern');
    const names = Object.keys(mapOf(schema, 'patternProperties'));
    return [
      ...(typeof pattern === 'string' ? [[`${pointer}/pattern`, pattern] as const] : []),
      ...names.map((name) => [`${pointer}/patternProperties${pointerToken(name)}`, name] as const),
    ];
  });
}
