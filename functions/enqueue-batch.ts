import { type Batch, type BatchHeader, batchTypeOf, type IndexedPatch } from './domain/batch.ts';
import { ownField } from './domain/json.ts';
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

export type EnqueueBatch = (
  batch: BatchHeader,
  patches: () => readonly IndexedPatch[] | Promise<readonly IndexedPatch[]>,
  requestId: string,
) => Promise<void>;

/**
 * Sends what a durable batch has no outcome of yet. It never fails: what is not sent is in the log, and the batch stays
 * in the index of those that are not all enqueued.
 */
export function createEnqueueBatch(deps: EnqueueBatchDeps): EnqueueBatch {
  return async (batch, patches, requestId) => {
    const facts = {
      requestId,
      batchId: batch.batchId,
      batchType: batchTypeOf(batch.operation),
      records: batch.total,
    };
    try {
      const messages = toMessages(batch, await patches()).filter((message) => isOpen(batch, message));
      const { unsent } = await deps.queue.send(messages);
      if (unsent > 0) {
        deps.log.error('batch accepted, not all lanes enqueued', {
          ...facts,
          lanes: messages.length,
          unsent,
        });
        return;
      }
      await deps.batches.markEnqueued(batch);
      deps.log.info('batch accepted', { ...facts, lanes: messages.length });
    } catch (error) {
      deps.log.error('batch accepted, not all lanes enqueued', { ...facts, error });
    }
  };
}

function toMessages(batch: Batch, patches: readonly IndexedPatch[]): readonly LaneMessage[] {
  const { partnerId, tenantId, batchId, schemaId, externalIdField } = batch;
  const sizeOf = ({ patch }: IndexedPatch) => utf8Bytes(JSON.stringify(patch));
  return toLanes(patches, ({ patch }) => String(ownField(patch, externalIdField)))
    .flatMap((lane) => splitLane(lane, MAX_MESSAGE_PATCH_BYTES, sizeOf))
    .map((part) => ({ partnerId, tenantId, batchId, schemaId, ...part }));
}

function isOpen({ ledger }: BatchHeader, { patches }: LaneMessage): boolean {
  const indexes = patches.map(({ index }) => index);
  return settledOutcomes(ledger, indexes) === undefined;
}
