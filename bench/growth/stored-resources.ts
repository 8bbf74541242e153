import { createTeardown } from '../../local/teardown.ts';
import { type Part, priceOf } from '../cost/price.ts';
import { SEPARATE } from '../cost/shapes.ts';
import { type SiteOptions, startSite } from '../cost/site.ts';
import { createPatchlane } from '../patchlane.ts';
import type { Contestant } from '../time/contestants.ts';
import { type TurnOptions, timeInTurns } from '../time/turns.ts';
import { type Point, roundsOf } from './point.ts';
import { STORED_TENANT, shapeOf, spreadPatches, startStore } from './store.ts';

/** A batch of 1000 patches where so many resources are stored. */
export interface StoredPoint extends Point {
  /** Of the bare conditional writes of the same resources in the same table. */
  readonly writesMs: readonly number[];
}

/** Times and counts the same batch over each number of stored resources. */
export async function measureStored(
  optionsOf: (name: string) => SiteOptions,
  numbers: readonly number[],
  turns: TurnOptions,
): Promise<readonly StoredPoint[]> {
  const placeOf = (stored: number) => optionsOf(`stored-${stored}`);
  const teardown = createTeardown();
  try {
    const contestants: Contestant[] = [];
    for (const stored of numbers) {
      turns.log(`storing ${stored} resources`);
      const store = await startStore(placeOf(stored), stored);
      teardown.add(store.stop);
      contestants.push(...store.contestants);
    }
    const times = await timeInTurns(contestants, turns);
    await teardown.run();
    const points: StoredPoint[] = [];
    for (const stored of numbers) {
      const { name } = shapeOf(stored);
      points.push({
        at: stored,
        ms: roundsOf(times, 'Patchlane', name),
        writesMs: roundsOf(times, 'bare writes', name),
        parts: await countStored(placeOf(stored), stored),
      });
    }
    return points;
  } finally {
    await teardown.run();
  }
}

/** Starts again on what is stored, now with the calls counted. */
async function countStored(options: SiteOptions, stored: number): Promise<readonly Part[]> {
  const site = await startSite(options);
  try {
    const { submit } = createPatchlane(site);
    const send = (round: number) => submit(STORED_TENANT, 'PATCH', spreadPatches(stored, round));
    // Functions that just started read the schema.
    await send(COUNTED_ROUND - 1);
    await site.counts();
    await site.whileHeld(() => send(COUNTED_ROUND));
    return priceOf(await site.counts(), SEPARATE);
  } finally {
    await site.stop();
  }
}

/** Beyond all that are timed. */
const COUNTED_ROUND = 1000;
