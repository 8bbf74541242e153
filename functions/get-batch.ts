import { parseOwner } from './caller.ts';
import { type BatchHeader, batchTypeOf } from './domain/batch.ts';
import { finalStatusOf, progressOf, statusOf } from './domain/ledger.ts';
import type { BatchProgress, RecordedFailure } from './domain/ports.ts';
import { utf8Bytes } from './domain/storable.ts';
import type { HttpRequest, Reply } from './http.ts';

export interface GetBatchDeps {
  readonly batches: BatchProgress;
}

/** `GET /api/batches/{batchId}`: how far a batch is, and why records of it failed. */
export function createGetBatch(deps: GetBatchDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const batchId = request.path['batchId'] ?? '';
    const key = { ...owner.value, batchId };
    const header = await deps.batches.header(key);
    if (header === undefined) return { kind: 'not-found', message: `There is no batch "${batchId}".` };
    const failures =
      header.ledger.failed.size > 0 ? await deps.batches.failures(key) : new Map<number, RecordedFailure>();
    return { kind: 'ok', data: toData(header, failures) };
  };
}

/** Answers of a function end at 6 MB; the details of a thousand failures with twenty errors each could pass that. */
const MAX_DETAILS_BYTES = 3 * 1024 * 1024;

function toData(header: BatchHeader, failures: ReadonlyMap<number, RecordedFailure>) {
  const isFinal = finalStatusOf(header.ledger, header.total) !== undefined;
  return {
    batchId: header.batchId,
    status: statusOf(header),
    batchType: batchTypeOf(header.operation),
    ...(header.parentBatchId === undefined ? {} : { parentBatchId: header.parentBatchId }),
    progress: progressOf(header.ledger, header.total),
    createdAt: header.createdAt,
    startedAt: header.startedAt ?? null,
    // The moment between the last outcome and `completedAt` is shown as complete: the outcomes are.
    completedAt: isFinal ? (header.completedAt ?? header.updatedAt ?? null) : null,
    schemaName: header.schemaName,
    schemaDefinitionId: header.schemaId,
    errors: toErrors(header, failures),
  };
}

function toErrors({ ledger }: BatchHeader, failures: ReadonlyMap<number, RecordedFailure>) {
  const summary: Record<string, number> = {};
  const details: Record<string, object> = {};
  let bytes = 0;
  let left = 0;
  for (const index of [...ledger.failed].sort((a, b) => a - b)) {
    const failure = failures.get(index);
    if (failure === undefined) continue;
    const { index: _, ...detail } = failure;
    summary[detail.code] = (summary[detail.code] ?? 0) + 1;
    bytes += utf8Bytes(JSON.stringify(detail));
    if (bytes > MAX_DETAILS_BYTES) left += 1;
    else details[index] = detail;
  }
  const count = ledger.failed.size;
  const message =
    count === 0
      ? null
      : `${count} ${count === 1 ? 'record' : 'records'} failed.${left > 0 ? ` The details of ${left} did not fit this answer.` : ''}`;
  return { message, summary, details };
}
