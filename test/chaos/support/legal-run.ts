import type { Fields } from '../../../chaos/cell.ts';
import type { StoredResource } from '../../../chaos/client.ts';
import { createRandom, type Random } from '../../../chaos/random.ts';
import type { BatchOutcome, Write } from '../../../chaos/verify.ts';
import { type Batch, createWorkload, type Single } from '../../../chaos/workload.ts';
import type { JsonObject } from '../../../functions/domain/json.ts';
import { mergePatch } from '../../../functions/domain/merge-patch.ts';

/** What a service that does everything right has in the end, and what it reported. */
export interface LegalRun {
  readonly stored: Map<string, StoredResource>;
  readonly writes: ReadonlyMap<string, readonly Write[]>;
  readonly batches: readonly BatchOutcome[];
}

/** Applies a workload in one of its legal orders, which the seed draws too. */
export function legalRun(seed: number, patches = 300, resources = 6): LegalRun {
  const random = createRandom(seed, 'order');
  const workload = createWorkload(seed, patches, resources);
  const stored = new Map<string, StoredResource>();
  const writes = new Map<string, Write[]>();
  const batches: BatchOutcome[] = [];
  let clock = 0;
  const write = (one: Batch | Single): Write['patches'] => {
    const all = one.kind === 'batch' ? one.patches : [one.patch];
    const startedAt = clock;
    const lanes = Map.groupBy(all, ({ externalId }) => externalId);
    const written = random.shuffle([...lanes]).map(([externalId, lane]): readonly [string, Write] => {
      clock += 1;
      const cancelled = one.kind === 'batch' && one.cancelled && random.chance(0.5);
      const done = lane.map((patch) => ({ patch, reported: cancelled ? 'cancelled' : patch.expected }));
      for (const { patch, reported } of done)
        if (reported === 'applied') apply(stored, externalId, patch.body);
      return [externalId, { id: one.id, startedAt, endedAt: clock + 1, patches: done }];
    });
    for (const [externalId, lane] of written)
      writes.set(externalId, [...(writes.get(externalId) ?? []), lane]);
    return written.flatMap(([, lane]) => lane.patches);
  };
  for (const step of [...workload.creations, ...inAnyOrder(workload.steps, random)]) {
    if (step.kind === 'life') continue;
    const reported = write(step);
    if (step.kind === 'batch') batches.push(outcomeOf(step, reported));
  }
  return { stored, writes, batches };
}

function inAnyOrder<T>(steps: readonly T[], random: Random): readonly T[] {
  return random.shuffle(steps);
}

export function apply(stored: Map<string, StoredResource>, externalId: string, patch: Fields): void {
  const before = stored.get(externalId) ?? { version: 0, data: {} };
  const data = mergePatch(before.data as JsonObject, patch as JsonObject) as Fields; // both are JSON of the workload's own
  stored.set(externalId, { version: before.version + 1, data: { ...data } });
}

function outcomeOf({ id, cancelled, patches }: Batch, reported: Write['patches']): BatchOutcome {
  const count = (...outcomes: readonly string[]) =>
    reported.filter((one) => outcomes.includes(one.reported)).length;
  const successfulRecords = count('applied', 'unchanged');
  const cancelledRecords = count('cancelled');
  const progress = {
    totalRecords: patches.length,
    processedRecords: patches.length,
    pendingRecords: 0,
    successfulRecords,
    cancelledRecords,
    failedRecords: patches.length - successfulRecords - cancelledRecords,
  };
  return { id, cancelled, reports: [{ sent: patches.length, progress }], patches: reported };
}
