import type { Contestant } from './contestants.ts';

export interface Times {
  readonly name: string;
  readonly shape: string;
  /** Milliseconds of each round. */
  readonly rounds: readonly number[];
}

export interface TurnOptions {
  /** That are timed. */
  readonly rounds: number;
  readonly log: (line: string) => void;
}

/** Rounds that are not timed: processes start, and code gets compiled. */
const WARM_UP = 2;

/** Times contestants in turns: what slows the machine for a while slows all of them. */
export async function timeInTurns(
  contestants: readonly Contestant[],
  { rounds, log }: TurnOptions,
): Promise<readonly Times[]> {
  const taken = new Map<Contestant, number[]>(contestants.map((one) => [one, []]));
  for (const { prepare, settle } of contestants) {
    await prepare();
    await settle();
  }
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    // Nobody has the same place behind the same neighbour in every round.
    for (const one of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const milliseconds = await one.run(round);
      await one.settle();
      if (round < WARM_UP) continue;
      taken.get(one)?.push(Math.round(milliseconds));
      log(`round ${round - WARM_UP + 1}: ${one.name}, ${one.shape.name}: ${Math.round(milliseconds)} ms`);
    }
  }
  return [...taken].map(([{ name, shape }, rounds]) => ({ name, shape: shape.name, rounds }));
}
