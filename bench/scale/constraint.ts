import type { Limit } from './limits.ts';

/** What a batch passes, in this order; the lane of the hot resource goes beside the others. */
export type Stage = 'accept' | 'send' | 'apply' | 'hot';

/** A limit, seen as batches of a load. */
export interface Constraint {
  readonly limit: Limit;
  /** What of the deployment meets it. */
  readonly at: string;
  readonly stage: Stage;
  /** How many pass so many seconds after the load began. */
  readonly batchesPerSecond: (second: number) => number;
}

/** One that is the same at any time. */
export function constant(limit: Limit, at: string, stage: Stage, batchesPerSecond: number): Constraint {
  return { limit, at, stage, batchesPerSecond: () => batchesPerSecond };
}
