import type { Part } from '../cost/price.ts';
import type { Times } from '../time/turns.ts';

/** Time and cost at one place of a series. */
export interface Point {
  /** Patches, batches or resources: what the series grows by. */
  readonly at: number;
  /** Milliseconds of each round. */
  readonly ms: readonly number[];
  readonly parts: readonly Part[];
}

/** @throws {Error} when this was not timed */
export function roundsOf(times: readonly Times[], name: string, shape: string): readonly number[] {
  const found = times.find((one) => one.name === name && one.shape === shape);
  if (found === undefined) throw new Error(`${name} was not timed with ${shape}`);
  return found.rounds;
}
