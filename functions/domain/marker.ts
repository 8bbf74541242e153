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

/**
 * How many lanes a marker keeps. One would do while every lane is reported before the next one of its resource starts,
 * which the FIFO group sees to; the others cover an overlap of two consumers. An invocation keeps all lanes that it
 * has not yet reported, however many (at most 10, the event source's batch size).
 */
export const MARKER_LANES = 3;

export function withLane(marker: Marker, entry: MarkerEntry, unreported: number): Marker {
  return [entry, ...marker].slice(0, Math.max(MARKER_LANES, unreported));
}

/**
 * The latest batch that a marker has ever let go, by the time in its id: what came after it is in the marker, or was
 * never taken in. Ids of batches begin with ten characters of time (https://github.com/ulid/spec).
 */
export function forgottenBy(
  before: Marker,
  after: Marker,
  forgotten: string | undefined,
): string | undefined {
  const gone = before.filter((entry) => !after.includes(entry)).map(({ batchId }) => timeOf(batchId));
  return [...gone, ...(forgotten === undefined ? [] : [forgotten])].sort().at(-1);
}

/** Whether a marker that lacks a lane of this batch may have held it once. */
export function mayHaveForgotten(forgotten: string | undefined, batchId: string): boolean {
  return forgotten !== undefined && timeOf(batchId) <= forgotten;
}

function timeOf(batchId: string): string {
  return batchId.slice(0, 10);
}

/** What became of a lane that the resource has already taken in; undefined when the marker does not hold it. */
export function takenIn(
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
