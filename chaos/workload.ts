import { effect, FIXED, type Patch } from './cell.ts';
import { createRandom, type Random } from './random.ts';

export interface Batch {
  readonly kind: 'batch';
  /** Unique among all writers, and a name of a field. */
  readonly id: string;
  readonly operation: 'patch' | 'upload';
  readonly skipRest: boolean;
  /** Asked to be cancelled once it was accepted, so that any of its lanes may end as cancelled. */
  readonly cancelled: boolean;
  readonly patches: readonly Patch[];
}

/** One patch of one resource by the synchronous call. */
export interface Single {
  readonly kind: 'single';
  readonly id: string;
  readonly patch: Patch;
}

/** One resource of its own, created, patched, deleted and created again, one call after the other. */
export interface Life {
  readonly kind: 'life';
  readonly id: string;
}

export type Step = Batch | Single | Life;

export interface Workload {
  readonly externalIds: readonly string[];
  /** Creates the resources; ends before the steps begin. */
  readonly creations: readonly Batch[];
  /** Begun in this order, several at once. */
  readonly steps: readonly Step[];
  /** Patches in batches, creations among them. */
  readonly patches: number;
}

const MAX_ITEMS = 1000;
/** Patches of one lane: mostly few, now and then many. */
const LANE_LENGTHS = [1, 1, 2, 3, 5, 5, 8, 12, 40];
const PATCHES_PER_SINGLE = 80;
const PATCHES_PER_LIFE = 800;

/** What a run sends, all of it drawn from the seed. */
export function createWorkload(seed: number, patches: number, resources: number): Workload {
  const random = createRandom(seed, 'workload');
  const externalIds = Array.from({ length: resources }, (_, at) => `cell-${at}`);
  const creations = chunks(externalIds, MAX_ITEMS).map((ids, at): Batch => {
    const id = `c${at}`;
    const created = ids.map((externalId) => effect(id, externalId, 0, undefined, { fixed: FIXED }));
    return { kind: 'batch', id, operation: 'upload', skipRest: false, cancelled: false, patches: created };
  });
  const batches: Batch[] = [];
  for (let left = patches - resources; left > 0; ) {
    // The largest and the smallest in any case, then all sizes alike on a logarithmic scale.
    const drawn = [MAX_ITEMS, 1][batches.length] ?? Math.round(MAX_ITEMS ** random.fraction());
    const size = Math.min(drawn, left);
    batches.push(createBatch(random, `b${batches.length}`, size, externalIds));
    left -= size;
  }
  const singles = Array.from({ length: Math.ceil(patches / PATCHES_PER_SINGLE) }, (_, at): Single => {
    const id = `s${at}`;
    return { kind: 'single', id, patch: effect(id, random.pick(externalIds), 0, undefined) };
  });
  const lives = Array.from({ length: Math.ceil(patches / PATCHES_PER_LIFE) }, (_, at): Life => {
    return { kind: 'life', id: `life-${at}` };
  });
  const total = Math.max(patches, resources);
  return {
    externalIds,
    creations,
    steps: random.shuffle([...batches, ...singles, ...lives]),
    patches: total,
  };
}

/** More than any resource can reach. */
const NO_VERSION = 999_999_999;

function createBatch(random: Random, id: string, size: number, externalIds: readonly string[]): Batch {
  const operation = random.chance(0.8) ? 'patch' : 'upload';
  const skipRest = random.chance(0.15);
  const length = Math.max(random.pick(LANE_LENGTHS), Math.ceil(size / externalIds.length));
  const lanes = random.shuffle(externalIds).slice(0, Math.ceil(size / length));
  const slots = lanes.flatMap((externalId) => Array<string>(length).fill(externalId));
  const states = new Map<string, LaneState>();
  const patches = random.shuffle(slots.slice(0, size)).map((externalId) => {
    const missing = operation === 'patch' && random.chance(0.02);
    const target = missing ? `none-${externalId}` : externalId;
    const state = states.get(target) ?? { position: 0, last: undefined, failed: false };
    const patch = createPatch(random, { id, operation, skipRest, externalId: target, missing, ...state });
    states.set(target, {
      position: state.position + 1,
      last: patch.expected === 'applied' ? patch.position : state.last,
      failed: state.failed || !(patch.expected === 'applied' || patch.expected === 'unchanged'),
    });
    return patch;
  });
  return { kind: 'batch', id, operation, skipRest, cancelled: random.chance(0.06), patches };
}

interface LaneState {
  readonly position: number;
  /** Position of the last patch that is to be applied. */
  readonly last: number | undefined;
  readonly failed: boolean;
}

interface PatchInput extends LaneState, Pick<Batch, 'id' | 'operation' | 'skipRest'> {
  readonly externalId: string;
  readonly missing: boolean;
}

function createPatch(random: Random, input: PatchInput): Patch {
  const { id, operation, skipRest, externalId, position, last, failed, missing } = input;
  const patch = effect(id, externalId, position, last);
  const drawn = random.fraction();
  if (skipRest && failed) return { ...patch, expected: 'skipped_after_failure' };
  if (missing) return { ...patch, expected: 'resource_not_found' };
  if (drawn < 0.05) return { ...patch, body: { cellId: externalId, fixed: FIXED }, expected: 'unchanged' };
  if (drawn < 0.09) {
    // Only the whole document can tell that the half of a pair is missing.
    return { ...patch, body: { ...patch.body, pair: { right: 1 } }, expected: 'validation_failed' };
  }
  if (drawn < 0.12 && operation === 'patch') {
    return { ...patch, ifVersion: NO_VERSION, expected: 'version_mismatch' };
  }
  return patch;
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
