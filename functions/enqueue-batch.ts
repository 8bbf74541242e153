import { batchFacts } from './batch-facts.ts';
import { type Batch, type BatchHeader, batchTypeOf, type IndexedPatch } from './domain/batch.ts';
import { ownField } from './domain/json.ts';
import { jsonOf } from './domain/json-text.ts';
import { type LaneMessage, splitLane, toLanes } from './domain/lanes.ts';
import { settledOutcomes } from './domain/ledger.ts';
import type { BatchIntake, LaneQueue, Log } from './domain/ports.ts';
import { utf8Bytes } from './domain/storable.ts';

/**
 * Bytes of patches in one message: less than half of SQS's 1 MiB, because characters that SQS does not take are twice
 * as long in a message (see `encodeLane`).
 * Changing it changes how lanes are cut, so a batch that is enqueued again after a deployment could be cut differently.
 */
const MAX_MESSAGE_PATCH_BYTES = 500 * 1024;

export interface EnqueueBatchDeps {
  readonly queue: LaneQueue;
  readonly batches: Pick<BatchIntake, 'markEnqueued'>;
  readonly log: Log;
}

/** Gives back whether the whole batch is known to be in the queue. */
export type EnqueueBatch = (
  batch: BatchHeader,
  patches: () => readonly IndexedPatch[] | Promise<readonly IndexedPatch[]>,
) => Promise<boolean>;

/** What the log says of a batch that is in the queue whole, and of one that is not. */
export interface EnqueueMessages {
  readonly whole: string;
  readonly notWhole: string;
}

const ACCEPTED: EnqueueMessages = {
  whole: 'batch accepted',
  notWhole: 'batch accepted, not all lanes enqueued',
};

/**
 * Sends what a durable batch has no outcome of yet. It never fails: what is not sent is in the log, and the sweeper comes
 * for the batch.
 */
export function createEnqueueBatch(deps: EnqueueBatchDeps, messages = ACCEPTED): EnqueueBatch {
  return async (batch, patches) => {
    const facts = {
      ...batchFacts(batch),
      parentBatchId: batch.parentBatchId,
      schemaDefinitionId: batch.schemaId,
      batchType: batchTypeOf(batch.operation),
      records: batch.total,
    };
    try {
      const lanes = toMessages(batch, await patches()).filter((message) => isOpen(batch, message));
      const { unsent } = await deps.queue.send(lanes);
      if (unsent > 0) {
        deps.log.error(messages.notWhole, { ...facts, lanes: lanes.length, unsent });
        return false;
      }
      await deps.batches.markEnqueued(batch);
      deps.log.info(messages.whole, { ...facts, lanes: lanes.length });
      return true;
    } catch (error) {
      deps.log.error(messages.notWhole, { ...facts, error });
      return false;
    }
  };
}

function toMessages(batch: Batch, patches: readonly IndexedPatch[]): readonly LaneMessage[] {
  const { partnerId, tenantId, batchId, schemaId, externalIdField } = batch;
  const sizeOf = ({ patch }: IndexedPatch) => utf8Bytes(jsonOf(patch));
  return toLanes(patches, ({ patch }) => String(ownField(patch, externalIdField)))
    .flatMap((lane) => splitLane(lane, MAX_MESSAGE_PATCH_BYTES, sizeOf))
    .map((part) => ({ partnerId, tenantId, batchId, schemaId, ...part }));
}

function isOpen({ ledger }: BatchHeader, { patches }: LaneMessage): boolean {
  const indexes = patches.map(({ index }) => index);
  return settledOutcomes(ledger, indexes) === undefined;
}
