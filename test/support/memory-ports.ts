import { messageGroupId } from '../../functions/adapters/keys.ts';
import { encodeLane } from '../../functions/adapters/lane-messages.ts';
import type { BatchHeader, BatchKey, Ledger, Owner } from '../../functions/domain/batch.ts';
import { PatchlaneError } from '../../functions/domain/errors.ts';
import type { LaneMessage } from '../../functions/domain/lanes.ts';
import { newHeader, OUTCOMES, toLedger } from '../../functions/domain/ledger.ts';
import type { MetricName, Metrics } from '../../functions/domain/metrics.ts';
import type {
  BatchContent,
  BatchControl,
  BatchIntake,
  BatchLedger,
  BatchList,
  BatchProgress,
  LaneQueue,
  Log,
  LogFacts,
  OpenBatch,
  OpenBatches,
  ReadSnapshot,
  RecordedFailure,
  ResourceList,
  ResourceReader,
  ResourceWriter,
  SchemaDefinitions,
} from '../../functions/domain/ports.ts';
import { NO_STATE, type ResourceKey } from '../../functions/domain/resource.ts';
import { createMemoryStore, findByName, findDefinition, type MemoryStore } from './memory-store.ts';
import type { Hook, PortCall } from './port-calls.ts';

/** When everything in memory happens, unless a test says otherwise. */
export const NOW = new Date('2026-11-24T12:00:00.000Z');

export interface MemoryPortsOptions {
  /** Several ports on one store are several processes on one database. */
  readonly store?: MemoryStore;
  /** Before a call has its effect. */
  readonly before?: Hook;
  /** When a call has had its effect and its answer is still under way. */
  readonly after?: Hook;
  /** Messages that the queue does not take. */
  refuses?(message: LaneMessage): boolean;
  now?(): Date;
}

export interface LogEntry extends LogFacts {
  readonly level: keyof Log;
  readonly message: string;
}

/** One call of `Metrics.add`. */
export type Counted = readonly [name: MetricName, value: number, by?: string];

