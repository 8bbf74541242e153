import { PRICES } from '../../lib/prices.ts';
import { priceOf, totalOf } from '../cost/price.ts';
import { applySeconds, submitSeconds } from './constraints.ts';
import type { Deployment } from './deployment.ts';
import type { Load } from './load.ts';
import { workOf } from './work.ts';

/** Of the functions, as `lib/` sets it. */
const CONSUMER_GB = 1;
const SUBMIT_GB = 1769 / 1024;

/** USD an hour of a load that is all taken, at list prices, with the time of functions and without storage, logs and traces. */
export function dollarsAnHour(load: Load, deployment: Deployment): number {
  const work = workOf(load);
  const calls = (totalOf(priceOf(work, { patches: load.patches })) / 1e6) * load.patches;
  const gbSeconds =
    applySeconds(deployment, work) * CONSUMER_GB + submitSeconds(deployment, work) * SUBMIT_GB;
  return (calls + gbSeconds * PRICES.functionGbSecond) * load.batchesPerSecond * 3600;
}
