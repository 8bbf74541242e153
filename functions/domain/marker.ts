import type { Outcome } from './batch.ts';
import type { Settled } from './ledger.ts';

/** One lane (or part of one) that a resource has taken in, with what became of each of its patches, in order. */
export interface MarkerEntry {
  readonly batchId: string;
  /** The lane's first index: see `laneOf`. */
  readonly lane: number;
  readonly outcomes: readonly Outcome[];
}

/** The lanes a resource took in last, newest first. It is written in the same conditional write as the data. */
export type Marker = readonly MarkerEntry[];

/** What a resource knows of the lanes that it has taken in. */
export interface TakenIn {
  readonly marker: Marker;
  /** The latest batch, by the time in its id, of the lanes that the marker let go once their ledger held them. */
  readonly forgotten?: string;
  /** The same of lanes that it let go though no ledger is known to hold them. */
  readonly lost?: string;
}

/**
 * How a lane of a marker stands in its batch: its outcomes are in the ledger, or not known to be there, or its batch is
 * there no more.
 */
export type Standing = 'reported' | 'open' | 'gone';

/** How many lanes a marker keeps in any case: as long as it has no more, nobody need be asked how they stand. */
export const MARKER_LANES = 3;
/** How many it keeps of which no outcome is known to be in a ledger, lest it fill the item. */
export const MARKER_LIMIT = 16;

/**
 * The marker with one more lane. It lets go of lanes that their batch's ledger holds: whoever meets one of them again
 * finds it there. A lane of which that is not known stays, whatever comes after it.
 */
export function takeIn(
  before: TakenIn,
  entry: MarkerEntry,
  standingOf: (held: MarkerEntry) => Standing,
): TakenIn {
  const kept = before.marker.filter((held, at) => at < MARKER_LANES - 1 || standingOf(held) === 'open');
  const marker = [entry, ...kept].slice(0, MARKER_LIMIT);
  const gone = before.marker.filter((held) => !marker.includes(held));
  const reported = gone.filter((held) => standingOf(held) === 'reported');
  const forgotten = latest(before.forgotten, reported);
  const lost = latest(
    before.lost,
    gone.filter((held) => !reported.includes(held)),
  );
  return {
    marker,
    ...(forgotten === undefined ? {} : { forgotten }),
    ...(lost === undefined ? {} : { lost }),
  };
}

/** Lanes that may be let go when one more is taken in, if they are reported. */
export function mayGo(marker: Marker): Marker {
  return marker.slice(MARKER_LANES - 1);
}

/** Ids of batches begin with ten characters of time (https://github.com/ulid/spec). */
function latest(time: string | undefined, gone: readonly MarkerEntry[]): string | undefined {
  return [...gone.map(({ batchId }) => timeOf(batchId)), ...(time === undefined ? [] : [time])].sort().at(-1);
}

/** Whether a lane of this batch can be among those up to a time; it can if their times are the same. */
export function isUpTo(time: string | undefined, batchId: string): boolean {
  return time !== undefined && timeOf(batchId) <= time;
}

function timeOf(batchId: string): string {
  return batchId.slice(0, 10);
}

/** What became of a lane that the resource has already taken in; undefined when the marker does not hold it. */
export function outcomesIn(
  marker: Marker,
  batchId: string,
  lane: number,
  indexes: readonly number[],
): readonly Settled[] | undefined {
  const entry = marker.find((held) => held.batchId === batchId && held.lane === lane);
  if (entry === undefined) return undefined;
  return indexes.map((index, position) => {
    const outcome = entry.outcomes[position];
    if (outcome === undefined)
      throw new RangeError(`the marker of lane ${lane} of ${batchId} ends before its lane`);
    return { index, outcome };
  });
}

const LETTERS: Readonly<Record<Outcome, string>> = {
  applied: 'a',
  unchanged: 'u',
  failed: 'f',
  cancelled: 'c',
};
const OUTCOME_OF = new Map(Object.entries(LETTERS).map(([outcome, letter]) => [letter, outcome as Outcome])); // Object.entries forgets its key type

/** `batchId:lane:runs`, a run being a letter and how often it repeats: about 32 bytes, since every write bills them. */
export function encodeEntry(entry: MarkerEntry): string {
  let runs = '';
  for (let at = 0; at < entry.outcomes.length; ) {
    const outcome = entry.outcomes[at];
    let end = at + 1;
    while (entry.outcomes[end] === outcome) end += 1;
    if (outcome !== undefined) runs += `${LETTERS[outcome]}${end - at > 1 ? end - at : ''}`;
    at = end;
  }
  return `${entry.batchId}:${entry.lane}:${runs}`;
}

/** Reads what `encodeEntry` wrote; undefined when the text is anything else. */
export function decodeEntry(text: string): MarkerEntry | undefined {
  const [, batchId, lane, runs] = /^([^:]+):(\d+):((?:[aufc]\d{0,4})+)$/.exec(text) ?? [];
  if (batchId === undefined || lane === undefined || runs === undefined) return undefined;
  const outcomes: Outcome[] = [];
  for (const [, letter = '', times = ''] of runs.matchAll(/([aufc])(\d*)/g)) {
    const outcome = OUTCOME_OF.get(letter);
    if (outcome !== undefined)
      outcomes.push(...Array<Outcome>(times === '' ? 1 : Number(times)).fill(outcome));
  }
  const entry = { batchId, lane: Number(lane), outcomes };
  // The pattern lets through what reads like an entry and is never written so: `a1`, `a0`, `aa`, `a02`.
  return encodeEntry(entry) === text ? entry : undefined;
}
