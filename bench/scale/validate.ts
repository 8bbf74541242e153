import { DEFAULT_CONCURRENCY } from '../../local/functions/pool.ts';
import { untilQueuesAreEmpty } from '../../local/queues-empty.ts';
import { type LocalStackOptions, startLocalStack } from '../../local/run.ts';
import { SEPARATE } from '../cost/shapes.ts';
import { createPatchlane } from '../time/patchlane.ts';
import { ratioOf, type Spread, spreadOf } from '../time/statistics.ts';
import { constraintsOf } from './constraints.ts';
import { DEFAULT, type Deployment } from './deployment.ts';
import type { Load } from './load.ts';
import { type Burst, prepare, send, type Took } from './local-load.ts';
import { simulate } from './simulate.ts';
import { workOf } from './work.ts';

/** What the model said of a burst on this machine, and what was measured; milliseconds, medians of the rounds. */
export interface Compared {
  readonly name: string;
  readonly predicted: number;
  readonly measured: number;
  /** Predicted over measured, round by round: the machine changes between them. */
  readonly ratio: Spread;
}

const burst = (batches: number, patches: number, resources: number): Burst => ({
  name: `${batches} × ${patches} patches of ${resources} resources`,
  batches,
  patches,
  resources,
  hot: false,
});
const hot = (batches: number): Burst => ({
  ...burst(batches, 10, 1),
  name: `${batches} × 10 patches of the same resource`,
  hot: true,
});

const CALIBRATION = { one: burst(1, 300, 300), small: burst(1, 10, 10), hot: hot(10) };
const PREDICTED = [
  burst(5, 300, 300),
  burst(5, 100, 100),
  burst(20, 100, 100),
  burst(20, 1000, 100),
  hot(40),
];

const TICK_SECONDS = 0.005;

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

/** Calibrates the model with one batch on the local run, and compares what it says of others with what they take. */
export async function validate({ rounds, ...options }: ValidateOptions): Promise<Validation> {
  const local = await startLocalStack(options);
  try {
    const patchlane = createPatchlane(local);
    await patchlane.define();
    const bursts = [...Object.values(CALIBRATION), ...PREDICTED];
    await prepare(patchlane, bursts, DEFAULT_CONCURRENCY);
    const taken: ReadonlyMap<Burst, Took>[] = [];
    let sentBefore = 0;
    // The first round is not taken: processes start, and code gets compiled.
    for (let round = 0; round <= rounds; round += 1) {
      const took = new Map<Burst, Took>();
      for (const one of bursts) {
        await untilQueuesAreEmpty(local);
        took.set(one, await send(patchlane, one, DEFAULT_CONCURRENCY, sentBefore));
        sentBefore += one.batches;
        options.log(`round ${round}: ${one.name}: ${took.get(one)?.all} ms`);
      }
      if (round > 0) taken.push(took);
    }
    return {
      times: bursts.map((one) => ({ name: one.name, rounds: taken.map((took) => tookOf(took, one)) })),
      compared: PREDICTED.map((one) => compare(one, taken)),
    };
  } finally {
    await local.stop();
  }
}

/** Round by round, with what was calibrated in the same round. */
function compare(one: Burst, rounds: readonly ReadonlyMap<Burst, Took>[]): Compared {
  const measured = rounds.map((took) => tookOf(took, one).all);
  const predicted = rounds.map((took) => Math.round(predict(one, calibrated(took))));
  return {
    name: one.name,
    predicted: spreadOf(predicted).median,
    measured: spreadOf(measured).median,
    ratio: ratioOf(predicted, measured),
  };
}

function tookOf(taken: ReadonlyMap<Burst, Took>, burst: Burst): Took {
  const took = taken.get(burst);
  if (took === undefined) throw new Error(`${burst.name} was not measured`);
  return took;
}

/** This machine as a deployment: its processes are the concurrency of the account, and nothing else is in the way. */
function calibrated(taken: ReadonlyMap<Burst, Took>): Deployment {
  const { one, small, hot } = CALIBRATION;
  const roundsOf = ({ resources }: Burst) => Math.ceil(resources / 10 / 12);
  const least = tookOf(taken, small).answer;
  const sends = Math.max(0, (tookOf(taken, one).answer - least) / (roundsOf(one) - roundsOf(small)));
  return {
    ...DEFAULT,
    resourceShards: Number.MAX_SAFE_INTEGER,
    openShards: Number.MAX_SAFE_INTEGER,
    requestsPerSecond: Number.MAX_SAFE_INTEGER,
    warm: { resources: Number.MAX_SAFE_INTEGER, batches: Number.MAX_SAFE_INTEGER },
    tableThroughput: Number.MAX_SAFE_INTEGER,
    apiRequests: Number.MAX_SAFE_INTEGER,
    consumerConcurrency: DEFAULT_CONCURRENCY,
    concurrency: DEFAULT_CONCURRENCY,
    requestsPerConcurrency: Number.MAX_SAFE_INTEGER,
    service: {
      sends,
      submit: Math.max(0, least - sends * roundsOf(small)),
      // The first outcome is there when each consumer has its first invocation behind it.
      invocation:
        (DEFAULT_CONCURRENCY * tookOf(taken, one).applying) / (one.resources / 10 - DEFAULT_CONCURRENCY),
      hotLane: tookOf(taken, hot).applying / (hot.batches - 1),
    },
  };
}

function predict({ batches, patches, resources, hot }: Burst, deployment: Deployment): number {
  const once: Load = {
    batchesPerSecond: 1,
    seconds: 1,
    patches,
    resources,
    documentBytes: SEPARATE.documentBytes,
    tenants: hot ? 1 : DEFAULT_CONCURRENCY,
    skew: 0,
    hotShare: hot ? 1 : 0,
  };
  const accepting = constraintsOf(once, deployment, workOf(once)).filter(({ stage }) => stage === 'accept');
  // Callers wait for their answers, so that no more come than are accepted.
  const batchesPerSecond = Math.min(...accepting.map((one) => one.batchesPerSecond(0)));
  const seconds = batches / batchesPerSecond;
  const { drain } = simulate({ ...once, batchesPerSecond, seconds }, deployment, TICK_SECONDS);
  return (seconds + drain) * 1000;
}
