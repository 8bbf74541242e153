import { parseOwner } from './caller.ts';
import type { BatchHeader } from './domain/batch.ts';
import { finalStatusOf, statusOf } from './domain/ledger.ts';
import type { BatchControl, BatchProgress } from './domain/ports.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { invalid } from './refusal.ts';
import { unknownParameters } from './write-parameters.ts';

export interface CancelBatchDeps {
  readonly batches: Pick<BatchProgress, 'header'> & BatchControl;
  now(): Date;
}

/**
 * `POST /api/batches/{batchId}/cancel`: raises a flag that the consumer obeys. What it has not applied by then ends as
 * cancelled; asking again changes nothing.
 */
export function createCancelBatch(deps: CancelBatchDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const errors = unknownParameters(request.query, []);
    if (errors.length > 0) return invalid('The batch is not cancelled.', errors);
    const batchId = request.path['batchId'] ?? '';
    const key = { ...owner.value, batchId };
    const header = await deps.batches.header(key);
    if (header === undefined || hasEnded(header)) return toReply(header, batchId);
    return toReply(await deps.batches.requestCancel(key, deps.now().toISOString()), batchId);
  };
}

function hasEnded({ ledger, total }: BatchHeader): boolean {
  return finalStatusOf(ledger, total) !== undefined;
}

function toReply(header: BatchHeader | undefined, batchId: string): Reply {
  if (header === undefined) return { kind: 'not-found', message: `There is no batch "${batchId}".` };
  const status = statusOf(header);
  if (hasEnded(header))
    return { kind: 'conflict', message: `The batch has ended: ${status}. What it did stays.` };
  const message = 'What is not applied yet will be cancelled; what was applied stays.';
  return {
    kind: 'accepted',
    message,
    data: { batchId, message, status, cancelRequestedAt: header.cancelRequestedAt },
    location: `/api/batches/${batchId}`,
    retryAfterSeconds: 1,
    replayed: false,
  };
}
