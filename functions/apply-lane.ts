import type { DecidedLane } from './decide-lane.ts';
import type { BatchHeader, BatchKey } from './domain/batch.ts';
import { TransientError } from './domain/errors.ts';
import type { RecordResult } from './domain/fold.ts';
import { type LaneMessage, laneOf } from './domain/lanes.ts';
import { type Settled, settledOutcomes } from './domain/ledger.ts';
import { forgottenBy, takenIn, withLane } from './domain/marker.ts';
import type { BatchLedger, Log, RecordedFailure, ResourceWriter } from './domain/ports.ts';
import type { ResourceKey, ResourceState } from './domain/resource.ts';

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
  readonly log: Log;
}

/** A version conflict is retried this often in place, then left to redelivery. */
const MAX_CONFLICT_RETRIES = 5;

/** What a lane meets. */
export interface LaneStart {
  readonly state: ResourceState;
  /** Somebody else wrote the resource since the header was read: its ledger may lack what `state` has taken in. */
  readonly overtaken: boolean;
  /** Lanes of this resource that this invocation has not yet reported, this one included. */
  readonly unreported: number;
  /** What became of the part of the lane before this one, where this invocation came to it. */
  readonly before: readonly Settled[];
}

export interface AppliedLane {
  readonly settled: readonly Settled[];
  /** What the next lane of the same group meets. */
  readonly state: ResourceState;
  readonly overtaken: boolean;
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
  if (reported !== undefined) return { settled: reported, state: start.state, overtaken: start.overtaken };

  const batch: BatchKey = { partnerId: header.partnerId, tenantId: header.tenantId, batchId: header.batchId };
  const key: ResourceKey = { ...batch, schemaId: message.schemaId, externalId: message.externalId };
  const lane = laneOf(message);
  let { state, overtaken } = start;
  for (let retry = 0; retry <= MAX_CONFLICT_RETRIES; retry += 1) {
    if (retry > 0) await deps.pause(retry);
    const known =
      takenIn(state.marker, batch.batchId, lane, indexes) ??
      (overtaken && (await reportedMeanwhile(deps, batch, indexes)));
    if (known) return { settled: known, state, overtaken };

    const { results, resource, version } = await deps.decide(message, header, state, start.before);
    await saveFailures(deps, header, message.externalId, results);
    const outcomes = results.map(({ outcome }) => outcome);
    const marker = withLane(state.marker, { batchId: batch.batchId, lane, outcomes }, start.unreported);
    const forgotten = forgottenBy(state.marker, marker, state.forgotten);
    const next: ResourceState = {
      resource,
      version,
      revision: state.revision + 1,
      marker,
      ...(forgotten === undefined ? {} : { forgotten }),
    };
    const written = await deps.resources.write(key, next, state.revision);
    if (written.kind === 'written') return { settled: results, state: next, overtaken };
    deps.log.info('write conflict', { batchId: batch.batchId, lane, retry });
    state = written.current;
    overtaken = true;
  }
  throw new TransientError(
    `a resource was changed by others ${MAX_CONFLICT_RETRIES + 1} times while lane ${lane} of batch ${batch.batchId} was applied`,
  );
}

/** Whoever wrote in between may have been another consumer of this very lane, and its marker entry gone again. */
async function reportedMeanwhile(deps: ApplyLaneDeps, batch: BatchKey, indexes: readonly number[]) {
  const header = await deps.ledger.header(batch);
  return header === undefined ? undefined : settledOutcomes(header.ledger, indexes);
}

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
