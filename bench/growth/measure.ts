import { join } from 'node:path';
import { untilQueuesAreEmpty } from '../../local/queues-empty.ts';
import { startLocalStack } from '../../local/run.ts';
import type { Cost } from '../cost/run-cost.ts';
import { NEVER_MS, type SiteOptions } from '../cost/site.ts';
import { createPatchlane } from '../patchlane.ts';
import { type Contestant, patchlaneOn } from '../time/contestants.ts';
import { type TurnOptions, timeInTurns } from '../time/turns.ts';
import { BATCH_SIZES, countBatchSizes } from './batch-size.ts';
import { BATCHES_AT_ONCE, batchesOn, countBatches, PATCHES_EACH } from './concurrent-batches.ts';
import type { LedgerUpdate } from './ledger.ts';
import { type Point, roundsOf } from './point.ts';
import { measureStored, type StoredPoint } from './stored-resources.ts';

/** How time and cost grow with what there is to do, and with what there is. */
export interface Growth {
  /** By patches per batch. */
  readonly patches: readonly Point[];
  /** By batches at once, of `PATCHES_EACH` patches. */
  readonly batches: readonly Point[];
  /** By stored resources, of which a batch patches 1000. */
  readonly stored: readonly StoredPoint[];
  /** As a batch of 1000 patches fills. */
  readonly ledger: readonly LedgerUpdate[];
}

export type GrowthOptions = Pick<SiteOptions, 'dataFolder' | 'dynamodb'> &
  TurnOptions & {
    /** Resources in the fullest table. */
    readonly stored: number;
  };

/** Beside the fullest. */
const STORED = [1000, 100_000];

export async function measureGrowth(options: GrowthOptions): Promise<Growth> {
  const { dataFolder, dynamodb, log, rounds, stored } = options;
  const optionsOf = (name: string) => ({ dataFolder: join(dataFolder, name), dynamodb, log });
  const turns = { rounds, log };
  const { costs, ledger } = await countBatchSizes(optionsOf('sizes'), BATCH_SIZES);
  const costsAtOnce = await countBatches(optionsOf('batches'), BATCHES_AT_ONCE);
  const times = await timeBatches(optionsOf('times'), turns);
  const pointsOf = (all: readonly Cost[], at: (cost: Cost) => number): readonly Point[] =>
    all.map((cost) => ({
      at: at(cost),
      ms: roundsOf(times, 'Patchlane', cost.shape.name),
      parts: cost.parts,
    }));
  return {
    patches: pointsOf(costs, ({ shape }) => shape.patches),
    batches: pointsOf(costsAtOnce, ({ shape }) => shape.patches / PATCHES_EACH),
    stored: await measureStored(optionsOf, [...STORED.filter((fewer) => fewer < stored), stored], turns),
    ledger,
  };
}

async function timeBatches(options: SiteOptions, turns: TurnOptions) {
  const local = await startLocalStack({ ...options, scheduleIntervalMs: NEVER_MS });
  try {
    const patchlane = createPatchlane(local);
    await patchlane.define();
    const settle = () => untilQueuesAreEmpty(local);
    const contestants: readonly Contestant[] = [
      ...BATCH_SIZES.map((shape) => patchlaneOn(shape, patchlane, settle)),
      ...BATCHES_AT_ONCE.map((batches) => batchesOn(batches, patchlane, settle)),
    ];
    return await timeInTurns(contestants, turns);
  } finally {
    await local.stop();
  }
}
