import type { BatchHeader, IndexedPatch } from '../../functions/domain/batch.ts';
import type { RecordedFailure } from '../../functions/domain/ports.ts';
import type { ResourceKey, ResourceState } from '../../functions/domain/resource.ts';
import { definition } from '../functions/support/definitions.ts';
import { createMemoryPorts } from '../support/memory-ports.ts';
import { createMemoryStore, type MemoryStore, type QueuedMessage } from '../support/memory-store.ts';
import { canonical, createInterner } from './canonical.ts';
import type { OpenCall } from './processes.ts';

/** All that is stored, as a value. */
export interface Stored {
  readonly states: readonly (readonly [ResourceKey, ResourceState])[];
  readonly batches: readonly StoredBatch[];
}

export interface StoredBatch {
  readonly header: BatchHeader;
  readonly patches: readonly IndexedPatch[];
  readonly failures: ReadonlyMap<number, RecordedFailure>;
}

export interface Effect {
  /** Number of what is stored after it. */
  readonly stored: number;
  /** What it sent. */
  readonly sent: readonly QueuedMessage[];
  readonly value: unknown;
  readonly valueText: string;
}

/** What calls do to what is stored, each worked out once, by the ports in memory. */
export function createStorage() {
  const images = createInterner<Stored>();
  const effects = new Map<string, Effect>();
  return {
    numberOf: images.numberOf,
    valueOf: images.valueOf,
    async perform(stored: number, call: OpenCall): Promise<Effect> {
      const name = `${stored}:${call.id}`;
      const known = effects.get(name);
      if (known !== undefined) return known;
      const store = restore(images.valueOf(stored));
      const value = await call.effect(createMemoryPorts({ store }));
      const effect = {
        stored: images.numberOf(imageOf(store)),
        sent: [...store.queued],
        value,
        valueText: canonical(value),
      };
      effects.set(name, effect);
      return effect;
    },
  };
}

function restore({ states, batches }: Stored): MemoryStore {
  const store = createMemoryStore();
  const defined = definition();
  store.definitions.set(defined, defined);
  store.versions.set(defined, defined);
  for (const [key, state] of states) store.states.set(key, state);
  for (const { header, patches, failures } of batches) {
    store.headers.set(header, header);
    store.payloads.set(header, patches);
    store.failures.set(header, failures);
  }
  return store;
}

export function imageOf(store: MemoryStore): Stored {
  const batches = store.headers.values().map((header) => ({
    header,
    patches: store.payloads.get(header) ?? [],
    failures: store.failures.get(header) ?? new Map<number, RecordedFailure>(),
  }));
  return {
    states: store.states.entries().toSorted(([a], [b]) => (a.externalId < b.externalId ? -1 : 1)),
    batches: batches.toSorted((a, b) => (a.header.batchId < b.header.batchId ? -1 : 1)),
  };
}
