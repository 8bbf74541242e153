/**
 * Steps that checking one value may take, of 100 to 300 ns: a schema of limited size can still meet a value of limited
 * size in the product of both, and a recursive one in time exponential in the value's depth.
 */
export const MAX_STEPS = 500_000;

/** Of all patches of one call together: a thousand that each take the most would take minutes. */
export const MAX_STEPS_OF_CALL = 2_000_000;

/** Of all documents that a preview checks in place of the consumer. */
export const MAX_STEPS_OF_PREVIEW = 10_000_000;

/** Steps that are left to the checks that share it. */
export interface StepBudget {
  left: number;
}

/** Longer text is of no text format: the expressions backtrack, some with a stack as long as the text. */
export const MAX_FORMATTED_LENGTH = 4096;
