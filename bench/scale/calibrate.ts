import { DEFAULT_CONCURRENCY } from '../../local/functions/pool.ts';
import { SEPARATE } from '../cost/shapes.ts';
import { ratioOf, type Spread, spreadOf } from '../time/statistics.ts';
import { constraintsOf } from './constraints.ts';
import { DEFAULT, type Deployment } from './deployment.ts';
import type { Load } from './load.ts';
import type { Burst, Took } from './local-load.ts';
import { simulate } from './simulate.ts';
import { countOf, workOf } from './work.ts';

/** What the model said of a burst on this machine, and what was measured; milliseconds, medians of the rounds. */
export interface Compared {
  readonly name: string;
  readonly predicted: number;
  readonly measured: number;
  /** Predicted over measured, round by round: the machine changes between them. */
  readonly ratio: Spread;
}

/** What bursts took in one round. */
export type Round = ReadonlyMap<Burst, Took>;

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

const CALIBRATION = { many: burst(5, 300, 300), one: burst(1, 10, 10), hot: hot(10) };
const PREDICTED = [
  burst(1, 300, 300),
  burst(5, 100, 100),
  burst(20, 100, 100),
  burst(20, 1000, 100),
  hot(40),
];
/** No more than a queue of the local run bears: with thousands of messages in it, it answers late. */
export const BURSTS: readonly Burst[] = [...Object.values(CALIBRATION), ...PREDICTED];

const TICK_SECONDS = 0.005;
const PLENTY = Number.MAX_SAFE_INTEGER;

/** Round by round, with what was calibrated in the same round. */
export function compare(rounds: readonly Round[]): readonly Compared[] {
  return PREDICTED.map((one) => {
    const measured = rounds.map((took) => tookOf(took, one).all);
    const predicted = rounds.map((took) => Math.round(predictBurst(one, calibrated(took))));
    return {
      name: one.name,
      predicted: spreadOf(predicted).median,
      measured: spreadOf(measured).median,
      ratio: ratioOf(predicted, measured),
    };
  });
}

export function tookOf(round: Round, burst: Burst): Took {
  const took = round.get(burst);
  if (took === undefined) throw new Error(`${burst.name} was not measured`);
  return took;
}

/** This machine as a deployment: its processes are the concurrency of the account, and nothing else is in the way. */
function calibrated(round: Round): Deployment {
  const { many, one, hot } = CALIBRATION;
  const submit = tookOf(round, one).answer;
  const single = tookOf(round, hot).applying / (hot.batches - 1);
  const ofBatch = (DEFAULT_CONCURRENCY * tookOf(round, many).all) / many.batches;
  const { calls } = countOf(workOf({ ...many, documentBytes: SEPARATE.documentBytes }), 'SQS ReceiveMessage');
  const full = Math.max(single, (ofBatch - submit) / calls);
  const lane = (full - single) / (many.resources / calls - 1);
  return {
    ...DEFAULT,
    resourceShards: PLENTY,
    openShards: PLENTY,
    requestsPerSecond: PLENTY,
    warm: { resources: PLENTY, batches: PLENTY },
    tableThroughput: PLENTY,
    apiRequests: PLENTY,
    requestsPerConcurrency: PLENTY,
    consumerConcurrency: DEFAULT_CONCURRENCY,
    concurrency: DEFAULT_CONCURRENCY,
    // What sends take is in the time of the lanes.
    service: { submit, sends: 0, invocation: single - lane, lane, hotLane: single },
  };
}

function predictBurst({ batches, patches, resources, hot }: Burst, deployment: Deployment): number {
  const load: Load = {
    batchesPerSecond: 1,
    seconds: 1,
    patches,
    resources,
    documentBytes: SEPARATE.documentBytes,
    tenants: hot ? 1 : DEFAULT_CONCURRENCY,
    skew: 0,
    hotShare: hot ? 1 : 0,
  };
  const accepting = constraintsOf(load, deployment, workOf(load)).filter(({ stage }) => stage === 'accept');
  // Callers wait for their answers, so that no more come than are accepted.
  const batchesPerSecond = Math.min(...accepting.map((one) => one.batchesPerSecond(0)));
  const seconds = batches / batchesPerSecond;
  const { drain } = simulate({ ...load, batchesPerSecond, seconds }, deployment, TICK_SECONDS);
  return (seconds + drain) * 1000;
}
