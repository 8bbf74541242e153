import type { BatchKey, Owner } from './domain/batch.ts';
import { CorruptDataError } from './domain/errors.ts';
import type { LaneMessage } from './domain/lanes.ts';
import { outcomeOf } from './domain/ledger.ts';
import { type MarkerEntry, mayGo, type Standing } from './domain/marker.ts';
import type { ReadSnapshot, Snapshot } from './domain/ports.ts';
import type { ResourceKey } from './domain/resource.ts';

/** As many as one read of a snapshot takes. */
const MAX_BATCHES = 100;

/** How a lane that a resource of this owner has taken in stands in its batch. */
export type StandingOf = (owner: Owner, held: MarkerEntry) => Standing;

/**
 * Finds out which lanes the markers of a snapshot may let go: one more read where there are any whose batches are not in
 * it, and none as long as resources have taken in few lanes. What is not asked for, or not there yet, is open.
 */
export async function readStanding(
  readSnapshot: ReadSnapshot,
  lanes: readonly LaneMessage[],
  snapshot: Snapshot,
): Promise<StandingOf> {
  const inSnapshot = new Set(lanes.map(textOf));
  const asked = new Map(
    lanes
      .flatMap((lane) => batchesThatMayGo(lane, snapshot))
      .map((batch): [string, BatchKey] => [textOf(batch), batch])
      .filter(([text]) => !inSnapshot.has(text))
      .slice(0, MAX_BATCHES),
  );
  const older = asked.size === 0 ? undefined : await readSnapshot([], [...asked.values()]);
  return ({ partnerId, tenantId }, { batchId, lane }) =>
    readable('open', () => {
      const batch: BatchKey = { partnerId, tenantId, batchId };
      const isAsked = asked.has(textOf(batch));
      const header = snapshot.headerOf(batch) ?? older?.headerOf(batch);
      if (header === undefined) return isAsked ? 'gone' : 'open';
      // A lane is reported whole, so its first record tells.
      return outcomeOf(header.ledger, lane) === undefined ? 'open' : 'reported';
    });
}

function batchesThatMayGo(lane: LaneMessage, snapshot: Snapshot): readonly BatchKey[] {
  const { partnerId, tenantId, schemaId, externalId } = lane;
  const key: ResourceKey = { partnerId, tenantId, schemaId, externalId };
  return readable([], () =>
    mayGo(snapshot.stateOf(key).marker).map(({ batchId }) => ({ partnerId, tenantId, batchId })),
  );
}

/** What cannot be read fails the lanes that it belongs to, when they come to it, and no others. */
function readable<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CorruptDataError) return otherwise;
    throw error;
  }
}

function textOf({ partnerId, tenantId, batchId }: BatchKey): string {
  return JSON.stringify([partnerId, tenantId, batchId]);
}
