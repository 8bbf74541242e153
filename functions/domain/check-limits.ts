/** Steps that are left to checks; those that share one take from the same. */
export interface StepBudget {
  left: number;
}

/**
 * Subschemas that may be applied to one value by way of references. A recursive schema that comes back twice to the
 * same part of a value takes time exponential in the value's depth; this ends it within a second.
 */
export const MAX_STEPS = 4_000_000;

export function newStepBudget(): StepBudget {
  return { left: MAX_STEPS };
}

/** Longer text is of no text format: the expressions backtrack, some with a stack as long as the text. */
export const MAX_FORMATTED_LENGTH = 4096;
