import { DEFAULT_CONCURRENCY } from '../../local/functions/pool.ts';
import { untilQueuesAreEmpty } from '../../local/queues-empty.ts';
import { type LocalStackOptions, startLocalStack } from '../../local/run.ts';
import { createPatchlane } from '../patchlane.ts';
import { BURSTS, type Compared, compare, type Round, tookOf } from './calibrate.ts';
import { type Burst, prepare, send, type Took } from './local-load.ts';

/** What a burst took in each round. */
export interface Times {
  readonly name: string;
  readonly rounds: readonly Took[];
}

export interface Validation {
  readonly times: readonly Times[];
  readonly compared: readonly Compared[];
}

export type ValidateOptions = Pick<LocalStackOptions, 'dataFolder' | 'assembly' | 'dynamodb'> & {
  readonly rounds: number;
  readonly log: (line: string) => void;
};

/** Calibrates the model on the local run, and compares what it says of other bursts with what they take. */
export async function validate({ rounds, ...options }: ValidateOptions): Promise<Validation> {
  const local = await startLocalStack(options);
  try {
    const patchlane = createPatchlane(local);
    await patchlane.define();
    await prepare(patchlane, BURSTS, DEFAULT_CONCURRENCY);
    const taken: Round[] = [];
    let sentBefore = 0;
    // The first round is not taken: processes start, and code gets compiled.
    for (let round = 0; round <= rounds; round += 1) {
      const took = new Map<Burst, Took>();
      for (const burst of BURSTS) {
        await untilQueuesAreEmpty(local);
        took.set(burst, await send(patchlane, burst, DEFAULT_CONCURRENCY, sentBefore));
        sentBefore += burst.batches;
        options.log(`round ${round}: ${burst.name}: ${tookOf(took, burst).all} ms`);
      }
      if (round > 0) taken.push(took);
    }
    return {
      times: BURSTS.map((burst) => ({ name: burst.name, rounds: taken.map((took) => tookOf(took, burst)) })),
      compared: compare(taken),
    };
  } finally {
    await local.stop();
  }
}
