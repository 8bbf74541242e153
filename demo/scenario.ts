import type { Airport } from './airports.ts';
import { regionOf, roundedCoordinates } from './regions.ts';

/** Fields of a resource or of a patch. */
export type Fields = Readonly<Record<string, unknown>>;

/** One item of a request: the airport, and what is to become of its fields. */
export type Item = Fields & { readonly iata: string };

/** `upload` creates what is not there, `patch` does not. */
export type Operation = 'upload' | 'patch';

/** What one request sends. */
export interface Batch {
  /** As in `patch 3/10`. */
  readonly label: string;
  readonly operation: Operation;
  readonly items: readonly Item[];
}

/** Batches that share no airport, so that they may run at once: no order is promised across batches. */
export interface Stage {
  readonly name: string;
  readonly batches: readonly Batch[];
}

/** The most that one request takes. */
const MAX_ITEMS = 1000;

/** What the demo sends, one stage after the other. */
export function toStages(airports: readonly Airport[], maxItems = MAX_ITEMS): readonly Stage[] {
  const stage = (name: string, operation: Operation, groups: readonly (readonly Item[])[]): Stage => {
    const packed = pack(groups, maxItems);
    const batches = packed.map((group, at) => ({
      label: `${name} ${at + 1}/${packed.length}`,
      operation,
      items: interleave(group),
    }));
    return { name, batches };
  };
  return [
    stage(
      'upload',
      'upload',
      airports.map((airport) => [airport]),
    ),
    stage(
      'patch',
      'patch',
      airports.flatMap((airport, at) => [toPatches(airport, at), ...toStrays(airport, at)]),
    ),
  ];
}

/** Every airport is rounded and gets a region; the other patches come at intervals of their own, so that they mix. */
function toPatches(airport: Airport, at: number): readonly Item[] {
  const { iata } = airport;
  const region = regionOf(airport);
  const { name, utcOffset } = region;
  const rounded = { iata, ...roundedCoordinates(airport) };
  return [
    // Fails: the region has no name yet. The same patch further down is applied.
    ...every(7, at, { iata, region: { utcOffset } }),
    rounded,
    // Fails: a latitude without a longitude.
    ...every(11, at, { iata, longitude: null }),
    { iata, region },
    ...every(3, at, { iata, city: null }),
    // Changes nothing.
    ...every(5, at, rounded),
    ...every(2, at, { iata, region: { utcOffset: null } }),
    // Changes nothing: the rest of the region stays.
    ...every(4, at, { iata, region: { name } }),
    ...every(6, at, { iata, region: { utcOffset } }),
    ...every(10, at, { iata, region: null }),
    // Fails: with the region went its name.
    ...every(20, at, { iata, region: { utcOffset } }),
  ];
}

/** Patches of airports that are not there: no code in the file is longer than four characters. */
function toStrays({ iata }: Airport, at: number): readonly (readonly Item[])[] {
  return every(50, at, [{ iata: `XX${iata}`, city: 'Atlantis' }]);
}

function every<T>(interval: number, at: number, item: T): readonly T[] {
  return at % interval === 0 ? [item] : [];
}

/** Shares groups out to batches of up to `maxItems` items, keeping each group whole. */
function pack(groups: readonly (readonly Item[])[], maxItems: number): readonly (readonly Item[])[][] {
  const batches: (readonly Item[])[][] = [];
  let room = 0;
  for (const group of groups) {
    const batch = batches.at(-1);
    if (batch !== undefined && group.length <= room) {
      batch.push(group);
      room -= group.length;
    } else {
      batches.push([group]);
      room = maxItems - group.length;
    }
  }
  return batches;
}

/** The first item of every group, then the second of every group, and so on: an airport's patches lie apart. */
function interleave(groups: readonly (readonly Item[])[]): readonly Item[] {
  const rounds = Math.max(...groups.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    groups.flatMap((group) => group.slice(round, round + 1)),
  ).flat();
}
