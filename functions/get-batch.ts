import { batchEtag, batchView } from './batch-view.ts';
import { parseOwner } from './caller.ts';
import type { BatchHeader, BatchKey } from './domain/batch.ts';
import { finalStatusOf } from './domain/ledger.ts';
import { secondsToCompletion } from './domain/pace.ts';
import type { BatchProgress, RecordedFailure } from './domain/ports.ts';
import { utf8Bytes } from './domain/storable.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { hasAlready } from './if-none-match.ts';
import { parseWait } from './prefer.ts';

export interface GetBatchDeps {
  readonly batches: BatchProgress;
  now(): Date;
  /** Milliseconds since some moment: a wait must end though the time of day is set back meanwhile. */
  clock(): number;
  pause(ms: number): Promise<void>;
}

/** API Gateway gives up after 30 s; the function ends 5 s before, and has its answer to make after the wait. */
export const MAX_WAIT_SECONDS = 20;

/** `GET /api/batches/{batchId}`: how far a batch is, and why records of it failed. */
export function createGetBatch(deps: GetBatchDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const batchId = request.path['batchId'] ?? '';
    const key = { ...owner.value, batchId };
    const wait = parseWait(request.headers['prefer'], MAX_WAIT_SECONDS);
    const header = await readHeader(deps, key, wait ?? 0);
    if (header === undefined) return { kind: 'not-found', message: `There is no batch "${batchId}".` };
    const shared = {
      etag: batchEtag(header),
      retryAfterSeconds: isFinal(header) ? undefined : secondsToCompletion(header, deps.now()),
      preferenceApplied: wait === undefined ? undefined : `wait=${wait}`,
    };
    if (hasAlready(request, shared.etag)) return { kind: 'not-modified', ...shared };
    const failures =
      header.ledger.failed.size > 0 ? await deps.batches.failures(key) : new Map<number, RecordedFailure>();
    return { kind: 'ok', data: { ...batchView(header), errors: toErrors(header, failures) }, ...shared };
  };
}

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 1000;

/** The header as soon as its batch is final, else as it is after so many seconds. */
async function readHeader(
  { batches, clock, pause }: GetBatchDeps,
  key: BatchKey,
  seconds: number,
): Promise<BatchHeader | undefined> {
  const end = clock() + seconds * 1000;
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(2 * ms, MAX_PAUSE_MS)) {
    const header = await batches.header(key);
    const left = end - clock();
    if (header === undefined || isFinal(header) || left <= 0) return header;
    await pause(Math.min(ms, left));
  }
}

function isFinal({ ledger, total }: BatchHeader): boolean {
  return finalStatusOf(ledger, total) !== undefined;
}

/** Answers of a function end at 6 MB; the details of a thousand failures with twenty errors each could pass that. */
const MAX_DETAILS_BYTES = 3 * 1024 * 1024;

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
  return { message, summary, details, detailsOmitted: left };
}
