import { type ConsumeLanesDeps, createConsumeLanes } from './consume-lanes.ts';
import { type DecideLaneDeps, decideLane } from './decide-lane.ts';
import type { BatchLedger } from './domain/ports.ts';

export interface ApplyPatchesDeps extends Omit<ConsumeLanesDeps, 'decide'>, DecideLaneDeps {
  readonly ledger: BatchLedger;
}

/** Applies what the queue delivered and gives back the ids of the messages that must be delivered again. */
export function createApplyPatches(deps: ApplyPatchesDeps) {
  return createConsumeLanes({ ...deps, decide: (...lane) => decideLane(deps, ...lane) });
}
