import type { BatchKey, IndexedPatch } from './batch.ts';

/** All patches of one batch for one resource, in request order. */
export interface Lane {
  readonly externalId: string;
  readonly patches: readonly IndexedPatch[];
}

/** A lane, or a part of one that is too large for one message. */
export interface LanePart extends Lane {
  /** Index of the lane's patch right before this part; absent in the first. */
  readonly previous?: number;
}

/** Sorts a request's patches into lanes; lanes come in the order of their first patch. */
export function toLanes(
  patches: readonly IndexedPatch[],
  externalIdOf: (patch: IndexedPatch) => string,
): readonly Lane[] {
  const byResource = Map.groupBy(patches, externalIdOf);
  return [...byResource].map(([externalId, lanePatches]) => ({ externalId, patches: lanePatches }));
}

/** What a queue message carries. */
export interface LaneMessage extends BatchKey, LanePart {
  readonly schemaId: string;
}

/** A message as the queue delivered it; `lane` is undefined when its body is not a lane message. */
export interface Delivery {
  readonly messageId: string;
  /** The message group: one resource. Messages of one group come in order. */
  readonly groupId: string;
  readonly lane: LaneMessage | undefined;
  /** As it was sent. */
  readonly body: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAt: number;
  /** How often it was delivered, this time included. */
  readonly receives: number;
}

/**
 * What names a message within its batch: its first index. A part keeps its name when the sweeper sends the lane again,
 * because the split depends on the stored patches and on `maxBytes` alone.
 */
export function laneOf(message: Pick<LaneMessage, 'patches'>): number {
  const first = message.patches[0];
  if (first === undefined) throw new RangeError('a lane has at least one patch');
  return first.index;
}

/**
 * Cuts a lane into parts of at most `maxBytes` of patches each, in order. A patch that is larger on its own gets a part
 * to itself; the limit on one patch (`MAX_PATCH_BYTES`) keeps that below a message's size.
 */
export function splitLane(
  lane: Lane,
  maxBytes: number,
  sizeOf: (patch: IndexedPatch) => number,
): readonly LanePart[] {
  // Most lanes are one patch: to know its size, which is to write it as JSON, would decide nothing.
  if (lane.patches.length === 1) return [{ externalId: lane.externalId, patches: lane.patches }];
  const parts: IndexedPatch[][] = [];
  let room = 0;
  for (const patch of lane.patches) {
    const size = sizeOf(patch);
    const part = parts.at(-1);
    if (part === undefined || size > room) {
      parts.push([patch]);
      room = maxBytes - size;
    } else {
      part.push(patch);
      room -= size;
    }
  }
  return parts.map((patches, at) => {
    const previous = parts[at - 1]?.at(-1)?.index;
    return { externalId: lane.externalId, patches, ...(previous === undefined ? {} : { previous }) };
  });
}
