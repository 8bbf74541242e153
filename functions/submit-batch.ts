import { type AcceptBatchDeps, createAcceptBatch } from './accept-batch.ts';
import { isPreview, parseBatchCall } from './batch-request.ts';
import { parseOwner } from './caller.ts';
import { countRefusal } from './count-refusal.ts';
import type { Owner } from './domain/batch.ts';
import type { ReadSnapshot } from './domain/ports.ts';
import type { UsableSchema } from './domain/schema-definition.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { parseIdempotency } from './idempotency.ts';
import { createPreviewBatch } from './preview-batch.ts';
import type { Parsed } from './refusal.ts';
import { readBodyText, toJson } from './request-body.ts';
import { noDefinition } from './schema-definition-view.ts';

export interface SubmitBatchDeps extends AcceptBatchDeps {
  /** By id, name or plural name; may be up to 60 s old. */
  findSchema(partnerId: string, idOrName: string): Promise<UsableSchema | undefined>;
  readonly readSnapshot: ReadSnapshot;
}

/**
 * `PATCH`, `POST` and `DELETE /api/resources/{schema}/batch`: checks everything, stores the batch, enqueues its lanes; or
 * tells what would become of it.
 */
export function createSubmitBatch(deps: SubmitBatchDeps) {
  const { accept, replay } = createAcceptBatch(deps);
  const preview = createPreviewBatch(deps);

  const submit = async (
    request: HttpRequest,
    owner: Owner,
    text: Parsed<string>,
    json: Parsed<unknown>,
  ): Promise<Reply> => {
    const key = parseIdempotency(request, text);
    if (key.kind !== 'parsed') return key;
    // A request that was accepted is not checked again: its schema may have changed since.
    const idempotency = isPreview(request, json) ? undefined : key.value;
    const before = idempotency && (await replay(owner, idempotency));
    if (before !== undefined) return before;

    const idOrName = request.path['schema'] ?? '';
    const schema = await deps.findSchema(owner.partnerId, idOrName);
    if (schema === undefined) return noDefinition(idOrName);
    const call = parseBatchCall(request, json, schema);
    if (call.kind !== 'parsed') return call;
    const { validateOnly, ...wanted } = call.value;
    if (validateOnly) return await preview(owner, schema, wanted);
    const { requestId } = request;
    return await accept({ ...wanted, owner, definition: schema.definition, idempotency, requestId });
  };

  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return countRefusal(deps.metrics, owner);
    const text = await readBodyText(request);
    const json = toJson(text);
    const reply = await submit(request, owner.value, text, json);
    // A preview asks what is wrong: to be told so is no refusal.
    return isPreview(request, json) ? reply : countRefusal(deps.metrics, reply);
  };
}
