import type { Batch, BatchHeader, IndexedPatch, OnFailure, Operation, Owner } from './domain/batch.ts';
import type { Metrics } from './domain/metrics.ts';
import type { BatchContent, BatchIntake } from './domain/ports.ts';
import type { SchemaDefinition } from './domain/schema-definition.ts';
import { createEnqueueBatch, type EnqueueBatchDeps } from './enqueue-batch.ts';
import type { Reply } from './http.ts';
import type { Idempotency } from './idempotency.ts';

const DAY_SECONDS = 24 * 60 * 60;

export interface AcceptBatchDeps extends EnqueueBatchDeps {
  readonly batches: BatchIntake & BatchContent;
  /** A ULID. */
  newBatchId(): string;
  /** Days that a batch and its results are kept. */
  readonly retentionDays: number;
  now(): Date;
  readonly metrics: Metrics;
}

/** A batch that is checked and has no id yet. */
export interface NewBatch {
  readonly owner: Owner;
  readonly definition: SchemaDefinition;
  readonly operation: Operation;
  readonly onFailure: OnFailure;
  readonly parentBatchId?: string;
  readonly patches: readonly IndexedPatch[];
  readonly idempotency: Idempotency | undefined;
  readonly requestId: string;
}

export interface AcceptBatch {
  /** Stores a batch and enqueues its lanes; answers with the one that came first with the same idempotency key, if any. */
  accept(batch: NewBatch): Promise<Reply>;
  /** The answer of a request that came before with the same key; undefined when none did. */
  replay(owner: Owner, idempotency: Idempotency): Promise<Reply | undefined>;
}

export function createAcceptBatch(deps: AcceptBatchDeps): AcceptBatch {
  const enqueue = createEnqueueBatch(deps);

  /** Whoever accepted it may have died before all its lanes were in the queue. */
  const answerAgain = async (held: BatchHeader, { requestDigest }: Idempotency): Promise<Reply> => {
    if (held.requestDigest !== requestDigest) return OTHER_REQUEST;
    if (held.enqueuedAt === undefined) await enqueue(held, () => deps.batches.patches(held));
    return toReply(held, true);
  };

  return {
    async accept({ patches, idempotency, ...made }) {
      const batch = toBatch(deps, made, patches.length, idempotency);
      const stored = await deps.batches.commit(batch, patches);
      if (stored.batchId !== batch.batchId && idempotency !== undefined)
        return await answerAgain(stored, idempotency);
      // Here alone: who comes second with the same key, and the sweeper, take in what is counted.
      deps.metrics.add('BatchesAccepted', 1);
      deps.metrics.add('PatchesAccepted', patches.length);
      await enqueue(stored, () => patches);
      return toReply(stored, false);
    },
    async replay(owner, idempotency) {
      const held = await deps.batches.findByKey(owner, idempotency.keyDigest);
      return held === undefined ? undefined : await answerAgain(held, idempotency);
    },
  };
}

function toBatch(
  { newBatchId, now, retentionDays }: AcceptBatchDeps,
  made: Omit<NewBatch, 'patches' | 'idempotency'>,
  total: number,
  idempotency: Idempotency | undefined,
): Batch {
  const { owner, definition, operation, onFailure, parentBatchId, requestId } = made;
  const createdAt = now();
  return {
    ...owner,
    batchId: idempotency === undefined ? newBatchId() : `${newBatchId()}-${idempotency.keyDigest}`,
    operation,
    onFailure,
    requestId,
    ...(parentBatchId === undefined ? {} : { parentBatchId }),
    ...(idempotency === undefined ? {} : { requestDigest: idempotency.requestDigest }),
    schemaId: definition.id,
    schemaName: definition.name,
    schemaVersion: definition.versionNumber,
    externalIdField: definition.externalIdField,
    total,
    createdAt: createdAt.toISOString(),
    expiresAt: Math.floor(createdAt.getTime() / 1000) + retentionDays * DAY_SECONDS,
  };
}

const OTHER_REQUEST: Reply = {
  kind: 'unprocessable',
  message: 'The idempotency key was used for another request. Send a new key with a new request.',
};

function toReply({ batchId, total, schemaId, parentBatchId }: Batch, replayed: boolean): Reply {
  const message =
    total === 1
      ? '1 record accepted; the batch reports what becomes of it.'
      : `${total} records accepted; the batch reports what becomes of them.`;
  return {
    kind: 'accepted',
    message,
    data: {
      batchId,
      message,
      recordCount: total,
      schemaDefinitionId: schemaId,
      ...(parentBatchId === undefined ? {} : { parentBatchId }),
    },
    location: `/api/batches/${batchId}`,
    retryAfterSeconds: 1,
    replayed,
  };
}
