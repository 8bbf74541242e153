import { batchFacts } from './batch-facts.ts';
import { countLane } from './count-lane.ts';
import type { DecidedLane } from './decide-lane.ts';
import type { BatchHeader, BatchKey } from './domain/batch.ts';
import { TransientError } from './domain/errors.ts';
import type { Failure, RecordResult } from './domain/fold.ts';
import { type LaneMessage, laneOf } from './domain/lanes.ts';
import { type Settled, settledOutcomes } from './domain/ledger.ts';
import { isUpTo, outcomesIn, takeIn } from './domain/marker.ts';
import type { Metrics } from './domain/metrics.ts';
import type { BatchLedger, Log, RecordedFailure, ResourceWriter } from './domain/ports.ts';
import type { ResourceKey, ResourceState } from './domain/resource.ts';
import type { StandingOf } from './marker-standing.ts';

export interface ApplyLaneDeps {
  /** What becomes of a lane that is taken in nowhere yet, and of its resource. */
  decide(
    message: LaneMessage,
    header: BatchHeader,
    state: ResourceState,
    before: readonly Settled[],
  ): Promise<DecidedLane>;
  readonly resources: ResourceWriter;
  readonly ledger: Pick<BatchLedger, 'header' | 'saveFailures'>;
  /** Waits before the nth retry of a conflicting write, with jitter. */
  pause(retry: number): Promise<void>;
  now(): Date;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A version conflict is retried this often in place, then left to redelivery. */
const MAX_CONFLICT_RETRIES = 5;

/** What a lane meets. */
export interface LaneStart {
  readonly state: ResourceState;
  /** What became of the part of the lane before this one, where this invocation came to it. */
  readonly before: readonly Settled[];
  readonly standingOf: StandingOf;
  /** When the lane's message was sent, in milliseconds since 1970. */
  readonly sentAt: number;
}

export interface AppliedLane {
  /** Empty when the batch is there no more. */
  readonly settled: readonly Settled[];
  /** What the next lane of the same group meets. */
  readonly state: ResourceState;
}

/**
 * Brings one lane to its outcomes: those that the ledger or the resource's marker already holds, or those of folding
 * its patches into the resource and writing it once. Every outcome that is not yet in the ledger is fenced by that one
 * conditional write, even where it changes no data: so two consumers on one lane cannot come to different outcomes.
 */
export async function applyLane(
  deps: ApplyLaneDeps,
  message: LaneMessage,
  header: BatchHeader,
  start: LaneStart,
): Promise<AppliedLane> {
  const indexes = message.patches.map(({ index }) => index);
  const reported = settledOutcomes(header.ledger, indexes);
  if (reported !== undefined) {
    deps.metrics.add('KnownByLedger', 1);
    return { settled: reported, state: start.state };
  }

  const batch: BatchKey = { partnerId: header.partnerId, tenantId: header.tenantId, batchId: header.batchId };
  const key: ResourceKey = { ...batch, schemaId: message.schemaId, externalId: message.externalId };
  const lane = laneOf(message);
  let { state } = start;
  for (let retry = 0; retry <= MAX_CONFLICT_RETRIES; retry += 1) {
    if (retry > 0) {
      deps.metrics.add('ConflictsRetried', 1);
      await deps.pause(retry);
    }
    const marked = outcomesIn(state.marker, batch.batchId, lane, indexes);
    if (marked !== undefined) {
      deps.metrics.add('KnownByMarker', 1);
      return { settled: marked, state };
    }
    if (isUpTo(state.forgotten, batch.batchId)) {
      const meanwhile = await reportedMeanwhile(deps, batch, indexes);
      if (meanwhile !== undefined) return { settled: meanwhile, state };
    }

    const { results, resource, version } = isUpTo(state.lost, batch.batchId)
      ? unknownOutcome(message, state)
      : await deps.decide(message, header, state, start.before);
    await saveFailures(deps, header, message.externalId, results);
    const outcomes = results.map(({ outcome }) => outcome);
    const taken = takeIn(state, { batchId: batch.batchId, lane, outcomes }, (held) =>
      start.standingOf(batch, held),
    );
    const next: ResourceState = { resource, version, revision: state.revision + 1, ...taken };
    const written = await deps.resources.write(key, next, state.revision);
    if (written.kind === 'written') {
      countLane(deps, header, lane, results, start.sentAt);
      return { settled: results, state: next };
    }
    state = written.current;
  }
  throw new TransientError(
    `a resource was changed by others ${MAX_CONFLICT_RETRIES + 1} times while lane ${lane} of batch ${batch.batchId} was applied`,
  );
}

/**
 * The marker may have let this very lane go, which it does once the ledger holds it. The header at hand may be older than
 * that, one that is read now is not.
 */
async function reportedMeanwhile(
  { ledger, log, metrics }: ApplyLaneDeps,
  batch: BatchKey,
  indexes: readonly number[],
): Promise<readonly Settled[] | undefined> {
  const header = await ledger.header(batch);
  if (header !== undefined) {
    const settled = settledOutcomes(header.ledger, indexes);
    if (settled !== undefined) metrics.add('KnownByLedger', 1);
    return settled;
  }
  log.error('batch of a lane is gone; its patches are dropped', batchFacts(batch));
  return [];
}

/** The marker had to let go of lanes that were not reported, and this can be one of them. The resource stays as it is. */
function unknownOutcome({ patches }: LaneMessage, { resource, version }: ResourceState): DecidedLane {
  const results = patches.map(
    ({ index }): RecordResult => ({ index, outcome: 'failed', failure: UNKNOWN_OUTCOME }),
  );
  return { results, resource, version };
}

/** Sent again it could be applied twice, so that is for the caller to decide. */
const UNKNOWN_OUTCOME: Failure = {
  code: 'outcome_unknown',
  message: 'A fault of ours did not pass, and whether it was applied cannot be told: read the resource.',
  errors: [],
  retryable: false,
};

/** Before the write, so that no failure ever stands in the ledger without its details. */
async function saveFailures(
  deps: ApplyLaneDeps,
  batch: BatchHeader,
  externalId: string,
  results: readonly RecordResult[],
): Promise<void> {
  const failures = results.flatMap((result): readonly RecordedFailure[] =>
    result.outcome === 'failed' ? [{ index: result.index, externalId, ...result.failure }] : [],
  );
  if (failures.length > 0) await deps.ledger.saveFailures(batch, failures);
}