export interface MemoryPorts {
  readonly store: MemoryStore;
  /** All calls so far, those that failed too. */
  readonly calls: readonly PortCall[];
  readonly logged: readonly LogEntry[];
  readonly counted: readonly Counted[];
  readonly schemaDefinitions: SchemaDefinitions;
  readonly batches: BatchIntake & BatchProgress & BatchContent & BatchControl;
  readonly batchList: BatchList;
  readonly openBatches: OpenBatches;
  readonly ledger: BatchLedger;
  readonly queue: LaneQueue;
  readonly resources: ResourceReader & ResourceWriter & ResourceList;
  readonly readSnapshot: ReadSnapshot;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The ports as AWS fulfils them, in memory: a call has its whole effect at once, or none. */
export function createMemoryPorts(options: MemoryPortsOptions = {}): MemoryPorts {
  const { store = createMemoryStore(), now = () => NOW } = options;
  const calls: PortCall[] = [];
  const logged: LogEntry[] = [];
  const counted: Counted[] = [];

  const run = async <T>(call: PortCall, effect: () => T): Promise<T> => {
    calls.push(call);
    await options.before?.(call);
    const result = effect();
    await options.after?.(call);
    return result;
  };

  const stateOf = (key: ResourceKey) => store.states.get(key) ?? NO_STATE;
  const headerOf = (key: BatchKey) => {
    const held = store.headers.get(key);
    return held !== undefined && held.expiresAt * 1000 > now().getTime() ? held : undefined;
  };
  const keyedHeaders = ({ partnerId, tenantId }: Owner, keyDigest: string | undefined) =>
    store.headers
      .values()
      .filter(
        (held) =>
          keyDigest !== undefined &&
          held.batchId.endsWith(`-${keyDigest}`) &&
          held.partnerId === partnerId &&
          held.tenantId === tenantId,
      );
  const keyedHeader = (owner: Owner, keyDigest: string | undefined) =>
    keyedHeaders(owner, keyDigest)
      .map(headerOf)
      .find((held) => held !== undefined);
  const isOpen = (held: BatchHeader) =>
    held.completedAt === undefined && store.forgotten.get(held) === undefined;
  const heldAt = ({ place }: OpenBatch) => store.headers.values().find((held) => placeOf(held) === place);
  const failuresOf = (key: BatchKey) => store.failures.get(key) ?? new Map<number, RecordedFailure>();
  const header = (key: BatchKey) => run({ name: 'header', args: [key] }, () => headerOf(key));
  const write = (level: keyof Log) => (message: string, facts?: LogFacts) =>
    void logged.push({ level, message, ...facts });

  return {
    store,
    calls,
    logged,
    counted,
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    metrics: {
      add: (name, value, by) => void counted.push(by === undefined ? [name, value] : [name, value, by]),
    },

    schemaDefinitions: {
      find: (...args) => run({ name: 'findSchema', args }, () => findDefinition(store, ...args)),
      findById: (...args) =>
        run({ name: 'findSchemaById', args }, () => {
          const [partnerId, id] = args;
          const found = store.definitions.get({ partnerId, id });
          return found && store.deactivated.get(found) === undefined ? found : undefined;
        }),
      findVersion: (...args) =>
        run({ name: 'findSchemaVersion', args }, () => {
          const [partnerId, id, versionNumber] = args;
          return store.versions.get({ partnerId, id, versionNumber });
        }),
      list: (...args) =>
        run({ name: 'listSchemas', args }, () =>
          store.definitions
            .values()
            .filter((held) => held.partnerId === args[0] && store.deactivated.get(held) === undefined),
        ),
      update: (...args) =>
        run({ name: 'updateSchema', args }, () => {
          const [next] = args;
          const held = store.definitions.get(next);
          if (held === undefined || store.deactivated.get(next) !== undefined) return { kind: 'not-found' };
          if (held.versionNumber !== next.versionNumber - 1) return { kind: 'conflict' };
          store.versions.set(next, next);
          store.definitions.set(next, next);
          return { kind: 'updated' };
        }),
      deactivate: (...args) =>
        run({ name: 'deactivateSchema', args }, () => {
          const [key, at] = args;
          if (store.definitions.get(key) === undefined || store.deactivated.get(key) !== undefined)
            return false;
          store.deactivated.set(key, at);
          return true;
        }),
      create: (...args) =>
        run({ name: 'createSchema', args }, () => {
          const [definition] = args;
          const { partnerId, name, pluralName } = definition;
          const taken = [name, pluralName].find(
            (wanted) => findByName(store, partnerId, wanted) !== undefined,
          );
          if (taken !== undefined) return { kind: 'name-taken', name: taken };
          store.versions.set(definition, definition);
          store.definitions.set(definition, definition);
          return { kind: 'created' };
        }),
    },

    batches: {
      header,
      failures: (key) => run({ name: 'failures', args: [key] }, () => failuresOf(key)),
      patches: (key) =>
        run({ name: 'patches', args: [key] }, () => {
          const held = store.payloads.get(key);
          if (held === undefined) throw new PatchlaneError('there is no payload of that batch');
          return held;
        }),
      commit: (...args) =>
        run({ name: 'commit', args }, () => {
          const [batch, patches] = args;
          store.payloads.set(batch, patches);
          const keyDigest = batch.batchId.split('-')[1];
          const held = headerOf(batch) ?? keyedHeader(batch, keyDigest);
          if (held !== undefined) return held;
          for (const expired of keyedHeaders(batch, keyDigest)) store.headers.delete(expired);
          const stored = newHeader(batch);
          store.headers.set(batch, stored);
          return stored;
        }),
      findByKey: (...args) => run({ name: 'findByKey', args }, () => keyedHeader(...args)),
      markEnqueued: (key) =>
        run({ name: 'markEnqueued', args: [key] }, () => {
          const held = store.headers.get(key);
          if (held === undefined) throw new PatchlaneError('there is no such batch');
          store.headers.set(key, { ...held, enqueuedAt: held.enqueuedAt ?? now().toISOString() });
        }),
      requestCancel: (...args) =>
        run({ name: 'requestCancel', args }, () => {
          const [key, at] = args;
          const held = headerOf(key);
          if (held === undefined) return undefined;
          const cancelled = { ...held, cancelRequestedAt: held.cancelRequestedAt ?? at };
          store.headers.set(key, cancelled);
          return cancelled;
        }),
    },

    batchList: {
      async *scan(...args) {
        const [{ partnerId, tenantId }, after] = args;
        const found = await run({ name: 'listBatches', args }, () => store.headers.values());
        const own = found.filter((held) => held.partnerId === partnerId && held.tenantId === tenantId);
        for (const held of own.sort((a, b) => (a.batchId < b.batchId ? 1 : -1))) {
          const { batchId } = held;
          if (after === undefined || batchId < after) yield { batchId, header: headerOf(held) };
        }
      },
    },

    openBatches: {
      async *scan(...args) {
        const found = await run({ name: 'scanOpen', args }, () => store.headers.values().filter(isOpen));
        for (const held of found.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))) {
          const { createdAt, enqueuedAt } = held;
          yield { place: placeOf(held), createdAt, enqueuedAt };
        }
      },
      header: (open) =>
        run({ name: 'openHeader', args: [open] }, () => {
          const held = heldAt(open);
          return held && headerOf(held);
        }),
      forget: (open) =>
        run({ name: 'forget', args: [open] }, () => {
          const held = heldAt(open);
          if (held === undefined || !isOpen(held) || headerOf(held) !== undefined) return false;
          store.forgotten.set(held, true);
          return true;
        }),
    },

