import { DEFAULT_CONCURRENCY } from '../../local/functions/pool.ts';
import { untilQueuesAreEmpty } from '../../local/queues-empty.ts';
import { type LocalStackOptions, startLocalStack } from '../../local/run.ts';
import { createTeardown } from '../../local/teardown.ts';
import { startBaseline } from '../baseline/start-baseline.ts';
import { provisionBeside, queueSpec } from '../beside.ts';
import { documentsOf, HOT, SEPARATE } from '../cost/shapes.ts';
import { NEVER_MS } from '../cost/site.ts';
import { createItems, FLOOR_TABLES } from '../floors/items.ts';
import { createPatchlane } from '../patchlane.ts';
import { baselineOn, type Contestant, patchlaneOn, pipeOn, writesOn } from './contestants.ts';
import { type Times, type TurnOptions, timeInTurns } from './turns.ts';

export type TimesOptions = Pick<LocalStackOptions, 'dataFolder' | 'assembly' | 'dynamodb'> & TurnOptions;

/** Times Patchlane, the baseline and the floors on the same servers, in turns. */
export async function measureTimes(options: TimesOptions): Promise<readonly Times[]> {
  const { rounds, log } = options;
  const teardown = createTeardown();
  try {
    const contestants = await startContestants(options, teardown.add);
    return await timeInTurns(contestants, { rounds, log });
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
