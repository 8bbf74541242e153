// How much work is one step, 100 to 300 ns of one core in November 2026. What takes longest of its kind was measured:
// `FIGURES=1 npx vitest run schema-costs`

/** Characters of a value's canonical text; making it looks at every one. */
export const CANONICAL_PER_STEP = 4;

/** Characters of text whose form is checked. Making a RegExp of it is the dearest. */
export const FORMATTED_PER_STEP = 4;

/** Characters of text that are only counted. */
export const COUNTED_PER_STEP = 64;

/** Steps of RE2, one for each character and each instruction of the pattern, where it simulates an automaton. */
export const MATCHED_PER_STEP = 16;

/** Steps that it takes to divide decimals of up to 256 digits. */
export const DIVISION = 16;
