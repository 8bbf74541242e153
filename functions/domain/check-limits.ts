/**
 * Steps that checking one value may take, of 100 to 300 ns: a schema of limited size can still meet a value of limited
 * size in the product of both, and a recursive one in time exponential in the value's depth.
 */
export const MAX_STEPS = 500_000;

/** Of all patches of one call together: a thousand that each take the most would take minutes. */
export const MAX_STEPS_OF_CALL = 5_000_000;

/** Of all documents that a preview checks in place of the consumer. */
export const MAX_STEPS_OF_PREVIEW = 10_000_000;

/** Steps that are left to the checks that share it. */
export interface StepBudget {
  left: number;
}

/** Counts steps of a check, and throws when there are more than it may take. */
export type Spend = (steps: number) => void;

export interface Meter {
  readonly spend: Spend;
  /**
   * Does work that spends steps, as many as one value may take and the budget has.
   * @returns undefined when it takes more
   */
  readonly within: <T>(budget: StepBudget | undefined, work: () => T) => T | undefined;
}

export function createMeter(): Meter {
  let left = 0;
  return {
    spend: (steps) => {
      left -= steps;
      if (left < 0) throw new TooManySteps();
    },
    within: (budget, work) => {
      const given = Math.min(MAX_STEPS, budget?.left ?? MAX_STEPS);
      left = given;
      try {
        return work();
      } catch (error) {
        if (error instanceof TooManySteps) return undefined;
        throw error;
      } finally {
        if (budget !== undefined) budget.left -= given - Math.max(left, 0);
      }
    },
  };
}

class TooManySteps extends Error {
  override readonly name = 'TooManySteps';
}

/** Longer text is of no text format: the expressions backtrack, some with a stack as long as the text. */
export const MAX_FORMATTED_LENGTH = 4096;
