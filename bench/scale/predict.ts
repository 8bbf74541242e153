import { DEFAULT } from './deployment.ts';
import { dollarsAnHour } from './dollars.ts';
import { FULL, type Scenario, SMALL, UNEVEN, type Uneven } from './scenarios.ts';
import { type Outcome, simulate } from './simulate.ts';

export interface Prediction extends Scenario {
  /** In the stack as it deploys when nothing is set. */
  readonly asDeployed: Outcome;
  readonly asRecommended: Outcome;
  /** USD, of the recommended. */
  readonly dollarsAnHour: number;
}

export interface UnevenPrediction extends Uneven {
  readonly outcome: Outcome;
}

export interface Predictions {
  readonly full: readonly Prediction[];
  readonly small: readonly Prediction[];
  readonly uneven: readonly UnevenPrediction[];
}

/** What the model says of every scenario. */
export function predict(): Predictions {
  return {
    full: FULL.map(predictOne),
    small: SMALL.map(predictOne),
    uneven: UNEVEN.map((one) => ({ ...one, outcome: simulate(one.load, one.deployment) })),
  };
}

function predictOne({ load, recommended }: Scenario): Prediction {
  return {
    load,
    recommended,
    asDeployed: simulate(load, DEFAULT),
    asRecommended: simulate(load, recommended),
    dollarsAnHour: dollarsAnHour(load, recommended),
  };
}
