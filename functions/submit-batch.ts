import { parseOwner } from './caller.ts';
import { type Batch, batchTypeOf, type IndexedPatch, type Operation } from './domain/batch.ts';
import { ownField } from './domain/json.ts';
import { type LaneMessage, splitLane, toLanes } from './domain/lanes.ts';
import type { BatchIntake, LaneQueue, Log } from './domain/ports.ts';
import type { UsableSchema } from './domain/schema-definition.ts';
import { utf8Bytes } from './domain/storable.ts';
import type { HttpRequest, Reply } from './http.ts';
import {
  parseIgnoreUnknownFields,
  parseItems,
  parseOnConflict,
  parsePatches,
  unknownParameters,
  writeParameters,
} from './patch-request.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';
import { readJsonBody } from './request-body.ts';
import { noDefinition } from './schema-definition-view.ts';

/**
 * Bytes of patches in one message: less than half of SQS's 1 MiB, because characters that SQS does not take are twice
 * as long in a message (see `encodeLane`).
 * Changing it changes how lanes are cut, so a batch that is enqueued again after a deployment could be cut differently.
 */
const MAX_MESSAGE_PATCH_BYTES = 500 * 1024;

const DAY_SECONDS = 24 * 60 * 60;

export interface SubmitBatchDeps {
  /** By id, name or plural name; may be up to 60 s old. */
  findSchema(partnerId: string, idOrName: string): Promise<UsableSchema | undefined>;
  readonly batches: BatchIntake;
  readonly queue: LaneQueue;
  newBatchId(): string;
  /** Days that a batch and its results are kept. */
  readonly retentionDays: number;
  now(): Date;
  readonly log: Log;
}

/** `PATCH` and `POST /api/resources/{schema}/batch`: checks everything, stores the batch, enqueues its lanes. */
export function createSubmitBatch(deps: SubmitBatchDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const idOrName = request.path['schema'] ?? '';
    const schema = await deps.findSchema(owner.value.partnerId, idOrName);
    if (schema === undefined) return noDefinition(idOrName);
    const call = await parseCall(request, schema);
    if (call.kind !== 'parsed') return call;

    const { definition } = schema;
    const now = deps.now();
    const batch: Batch = {
      ...owner.value,
      batchId: deps.newBatchId(),
      operation: call.value.operation,
      schemaId: definition.id,
      schemaName: definition.name,
      schemaVersion: definition.versionNumber,
      externalIdField: definition.externalIdField,
      total: call.value.patches.length,
      createdAt: now.toISOString(),
      expiresAt: Math.floor(now.getTime() / 1000) + deps.retentionDays * DAY_SECONDS,
    };
    await deps.batches.commit(batch, call.value.patches);
    await enqueue(
      deps,
      request.requestId,
      batch,
      toMessages(batch, call.value.patches, definition.externalIdField),
    );
    const message = `${batch.total} ${batch.total === 1 ? 'record' : 'records'} accepted; the batch reports what becomes of ${batch.total === 1 ? 'it' : 'them'}.`;
    return {
      kind: 'accepted',
      message,
      data: { batchId: batch.batchId, message, recordCount: batch.total, schemaDefinitionId: definition.id },
      location: `/api/batches/${batch.batchId}`,
      retryAfterSeconds: 1,
    };
  };
}

interface Call {
  readonly operation: Operation;
  readonly patches: readonly IndexedPatch[];
}

async function parseCall(request: HttpRequest, schema: UsableSchema): Promise<Parsed<Call>> {
  const json = await readJsonBody(request);
  if (json.kind !== 'parsed' && json.kind !== 'invalid') return json;
  const errors: string[] = [...unknownParameters(request.query, writeParameters(request.method))];
  const ignoreUnknownFields = parseIgnoreUnknownFields(request.query['ignoreUnknownFields']);
  if (ignoreUnknownFields === undefined) errors.push('query ignoreUnknownFields: must be true or false');
  const operation = request.method === 'PATCH' ? 'patch' : parseOnConflict(request.query['onconflict']);
  if (operation === undefined) errors.push('query onconflict: must be upsert or reject');
  if (json.kind === 'invalid') return invalid(json.message, [...errors, ...json.errors]);

  const outer = parseItems(json.value);
  if ('errors' in outer) return invalid(REFUSED, [...errors, ...outer.errors]);
  const items = parsePatches(outer.items, schema, ignoreUnknownFields ?? false);
  errors.push(...items.errors);
  if (errors.length > 0 || operation === undefined) return invalid(REFUSED, errors);
  return parsed({ operation, patches: items.patches });
}

const REFUSED = 'The batch is not valid; nothing of it was taken.';

function toMessages(
  batch: Batch,
  patches: readonly IndexedPatch[],
  externalIdField: string,
): readonly LaneMessage[] {
  const { partnerId, tenantId, batchId, schemaId } = batch;
  const sizeOf = ({ patch }: IndexedPatch) => utf8Bytes(JSON.stringify(patch));
  return toLanes(patches, ({ patch }) => String(ownField(patch, externalIdField)))
    .flatMap((lane) => splitLane(lane, MAX_MESSAGE_PATCH_BYTES, sizeOf))
    .map((part) => ({ partnerId, tenantId, batchId, schemaId, ...part }));
}

/** From here on the batch is durable: whatever happens, the answer is 202 and the sweeper finishes the job. */
async function enqueue(
  deps: SubmitBatchDeps,
  requestId: string,
  batch: Batch,
  messages: readonly LaneMessage[],
): Promise<void> {
  const { batchId, total } = batch;
  const facts = {
    requestId,
    batchId,
    batchType: batchTypeOf(batch.operation),
    records: total,
    lanes: messages.length,
  };
  try {
    const { unsent } = await deps.queue.send(messages);
    if (unsent > 0) {
      deps.log.error('batch accepted, not all lanes enqueued', { ...facts, unsent });
      return;
    }
    await deps.batches.markEnqueued(batch);
    deps.log.info('batch accepted', facts);
  } catch (error) {
    deps.log.error('batch accepted, not all lanes enqueued', { ...facts, error });
  }
}
