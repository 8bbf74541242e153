import { isDeepStrictEqual } from 'node:util';
import { type Expected, FIXED, type Fields, type Patch, traceOf } from './cell.ts';
import type { BatchProgress, StoredResource } from './client.ts';

// What the run holds against the API: nothing here knows how Patchlane works, only what the patches leave behind.

/** `lost`: reported done, and not there. `twice`: done more than once. `order`: done in no legal order. */
export type ViolationKind = 'lost' | 'twice' | 'order' | 'wrong';

export interface Violation {
  readonly kind: ViolationKind;
  /** As in `cell-7, b12 p3`, and what is the matter. */
  readonly what: string;
}

/** What the API said of a patch: `unclear` when it did not say whether it was applied. */
export type Reported = 'applied' | 'unchanged' | 'cancelled' | 'unclear' | 'pending' | string;

/** The patches of one batch for one resource, or one single write. */
export interface Write {
  /** The name of its fields in the resource. */
  readonly id: string;
  /** Of moments in one clock; before the first request, and after the answer that showed it done. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly patches: readonly ReportedPatch[];
}

export interface ReportedPatch {
  readonly patch: Patch;
  readonly reported: Reported;
}

/** Holds one resource against everything that was written to it. */
export function verifyResource(
  externalId: string,
  writes: readonly Write[],
  stored: StoredResource | undefined,
): readonly Violation[] {
  if (stored === undefined) return [{ kind: 'lost', what: `${externalId} is not there` }];
  const { done, tail } = traces(stored.data);
  const say = (kind: ViolationKind, what: string): Violation => ({ kind, what: `${externalId}, ${what}` });
  const effective = writes.filter(({ id }) => Object.keys(done[id] ?? {}).length > 0);
  const foreign = Object.keys(done).filter((id) => !writes.some((write) => write.id === id));
  const changes = Object.values(done).reduce((sum, traces) => sum + Object.keys(traces).length, 0);
  return [
    ...writes.flatMap((write) =>
      verifyEffects(write, done[write.id] ?? {}).map((it) => say(it.kind, it.what)),
    ),
    ...writes.flatMap((write) =>
      verifyOrder(write, done[write.id] ?? {}, tail[write.id] ?? {}).map((it) => say('order', it)),
    ),
    ...foreign.map((id) => say('wrong', `${id} was never sent`)),
    ...verifyVersion(stored.version, changes).map((it) => say(it.kind, it.what)),
    ...verifyLast(effective, stored.data['last']).map((it) => say('order', it)),
    ...verifyRest(externalId, stored.data).map((it) => say('wrong', it)),
  ];
}

type Traces = Readonly<Record<string, Fields>>;

function traces(data: Fields): { readonly done: Traces; readonly tail: Traces } {
  const read = (value: unknown) => (typeof value === 'object' && value !== null ? value : {}) as Traces; // of the schema's type
  return { done: read(data['done']), tail: read(data['tail']) };
}

/** Each patch that was reported applied left its trace, and no other. */
function verifyEffects({ id, patches }: Write, done: Fields): readonly Violation[] {
  const known = new Set(patches.map(({ patch }) => traceOf(patch.position)));
  return [
    ...Object.keys(done)
      .filter((trace) => !known.has(trace))
      .map((trace): Violation => ({ kind: 'wrong', what: `${id} ${trace} was never sent` })),
    ...patches.flatMap(({ patch, reported }): readonly Violation[] => {
      const isThere = traceOf(patch.position) in done;
      const where = `${id} ${traceOf(patch.position)}`;
      if (reported === 'applied' && !isThere) return [{ kind: 'lost', what: `${where} left no trace` }];
      // One that met its own effect is found by its outcome.
      if (isThere && !['applied', 'unchanged', 'unclear'].includes(reported)) {
        return [{ kind: 'wrong', what: `${where} was reported ${reported}, and is there` }];
      }
      return [];
    }),
  ];
}

/** Each patch took away the tail of the one before it, so the last one's alone is left if all came in order. */
function verifyOrder({ id, patches }: Write, done: Fields, tail: Fields): readonly string[] {
  const last = patches
    .map(({ patch }) => traceOf(patch.position))
    .filter((trace) => trace in done)
    .at(-1);
  const expected = last === undefined ? [] : [last];
  const left = Object.keys(tail);
  return isDeepStrictEqual(left, expected) ? [] : [`${id} left the tails ${left}, not ${expected}`];
}

/** Each patch that left a trace changed the resource once. */
function verifyVersion(version: number, changes: number): readonly Violation[] {
  if (version === changes) return [];
  const what = `its version is ${version} after ${changes} changes`;
  return [{ kind: version > changes ? 'twice' : 'lost', what }];
}

/** Who wrote last may be anyone whom no other write came wholly after. */
function verifyLast(effective: readonly Write[], last: unknown): readonly string[] {
  const writer = effective.find(({ id }) => id === last);
  if (writer === undefined) return [`last is ${JSON.stringify(last)}, which is not there`];
  const later = effective.find(({ startedAt }) => startedAt > writer.endedAt);
  return later === undefined ? [] : [`${writer.id} came last, and had ended when ${later.id} began`];
}

const FIELDS = new Set(['cellId', 'fixed', 'last', 'done', 'tail']);

function verifyRest(externalId: string, data: Fields): readonly string[] {
  const { cellId, fixed } = data;
  const unknown = Object.keys(data).filter((name) => !FIELDS.has(name));
  return [
    ...(cellId === externalId && fixed === FIXED ? [] : [`it has cellId ${cellId} and fixed ${fixed}`]),
    ...unknown.map((name) => `it has a field ${name}`),
  ];
}

/** What became of the patches of a batch, in the end: after it and the batches that retried it. */
export interface BatchOutcome {
  readonly id: string;
  readonly cancelled: boolean;
  /** Of the batch and each that retried it. */
  readonly reports: readonly BatchReport[];
  readonly patches: readonly ReportedPatch[];
}

export interface BatchReport {
  readonly sent: number;
  readonly progress: BatchProgress;
}

/** Counts add up, and every record came to the outcome that it comes to in any legal order. */
export function verifyBatch({ id, cancelled, reports, patches }: BatchOutcome): readonly Violation[] {
  return [
    ...reports.flatMap((report) => verifyCounts(id, report)),
    ...patches.flatMap(({ patch, reported }) => {
      const kind = verifyOutcome(patch.expected, reported, cancelled);
      const what = `${id}, ${patch.externalId} ${traceOf(patch.position)}: reported ${reported}, not ${patch.expected}`;
      return kind === undefined ? [] : [{ kind, what }];
    }),
  ];
}

function verifyCounts(id: string, { sent, progress }: BatchReport): readonly Violation[] {
  const { totalRecords, processedRecords, successfulRecords } = progress;
  const { pendingRecords, failedRecords, cancelledRecords } = progress;
  const sum = successfulRecords + failedRecords + cancelledRecords;
  const what = `${id} of ${sent} reported ${JSON.stringify(progress)}`;
  if (sum > sent) return [{ kind: 'twice', what }];
  if (sum < sent || pendingRecords > 0) return [{ kind: 'lost', what }];
  return totalRecords === sent && processedRecords === sent ? [] : [{ kind: 'wrong', what }];
}

function verifyOutcome(
  expected: Expected,
  reported: Reported,
  cancelled: boolean,
): ViolationKind | undefined {
  if (reported === expected || reported === 'unclear') return undefined;
  if (cancelled && reported === 'cancelled') return undefined;
  if (reported === 'pending') return 'lost';
  // A patch that changes its resource in any case has met its own effect.
  return reported === 'unchanged' ? 'twice' : 'wrong';
}
