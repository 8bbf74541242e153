import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { FunctionPool } from '../functions/pool.ts';
import type { EventSourceSpec } from '../template/stack.ts';
import { succeeded } from './batch-response.ts';
import { toSqsRecord } from './sqs-record.ts';

export interface EventSource {
  /** Takes no more messages; resolves when what was received has been dealt with or given up. */
  readonly stop: () => Promise<void>;
}

export interface EventSourceOptions {
  readonly spec: EventSourceSpec;
  readonly region: string;
  readonly client: SQSClient;
  readonly pool: FunctionPool;
  /** Takes one line per thing that went wrong. */
  readonly warn: (line: string) => void;
}

/** The longest that SQS lets a receive wait. */
const WAIT_SECONDS = 20;
/** Before the queue is asked again after it failed to answer. */
const BACKOFF_MS = 500;
const DELETE_TRIES = 3;

/**
 * Feeds a queue's messages to a function as Lambda's event source mapping does: what the function has dealt with is
 * deleted, anything else stays invisible until its visibility timeout ends and then comes again.
 *
 * There are as many receive loops as the function can run invocations, at most `maximumConcurrency`.
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  const { spec, pool } = options;
  const stopping = new AbortController();
  const loops = Math.min(spec.maximumConcurrency ?? pool.concurrency, pool.concurrency);
  const running = Promise.all(Array.from({ length: loops }, () => poll(options, stopping.signal)));
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function poll(options: EventSourceOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const messages = await receive(options, signal);
    if (messages.length > 0) await handle(options, messages);
  }
}

async function receive(
  { spec, client, warn }: EventSourceOptions,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  try {
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: spec.queue.url,
        // A receive gives ten at most; a larger batch size gathers several at Lambda, for standard queues alone.
        MaxNumberOfMessages: Math.min(spec.batchSize, 10),
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
        WaitTimeSeconds: WAIT_SECONDS,
      }),
      { abortSignal: signal },
    );
    return Messages ?? [];
  } catch (error) {
    if (signal.aborted) return [];
    warn(`${spec.id} could not receive: ${String(error)}`);
    await sleep(BACKOFF_MS, undefined, { signal }).catch(() => {});
    return [];
  }
}

async function handle(options: EventSourceOptions, messages: readonly Message[]): Promise<void> {
  const { spec, region, pool, warn } = options;
  const Records = messages.map((message) => toSqsRecord(message, spec.queue.arn, region));
  const result = await pool.invoke(JSON.stringify({ Records }));
  const ids = Records.map(({ messageId }) => messageId);
  const { done, problem } = succeeded(ids, result, spec.reportBatchItemFailures);
  if (problem !== undefined) warn(`${spec.id}: ${problem}`);
  const handles = new Map(Records.map(({ messageId, receiptHandle }) => [messageId, receiptHandle]));
  await remove(options, new Map(done.map((id) => [id, handles.get(id) ?? ''])));
}

/** A message that cannot be deleted comes again; the function must bear that, but nobody should have to guess why. */
async function remove(
  { spec, client, warn }: EventSourceOptions,
  handles: ReadonlyMap<string, string>,
): Promise<void> {
  let left = handles;
  for (let tries = 1; left.size > 0; tries += 1) {
    const Entries = [...left].map(([Id, ReceiptHandle]) => ({ Id, ReceiptHandle }));
    try {
      const { Failed = [] } = await client.send(
        new DeleteMessageBatchCommand({ QueueUrl: spec.queue.url, Entries }),
      );
      const failed = new Map(Failed.map(({ Id, Code }) => [Id, Code]));
      left = new Map([...left].filter(([id]) => failed.has(id)));
      for (const [id, code] of failed) warn(`${spec.id} could not delete message ${id}: ${code}`);
    } catch (error) {
      warn(`${spec.id} could not delete ${left.size} messages: ${String(error)}`);
    }
    if (tries === DELETE_TRIES) return;
  }
}
