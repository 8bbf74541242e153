import type { BatchKey } from '../../functions/domain/batch.ts';
import { TransientError } from '../../functions/domain/errors.ts';
import type { LaneMessage } from '../../functions/domain/lanes.ts';
import type {
  BatchContent,
  BatchControl,
  BatchIntake,
  BatchLedger,
  DeadLetterArchive,
  LaneQueue,
  ReadSnapshot,
  ResourceReader,
  ResourceWriter,
} from '../../functions/domain/ports.ts';
import { NO_STATE, type ResourceKey } from '../../functions/domain/resource.ts';
import type { MemoryPorts } from '../support/memory-ports.ts';
import type { PortName } from '../support/port-calls.ts';

/** A call of a port that waits for the model to let it happen. */
export interface Call {
  readonly name: Exclude<PortName, 'readSnapshot'> | 'readHeaders' | 'readStates' | 'keep';
  readonly args: readonly unknown[];
  /** What it does to the store, at once. */
  readonly effect: (ports: MemoryPorts) => Promise<unknown>;
}

/** Hands a call to the model, and gives what the model answers. */
export type Ask = <T>(
  name: Call['name'],
  args: readonly unknown[],
  effect: (ports: MemoryPorts) => Promise<T>,
) => Promise<T>;

export interface AskingPorts {
  readonly readSnapshot: ReadSnapshot;
  readonly resources: ResourceReader & ResourceWriter;
  readonly ledger: BatchLedger;
  readonly batches: Pick<BatchLedger, 'header'> & BatchIntake & BatchContent & BatchControl;
  readonly queue: LaneQueue;
  readonly archive: DeadLetterArchive;
}

/** The ports as a process sees them: each call is a step of the model, with the effect that the ports in memory have. */
export function createAskingPorts(ask: Ask): AskingPorts {
  const header = (key: BatchKey) => ask('header', [key], (ports) => ports.batches.header(key));
  return {
    readSnapshot: async (resources, batches) => {
      // BatchGetItem is no point in time; a header that is older than its resource is what a consumer must be ready for.
      const headers = await ask('readHeaders', [batches], async (ports) => {
        const { headerOf } = await ports.readSnapshot([], batches);
        return batches.map((key) => headerOf(key));
      });
      const states =
        resources.length === 0
          ? []
          : await ask('readStates', [resources], async (ports) => {
              const { stateOf } = await ports.readSnapshot(resources, []);
              return resources.map((key) => stateOf(key));
            });
      return {
        stateOf: (key) => states[resources.findIndex((held) => isSameResource(held, key))] ?? NO_STATE,
        headerOf: (key) => headers.find((held) => held?.batchId === key.batchId),
      };
    },
    resources: {
      read: (key) => ask('read', [key], (ports) => ports.resources.read(key)),
      write: (...args) => ask('write', args, (ports) => ports.resources.write(...args)),
    },
    ledger: {
      header,
      failure: (...args) => ask('failure', args, (ports) => ports.ledger.failure(...args)),
      saveFailures: (...args) => ask('saveFailures', args, (ports) => ports.ledger.saveFailures(...args)),
      record: (...args) => ask('record', args, (ports) => ports.ledger.record(...args)),
      complete: (...args) => ask('complete', args, (ports) => ports.ledger.complete(...args)),
    },
    batches: {
      header,
      commit: (...args) => ask('commit', args, (ports) => ports.batches.commit(...args)),
      findByKey: (...args) => ask('findByKey', args, (ports) => ports.batches.findByKey(...args)),
      markEnqueued: (...args) => ask('markEnqueued', args, (ports) => ports.batches.markEnqueued(...args)),
      patches: (...args) => ask('patches', args, (ports) => ports.batches.patches(...args)),
      requestCancel: (...args) => ask('requestCancel', args, (ports) => ports.batches.requestCancel(...args)),
    },
    queue: { send: (messages) => sendEach(ask, messages) },
    archive: { keep: (...args) => ask('keep', args, async () => undefined) },
  };
}

function isSameResource(a: ResourceKey, b: ResourceKey): boolean {
  return a.schemaId === b.schemaId && a.externalId === b.externalId;
}

/** As the real adapter: one after the other within a lane, and none after one of which no answer came. */
async function sendEach(ask: Ask, messages: readonly LaneMessage[]): Promise<{ readonly unsent: number }> {
  const stopped = new Set<string>();
  let unsent = 0;
  for (const message of messages) {
    if (stopped.has(message.externalId)) {
      unsent += 1;
      continue;
    }
    try {
      await ask('send', [message], (ports) => ports.queue.send([message]));
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      stopped.add(message.externalId);
      unsent += 1;
    }
  }
  return { unsent };
}
