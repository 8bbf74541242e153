import { type ApplyLaneDeps, applyLane } from './apply-lane.ts';
import { batchFacts } from './batch-facts.ts';
import { completeBatch } from './complete-batch.ts';
import type { BatchKey } from './domain/batch.ts';
import type { Delivery, LaneMessage } from './domain/lanes.ts';
import { finalStatusOf, type Settled } from './domain/ledger.ts';
import type { BatchLedger, LogFacts, ReadSnapshot, Snapshot } from './domain/ports.ts';
import type { ResourceKey, ResourceState } from './domain/resource.ts';
import { readStanding, type StandingOf } from './marker-standing.ts';
import { createTally, type Tally } from './tally.ts';

export interface ConsumeLanesDeps extends ApplyLaneDeps {
  readonly readSnapshot: ReadSnapshot;
  readonly ledger: BatchLedger;
}

/** Brings what a queue delivered to its outcomes and gives back the ids of the messages that must be delivered again. */
export function createConsumeLanes(deps: ConsumeLanesDeps) {
  return async (deliveries: readonly Delivery[]): Promise<readonly string[]> => {
    const startedAt = deps.now().getTime();
    const tally = createTally(deps.metrics);
    const facts = () => ({
      messages: deliveries.length,
      redelivered: deliveries.filter(({ receives }) => receives > 1).length,
      durationMs: deps.now().getTime() - startedAt,
    });
    try {
      const failed = await consume({ ...deps, metrics: tally }, deliveries);
      deps.log.info('lanes consumed', { ...facts(), failures: failed.length, ...outcomesOf(tally) });
      return failed;
    } catch (error) {
      deps.log.error('consumer failed, all messages left to redelivery', { ...facts(), error });
      throw error;
    }
  };
}

/** What became of an invocation's messages, in lanes and in records. */
function outcomesOf({ sumOf }: Tally): LogFacts {
  return {
    applied: sumOf('PatchesApplied'),
    unchanged: sumOf('PatchesUnchanged'),
    failed: sumOf('PatchesFailed'),
    cancelled: sumOf('PatchesCancelled'),
    knownByMarker: sumOf('KnownByMarker'),
    knownByLedger: sumOf('KnownByLedger'),
    conflicts: sumOf('ConflictsRetried'),
    batchesCompleted: sumOf('BatchesCompleted'),
  };
}

async function consume(deps: ConsumeLanesDeps, deliveries: readonly Delivery[]): Promise<readonly string[]> {
  const lanes = deliveries.flatMap(({ lane }) => (lane === undefined ? [] : [lane]));
  const snapshot = await deps.readSnapshot(lanes.map(resourceOf), lanes);
  const standingOf = await readStanding(deps.readSnapshot, lanes, snapshot);
  const groups = [...Map.groupBy(deliveries, ({ groupId }) => groupId).values()];
  const attempts = (
    await Promise.all(groups.map((group) => applyGroup(deps, group, snapshot, standingOf)))
  ).flat();
  const unreported = await report(deps, attempts);
  return groups.flatMap((group) => fromFirstFailure(group, attempts, unreported));
}

/** A message that came to its outcomes. Messages after a failure in their group have no attempt. */
interface Attempt {
  readonly messageId: string;
  readonly batch: BatchKey;
  readonly facts: LogFacts;
  readonly settled: readonly Settled[];
}

async function applyGroup(
  deps: ConsumeLanesDeps,
  group: readonly Delivery[],
  snapshot: Snapshot,
  standingOf: StandingOf,
): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  let last: { readonly resource: string; readonly state: ResourceState } | undefined;
  for (const { messageId, groupId, lane, sentAt, receives } of group) {
    if (lane === undefined) {
      deps.log.error('message is not a lane message', { messageId, groupId });
      return attempts;
    }
    const batch: BatchKey = { partnerId: lane.partnerId, tenantId: lane.tenantId, batchId: lane.batchId };
    const header = snapshot.headerOf(batch);
    if (header === undefined) {
      deps.log.error('batch of a message is gone; its patches are dropped', {
        ...batchFacts(batch),
        messageId,
      });
      attempts.push({ messageId, batch, facts: batchFacts(batch), settled: [] });
      continue;
    }
    try {
      const resource = JSON.stringify(resourceOf(lane));
      const before = attempts.filter((attempt) => attempt.batch.batchId === batch.batchId);
      const { settled, state } = await applyLane(deps, lane, header, {
        state: last?.resource === resource ? last.state : snapshot.stateOf(resourceOf(lane)),
        before: before.flatMap((attempt) => attempt.settled),
        standingOf,
        sentAt,
      });
      last = { resource, state };
      attempts.push({ messageId, batch, facts: batchFacts(header), settled });
    } catch (error) {
      deps.log.error('lane failed, left to redelivery', {
        ...batchFacts(header),
        messageId,
        receives,
        error,
      });
      return attempts;
    }
  }
  return attempts;
}

/** One ledger update per batch; gives back the ids of the messages whose outcomes did not get there. */
async function report(deps: ConsumeLanesDeps, attempts: readonly Attempt[]): Promise<ReadonlySet<string>> {
  const byBatch = Map.groupBy(
    attempts.filter(({ settled }) => settled.length > 0),
    ({ batch }) => JSON.stringify([batch.partnerId, batch.tenantId, batch.batchId]),
  );
  const failed = await Promise.all(
    [...byBatch.values()].map(async (ofBatch) => {
      const [first] = ofBatch;
      try {
        if (first !== undefined)
          await recordAndComplete(
            deps,
            first,
            ofBatch.flatMap(({ settled }) => settled),
          );
        return [];
      } catch (error) {
        deps.log.error('ledger update failed, left to redelivery', {
          ...first?.facts,
          error,
        });
        return ofBatch.map(({ messageId }) => messageId);
      }
    }),
  );
  return new Set(failed.flat());
}

async function recordAndComplete(
  deps: ConsumeLanesDeps,
  { batch, facts }: Attempt,
  settled: readonly Settled[],
): Promise<void> {
  const at = deps.now().toISOString();
  const header = await deps.ledger.record(batch, settled, at);
  if (header === undefined) {
    deps.log.error('batch expired before its last outcomes', {
      ...facts,
      records: settled.length,
    });
    return;
  }
  const status = finalStatusOf(header.ledger, header.total);
  if (status === undefined || header.completedAt !== undefined) return;
  await completeBatch(deps, header, status, at);
}

/**
 * A FIFO group must not overtake itself: after a message that failed, every later one of its group is given back too.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
function fromFirstFailure(
  group: readonly Delivery[],
  attempts: readonly Attempt[],
  unreported: ReadonlySet<string>,
): readonly string[] {
  const done = new Set(attempts.map(({ messageId }) => messageId));
  const first = group.findIndex(({ messageId }) => !done.has(messageId) || unreported.has(messageId));
  return first < 0 ? [] : group.slice(first).map(({ messageId }) => messageId);
}

function resourceOf({ partnerId, tenantId, schemaId, externalId }: LaneMessage): ResourceKey {
  return { partnerId, tenantId, schemaId, externalId };
}
