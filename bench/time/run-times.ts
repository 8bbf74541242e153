import { DEFAULT_CONCURRENCY } from '../../local/functions/pool.ts';
import { untilQueuesAreEmpty } from '../../local/queues-empty.ts';
import { type LocalStackOptions, startLocalStack } from '../../local/run.ts';
import { createTeardown } from '../../local/teardown.ts';
import { startBaseline } from '../baseline/start-baseline.ts';
import { provisionBeside, queueSpec } from '../beside.ts';
import { documentsOf, HOT, SEPARATE } from '../cost/shapes.ts';
import { createItems, FLOOR_TABLES } from '../floors/items.ts';
import { baselineOn, type Contestant, patchlaneOn, pipeOn, writesOn } from './contestants.ts';
import { createPatchlane } from './patchlane.ts';

export interface Times {
  readonly name: string;
  readonly shape: string;
  /** Milliseconds of each round. */
  readonly rounds: readonly number[];
}

export type TimesOptions = Pick<LocalStackOptions, 'dataFolder' | 'assembly' | 'dynamodb'> & {
  readonly rounds: number;
  readonly log: (line: string) => void;
};

/** What starts by the clock has no part in a batch. */
const NEVER_MS = 2 ** 31 - 1;
/** Rounds that are not timed: processes start, and code gets compiled. */
const WARM_UP = 2;

/** Times Patchlane, the baseline and the floors on the same servers, in turns. */
export async function measureTimes(options: TimesOptions): Promise<readonly Times[]> {
  const { rounds, log } = options;
  const teardown = createTeardown();
  try {
    const contestants = await startContestants(options, teardown.add);
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
  } finally {
    await teardown.run();
  }
}

async function startContestants(
  { rounds: _, log, ...options }: TimesOptions,
  onStop: (stop: () => Promise<void>) => void,
): Promise<readonly Contestant[]> {
  const local = await startLocalStack({ ...options, log, scheduleIntervalMs: NEVER_MS });
  onStop(local.stop);
  const { endpoints, folder } = local;
  const baseline = await startBaseline({ servers: endpoints, reached: endpoints, folder: folder.logs, log });
  onStop(baseline.stop);
  const queue = queueSpec('Floor', endpoints);
  await provisionBeside(endpoints, { tables: FLOOR_TABLES, queues: [queue] });
  const items = createItems(endpoints.dynamodb, documentsOf(SEPARATE));
  onStop(async () => items.stop());
  const patchlane = createPatchlane(local);
  await patchlane.define();
  const settle = () => untilQueuesAreEmpty(local);
  const pipe = { endpoint: endpoints.sqs, queue, items, consumers: DEFAULT_CONCURRENCY };
  return [
    patchlaneOn(SEPARATE, patchlane, settle),
    pipeOn(SEPARATE, pipe),
    baselineOn(SEPARATE, baseline),
    writesOn(SEPARATE, pipe),
    patchlaneOn(HOT, patchlane, settle),
    baselineOn(HOT, baseline),
  ];
}
