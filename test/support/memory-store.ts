import type { BatchHeader, BatchKey, IndexedPatch } from '../../functions/domain/batch.ts';
import type { RecordedFailure } from '../../functions/domain/ports.ts';
import type { ResourceKey, ResourceState } from '../../functions/domain/resource.ts';
import type { SchemaDefinition } from '../../functions/domain/schema-definition.ts';

/** What is stored, to look at and to set up: nothing here is a call of a port. */
export type MemoryStore = ReturnType<typeof createMemoryStore>;

export function createMemoryStore() {
  return {
    states: table<ResourceKey, ResourceState>(({ partnerId, tenantId, schemaId, externalId }) => [
      partnerId,
      tenantId,
      schemaId,
      externalId,
    ]),
    headers: table<BatchKey, BatchHeader>(batchParts),
    payloads: table<BatchKey, readonly IndexedPatch[]>(batchParts),
    /** Expired batches that are no more in the index of open ones. */
    forgotten: table<BatchKey, true>(batchParts),
    failures: table<BatchKey, ReadonlyMap<number, RecordedFailure>>(batchParts),
    /** Current versions, of deactivated definitions too. */
    definitions: table<DefinitionKey, SchemaDefinition>(({ partnerId, id }) => [partnerId, id]),
    /** When definitions were deactivated. */
    deactivated: table<DefinitionKey, string>(({ partnerId, id }) => [partnerId, id]),
    versions: table<DefinitionKey & { readonly versionNumber: number }, SchemaDefinition>(
      ({ partnerId, id, versionNumber }) => [partnerId, id, versionNumber],
    ),
    queued: [] as QueuedMessage[], // an empty literal has no type of its own
  };
}

type DefinitionKey = Pick<SchemaDefinition, 'partnerId' | 'id'>;

/** A message as it lies in the queue. */
export interface QueuedMessage {
  readonly groupId: string;
  readonly body: string;
}

function batchParts({ partnerId, tenantId, batchId }: BatchKey) {
  return [partnerId, tenantId, batchId];
}

function table<K, V>(partsOf: (key: K) => readonly (string | number)[]) {
  const rows = new Map<string, readonly [K, V]>();
  const idOf = (key: K) => JSON.stringify(partsOf(key));
  return {
    get: (key: K) => rows.get(idOf(key))?.[1],
    set: (key: K, value: V) => void rows.set(idOf(key), [key, value]),
    delete: (key: K) => void rows.delete(idOf(key)),
    values: () => [...rows.values()].map(([, value]) => value),
    entries: () => [...rows.values()],
  };
}

/** Finds active definitions alone. */
export function findDefinition(store: MemoryStore, partnerId: string, idOrName: string) {
  const byId = store.definitions.get({ partnerId, id: idOrName.toLowerCase() });
  return [byId, findByName(store, partnerId, idOrName)].find(
    (found) => found !== undefined && store.deactivated.get(found) === undefined,
  );
}

/** Finds deactivated definitions too: they keep their names. */
export function findByName(store: MemoryStore, partnerId: string, wanted: string) {
  return store.definitions
    .values()
    .find(
      (held) =>
        held.partnerId === partnerId &&
        [held.name, held.pluralName].some((name) => name.toLowerCase() === wanted.toLowerCase()),
    );
}
