import { createHash } from 'node:crypto';
import type {
  BatchOptions,
  BatchPreview,
  BatchReport,
  BatchResult,
  Operation,
  ResultsQuery,
} from '../api-types.ts';
import { NO_OUTCOMES, type Outcomes, outcomesOf } from '../outcomes.ts';
import type { KeyedSubmission, Submission, Submitted } from '../submit.ts';
import type { WaitOptions } from '../wait.ts';
import { bodyOf, type SourceRecord } from './batch-body.ts';
import type { SourceBatch } from './cut-batches.ts';
import type { RecordFailure } from './record-failure.ts';
import { refusedIn } from './refused-records.ts';

export interface SendBatchOptions extends BatchOptions {
  readonly operation: Operation;
  readonly schema: string;
  /** Tells what would happen, and writes nothing. */
  readonly validateOnly?: boolean | undefined;
  /** Names the run: a batch of the same run at the same place with the same content is not sent twice. */
  readonly runId: string;
}

export interface BatchEvents {
  readonly onAccepted: (batchId: string, replayed: boolean) => void;
  /** Awaited, so that a slow taker slows the run. */
  readonly onRecordFailed: (failure: RecordFailure) => void | Promise<void>;
}

/** The calls of the client that a batch takes. */
export interface BatchCalls {
  readonly submit: (submission: KeyedSubmission) => Promise<Submitted>;
  readonly preview: (submission: Submission) => Promise<BatchPreview>;
  readonly wait: (batchId: string, options: WaitOptions) => Promise<BatchReport>;
  readonly results: (batchId: string, query: Omit<ResultsQuery, 'cursor'>) => AsyncIterable<BatchResult>;
}

/** Sends a batch and follows it to its end. What the API refuses of it is a failure of those records; the others are sent. */
export async function sendBatch(
  client: BatchCalls,
  { start, records }: SourceBatch,
  options: SendBatchOptions,
  events: BatchEvents,
): Promise<Outcomes> {
  let left = records;
  let refusedCount = 0;
  while (left.length > 0) {
    const body = bodyOf(options.operation, left);
    try {
      const taken = options.validateOnly
        ? await previewTaken(client, left, body, options, events)
        : await followTaken(client, left, { body, key: keyOf(options.runId, start, body) }, options, events);
      return { ...taken, failed: taken.failed + refusedCount };
    } catch (error) {
      const { refused, others } = refusedIn(error, left, options.onFailure);
      for (const failure of refused) await events.onRecordFailed(failure);
      refusedCount += refused.length;
      left = others;
    }
  }
  return { ...NO_OUTCOMES, failed: refusedCount };
}

function keyOf(runId: string, start: number, body: string): string {
  const bodyDigest = createHash('sha256').update(body).digest('hex');
  return createHash('sha256')
    .update(JSON.stringify([runId, start, bodyDigest]))
    .digest('base64url');
}

async function followTaken(
  client: BatchCalls,
  records: readonly SourceRecord[],
  { body, key }: { readonly body: string; readonly key: string },
  options: SendBatchOptions,
  events: BatchEvents,
): Promise<Outcomes> {
  const { batchId, replayed } = await client.submit({ ...options, body, idempotencyKey: key });
  events.onAccepted(batchId, replayed);
  const report = await client.wait(batchId, { throwOnFailure: false });
  const tally = outcomesOf(report.progress);
  if (tally.failed + tally.cancelled > 0) {
    for await (const result of client.results(batchId, { outcome: ['failed', 'cancelled'], limit: 1000 }))
      await events.onRecordFailed(failureOf(recordAt(records, result.index), result));
  }
  return tally;
}

async function previewTaken(
  client: BatchCalls,
  records: readonly SourceRecord[],
  body: string,
  options: SendBatchOptions,
  events: BatchEvents,
): Promise<Outcomes> {
  const { summary, results } = await client.preview({ ...options, body });
  for (const result of results) {
    if (result.outcome === 'failed')
      await events.onRecordFailed(failureOf(recordAt(records, result.index), result));
  }
  return { ...NO_OUTCOMES, ...summary };
}

function recordAt(records: readonly SourceRecord[], index: number): SourceRecord {
  const record = records[index];
  if (record === undefined) throw new RangeError(`the API tells of record ${index} of ${records.length}`);
  return record;
}

interface EndedResult extends Partial<Omit<RecordFailure, 'record'>> {
  readonly outcome: string;
}

/** Of a large preview, not every record has its details. */
function failureOf(record: SourceRecord, result: EndedResult): RecordFailure {
  if (result.outcome === 'cancelled') return { record, ...CANCELLED };
  const { code = 'failed', message = '', errors = [], retryable = false } = result;
  return { record, code, message, errors, retryable };
}

const CANCELLED = {
  code: 'cancelled',
  message: 'The batch was cancelled before this record.',
  errors: [],
  retryable: true,
} as const;