    ledger: {
      header,
      failure: (...args) =>
        run({ name: 'failure', args }, () => {
          const [key, index] = args;
          return failuresOf(key).get(index);
        }),
      saveFailures: (...args) =>
        run({ name: 'saveFailures', args }, () => {
          const [batch, more] = args;
          const added = more.map((failure) => [failure.index, failure] as const);
          store.failures.set(batch, new Map([...failuresOf(batch), ...added]));
        }),
      record: (...args) =>
        run({ name: 'record', args }, () => {
          const [key, settled, at] = args;
          const held = store.headers.get(key);
          if (held === undefined) return undefined;
          const ledger = union(held.ledger, toLedger(settled));
          store.headers.set(key, { ...held, ledger, startedAt: held.startedAt ?? at, updatedAt: at });
          return headerOf(key);
        }),
      complete: (...args) =>
        run({ name: 'complete', args }, () => {
          const [key, , at] = args;
          const held = store.headers.get(key);
          if (held === undefined || held.completedAt !== undefined) return false;
          store.headers.set(key, { ...held, completedAt: at });
          return true;
        }),
    },

    queue: {
      send: (messages) =>
        run({ name: 'send', args: [messages] }, () => {
          const stopped = new Set<string>();
          let unsent = 0;
          for (const message of messages) {
            const groupId = messageGroupId(message);
            if (stopped.has(groupId) || options.refuses?.(message)) {
              stopped.add(groupId);
              unsent += 1;
            } else store.queued.push({ groupId, body: encodeLane(message) });
          }
          return { unsent };
        }),
    },

    resources: {
      read: (key) => run({ name: 'read', args: [key] }, () => stateOf(key)),
      write: (...args) =>
        run({ name: 'write', args }, () => {
          const [key, next, expectedRevision] = args;
          const current = stateOf(key);
          if (current.revision !== expectedRevision) return { kind: 'conflict', current };
          store.states.set(key, next);
          return { kind: 'written' };
        }),
      async *scan(...args) {
        const [owner, schemaId, after = ''] = args;
        const found = await run({ name: 'scan', args }, () => store.states.entries());
        const inOrder = found.toSorted(([a], [b]) => (a.externalId < b.externalId ? -1 : 1));
        for (const [key, { resource }] of inOrder) {
          const isListed =
            key.partnerId === owner.partnerId && key.tenantId === owner.tenantId && key.schemaId === schemaId;
          if (isListed && key.externalId > after && resource) yield { externalId: key.externalId, resource };
        }
      },
    },

    readSnapshot: (...args) =>
      run({ name: 'readSnapshot', args }, () => {
        const [resources, batches] = args;
        const seen = createMemoryStore();
        for (const key of resources) seen.states.set(key, stateOf(key));
        for (const held of batches.map(headerOf)) if (held !== undefined) seen.headers.set(held, held);
        return {
          stateOf: (key) => seen.states.get(key) ?? NO_STATE,
          headerOf: (key) => seen.headers.get(key),
        };
      }),
  };
}

/** As in a table: batches with one idempotency key have one place. */
function placeOf({ partnerId, tenantId, batchId }: BatchKey): string {
  return JSON.stringify([partnerId, tenantId, batchId.split('-')[1] ?? batchId]);
}

function union(...ledgers: readonly Ledger[]): Ledger {
  return toLedger(
    ledgers.flatMap((ledger) =>
      OUTCOMES.flatMap((outcome) => [...ledger[outcome]].map((index) => ({ index, outcome }))),
    ),
  );
}
