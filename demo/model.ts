import { isDeepStrictEqual } from 'node:util';
import type { Batch, Fields, Item, Operation } from './scenario.ts';

// What Patchlane promises, written a second time in the plainest way and without a line of its code: what the demo
// reads back is held against this.

/** What becomes of one item, failures with their code. */
export type Outcome = 'applied' | 'unchanged' | 'resource_not_found' | 'validation_failed';

export interface ModelAirport {
  /** How many items changed it, the one that created it among them. */
  readonly version: number;
  readonly data: Fields;
}

export interface Model {
  /** Takes in a batch and gives what becomes of its items, in their order. */
  readonly take: (batch: Batch) => readonly Outcome[];
  readonly airport: (iata: string) => ModelAirport | undefined;
}

export function createModel(): Model {
  const airports = new Map<string, ModelAirport>();
  const takeItem = (item: Item, operation: Operation): Outcome => {
    const before = airports.get(item.iata);
    if (before === undefined && operation === 'patch') return 'resource_not_found';
    const data = merge(before?.data ?? {}, item);
    if (before !== undefined && isDeepStrictEqual(before.data, data)) return 'unchanged';
    if (!isValid(data)) return 'validation_failed';
    airports.set(item.iata, { version: (before?.version ?? 0) + 1, data });
    return 'applied';
  };
  return {
    take: ({ items, operation }) => items.map((item) => takeItem(item, operation)),
    airport: (iata) => airports.get(iata),
  };
}

/** RFC 7396 for a patch that is an object. Field names are the scenario's own, so none is special. */
function merge(document: Fields, patch: Fields): Fields {
  const result: Record<string, unknown> = { ...document };
  for (const [name, value] of Object.entries(patch)) {
    const present = result[name];
    if (value === null) delete result[name];
    else if (isFields(value)) result[name] = merge(isFields(present) ? present : {}, value);
    else result[name] = value;
  }
  return result;
}

/** The rules of `airport-schema.ts` that a patch can break by what it meets; the others it breaks alone. */
function isValid({ name, country, latitude, longitude, region }: Fields): boolean {
  const complete = name !== undefined && country !== undefined;
  const coordinatesPair = (latitude === undefined) === (longitude === undefined);
  const regionNamed = !isFields(region) || region['name'] !== undefined;
  return complete && coordinatesPair && regionNamed;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
