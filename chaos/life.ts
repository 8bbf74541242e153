import { isDeepStrictEqual } from 'node:util';
import type { Client, StoredResource, Written } from './client.ts';
import type { Violation } from './verify.ts';

// Single writes that create and delete, on resources that nobody else writes to.

interface Stage {
  readonly write: (client: Client, cellId: string) => Promise<Written>;
  /** What is stored after it. */
  readonly after: (cellId: string) => StoredResource | undefined;
}

const STAGES: readonly Stage[] = [
  {
    write: (client, cellId) => client.create({ cellId, fixed: 1 }),
    after: (cellId) => ({ version: 1, data: { cellId, fixed: 1 } }),
  },
  {
    write: (client, cellId) => client.patch(cellId, { last: cellId }),
    after: (cellId) => ({ version: 2, data: { cellId, fixed: 1, last: cellId } }),
  },
  { write: (client, cellId) => client.remove(cellId), after: () => undefined },
  {
    write: (client, cellId) => client.create({ cellId, fixed: 2 }),
    // A deleted resource that is created again goes on from its version.
    after: (cellId) => ({ version: 4, data: { cellId, fixed: 2 } }),
  },
];

/** How far a life came: it ends at the first call of which it is unclear whether it did anything. */
export interface LifeRecord {
  readonly cellId: string;
  readonly written: number;
  readonly isUnclear: boolean;
}

export async function live(client: Client, cellId: string): Promise<LifeRecord> {
  for (const [written, { write }] of STAGES.entries()) {
    if ((await write(client, cellId)) === 'unclear') return { cellId, written, isUnclear: true };
  }
  return { cellId, written: STAGES.length, isUnclear: false };
}

export function verifyLife(
  { cellId, written, isUnclear }: LifeRecord,
  stored: StoredResource | undefined,
): readonly Violation[] {
  const states = [undefined, ...STAGES.map(({ after }) => after(cellId))];
  const legal = states.slice(written, isUnclear ? written + 2 : written + 1);
  if (legal.some((state) => isDeepStrictEqual(state, stored))) return [];
  const highest = Math.max(...legal.map((state) => state?.version ?? 0));
  const what = `${cellId} is ${JSON.stringify(stored)} after ${written} writes`;
  return [{ kind: stored !== undefined && stored.version > highest ? 'twice' : 'lost', what }];
}
