import { batchFacts } from './batch-facts.ts';
import { type ConsumeLanesDeps, createConsumeLanes } from './consume-lanes.ts';
import type { DecidedLane } from './decide-lane.ts';
import type { BatchHeader } from './domain/batch.ts';
import type { Failure, RecordResult } from './domain/fold.ts';
import type { Delivery, LaneMessage } from './domain/lanes.ts';
import type { DeadLetterArchive } from './domain/ports.ts';
import type { ResourceState } from './domain/resource.ts';

export interface SettleDeadLettersDeps extends Omit<ConsumeLanesDeps, 'decide'> {
  readonly archive: DeadLetterArchive;
}

/**
 * Gives lanes whose receives are exhausted their outcomes, so that every batch ends, and keeps the messages for
 * inspection. What ledger or marker hold is reported; the rest fails, and the marker is told so in a conditional write,
 * so that a consumer which wakes up late finds the lane closed.
 * Gives back the ids of the messages that must be delivered again.
 */
export function createSettleDeadLetters(deps: SettleDeadLettersDeps) {
  const settle = createConsumeLanes({ ...deps, decide: closeLane });
  return async (letters: readonly Delivery[]): Promise<readonly string[]> => {
    const unsettled = await settle(letters.filter(({ lane }) => lane !== undefined));
    const settled = letters.filter(({ messageId }) => !unsettled.includes(messageId));
    const unkept = await Promise.all(settled.map((letter) => keep(deps, letter)));
    return [...unsettled, ...unkept.flat()];
  };
}

/** A letter counts once it is kept: again if its deletion then fails, not at all if the process dies before its metrics go out. */
async function keep(
  { archive, log, metrics }: SettleDeadLettersDeps,
  letter: Delivery,
): Promise<readonly string[]> {
  const { messageId, groupId, lane } = letter;
  const reason = lane === undefined ? 'not_a_lane' : 'receives_exhausted';
  const facts = {
    ...(lane && batchFacts(lane)),
    messageId,
    groupId,
    reason,
    records: lane?.patches.length,
  };
  try {
    await archive.keep(letter, reason);
    metrics.add('DeadLettersSettled', 1);
    log.warn('dead letter settled', facts);
    return [];
  } catch (error) {
    log.error('dead letter not kept, left to redelivery', { ...facts, error });
    return [messageId];
  }
}

/** The resource stays as it is. */
async function closeLane(
  { patches }: LaneMessage,
  { cancelRequestedAt }: BatchHeader,
  { resource, version }: ResourceState,
): Promise<DecidedLane> {
  const results = patches.map(
    ({ index }): RecordResult =>
      cancelRequestedAt === undefined
        ? { index, outcome: 'failed', failure: EXHAUSTED }
        : { index, outcome: 'cancelled' },
  );
  return { resource, version, results };
}

const EXHAUSTED: Failure = {
  code: 'retries_exhausted',
  message:
    'It could not be applied for a fault of ours, however often it was tried; the resource is as it was.',
  errors: [],
  retryable: true,
};
