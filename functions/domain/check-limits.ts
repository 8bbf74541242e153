/**
 * Steps that checking one value may take, of 100 to 300 ns: a schema of limited size can still meet a value of limited
 * size in the product of both, and a recursive one in time exponential in the value's depth.
 */
export const MAX_STEPS = 500_000;

/** Longer text is of no text format: the expressions backtrack, some with a stack as long as the text. */
export const MAX_FORMATTED_LENGTH = 4096;
