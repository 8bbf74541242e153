import * as z from 'zod/mini';
import { type AcceptBatchDeps, createAcceptBatch } from './accept-batch.ts';
import { parseOwner } from './caller.ts';
import { countRefusal } from './count-refusal.ts';
import type { BatchHeader, IndexedPatch } from './domain/batch.ts';
import { MAX_STEPS_OF_CALL } from './domain/check-limits.ts';
import { finalStatusOf } from './domain/ledger.ts';
import type { BatchProgress } from './domain/ports.ts';
import type { UsableSchema } from './domain/schema-definition.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { parseIdempotency } from './idempotency.ts';
import { parsePatch } from './patch-request.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';
import { readBodyText, toJson } from './request-body.ts';
import { noDefinition } from './schema-definition-view.ts';
import { unknownParameters } from './write-parameters.ts';

export interface RetryBatchDeps extends AcceptBatchDeps {
  readonly batches: AcceptBatchDeps['batches'] & BatchProgress;
  findSchemaById(partnerId: string, schemaId: string): Promise<UsableSchema | undefined>;
}

/** The body of the call: which of the failed records to send again. */
export const retryBody = z.strictObject({ only: z.enum(['retryable', 'failed']) });
type Which = z.infer<typeof retryBody>['only'];

/**
 * `POST /api/batches/{batchId}/retry`: a new batch of the records that failed, in their order, with all that they asked
 * for. It is checked with the schema as it is now.
 */
export function createRetryBatch(deps: RetryBatchDeps) {
  const { accept, replay } = createAcceptBatch(deps);
  const retry = async (request: HttpRequest): Promise<Reply> => {
    const { requestId } = request;
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const text = await readBodyText(request);
    const idempotency = parseIdempotency(request, text);
    if (idempotency.kind !== 'parsed') return idempotency;
    const before = idempotency.value && (await replay(owner.value, idempotency.value));
    if (before !== undefined) return before;

    const batchId = request.path['batchId'] ?? '';
    const parent = await deps.batches.header({ ...owner.value, batchId });
    if (parent === undefined) return { kind: 'not-found', message: `There is no batch "${batchId}".` };
    const which = parseWhich(request, toJson(text));
    if (which.kind !== 'parsed') return which;
    if (finalStatusOf(parent.ledger, parent.total) === undefined)
      return { kind: 'conflict', message: 'The batch still runs; it can be retried when it has ended.' };
    const failed = await failedPatches(deps, parent, which.value);
    if (failed.length === 0) return nothingToRetry(which.value);

    const schema = await deps.findSchemaById(owner.value.partnerId, parent.schemaId);
    if (schema === undefined) return noDefinition(parent.schemaName);
    const patches = parent.operation === 'delete' ? parsed(failed) : checkAgain(failed, schema);
    if (patches.kind !== 'parsed') return patches;
    return await accept({
      owner: owner.value,
      definition: schema.definition,
      operation: parent.operation,
      onFailure: parent.onFailure,
      parentBatchId: parent.batchId,
      patches: patches.value.map((patch, index) => ({ ...patch, index, parentIndex: patch.index })),
      idempotency: idempotency.value,
      requestId,
    });
  };
  return async (request: HttpRequest): Promise<Reply> => countRefusal(deps.metrics, await retry(request));
}

const REFUSED = 'The batch cannot be retried; nothing was taken.';

function parseWhich({ query }: HttpRequest, json: Parsed<unknown>): Parsed<Which> {
  if (json.kind !== 'parsed') return json;
  const errors = unknownParameters(query, []);
  const { data } = retryBody.safeParse(json.value);
  return data === undefined || errors.length > 0
    ? invalid(REFUSED, [
        ...errors,
        ...(data ? [] : ['body: must be {"only": "retryable"} or {"only": "failed"}']),
      ])
    : parsed(data.only);
}

async function failedPatches(
  deps: RetryBatchDeps,
  parent: BatchHeader,
  which: Which,
): Promise<readonly IndexedPatch[]> {
  const { failed } = parent.ledger;
  if (failed.size === 0) return [];
  const [patches, failures] = await Promise.all([
    deps.batches.patches(parent),
    which === 'retryable' ? deps.batches.failures(parent) : undefined,
  ]);
  return patches.filter(
    ({ index }) => failed.has(index) && (failures === undefined || failures.get(index)?.retryable === true),
  );
}

function nothingToRetry(which: Which): Reply {
  return invalid('There is nothing to retry.', [
    which === 'failed'
      ? 'only: no record of the batch failed'
      : 'only: no record of the batch failed in a way that a retry may mend',
  ]);
}

/** What was good for the schema of then may not be for that of now. */
function checkAgain(patches: readonly IndexedPatch[], schema: UsableSchema): Parsed<readonly IndexedPatch[]> {
  const budget = { left: MAX_STEPS_OF_CALL };
  const errors = patches.flatMap(({ index, patch }) =>
    parsePatch(patch, schema, false, budget).problems.map(
      ({ pointer, message }) => `resources[${index}]${pointer}: ${message}`,
    ),
  );
  return errors.length > 0 ? invalid(REFUSED, errors) : parsed(patches);
}
