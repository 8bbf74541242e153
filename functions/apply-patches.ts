import { type ConsumeLanesDeps, createConsumeLanes } from './consume-lanes.ts';
import { type DecideLaneDeps, decideLane } from './decide-lane.ts';
import type { Delivery } from './domain/lanes.ts';
import type { BatchLedger, StartTurns } from './domain/ports.ts';

export interface ApplyPatchesDeps extends Omit<ConsumeLanesDeps, 'decide'>, Omit<DecideLaneDeps, 'takeTurn'> {
  readonly startTurns: StartTurns;
  readonly ledger: BatchLedger;
}

/** Applies what the queue delivered and gives back the ids of the messages that must be delivered again. */
export function createApplyPatches(deps: ApplyPatchesDeps) {
  return (deliveries: readonly Delivery[], msLeft: number): Promise<readonly string[]> => {
    const deciding = { ...deps, takeTurn: deps.startTurns(msLeft) };
    return createConsumeLanes({ ...deps, decide: (...lane) => decideLane(deciding, ...lane) })(deliveries);
  };
}
