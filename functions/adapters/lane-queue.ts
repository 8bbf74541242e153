import { setTimeout as sleep } from 'node:timers/promises';
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { PatchlaneError, TransientError } from '../domain/errors.ts';
import type { LaneMessage } from '../domain/lanes.ts';
import type { LaneQueue, Log } from '../domain/ports.ts';
import { utf8Bytes } from '../domain/storable.ts';
import { messageGroupId } from './keys.ts';
import { deduplicationId, encodeLane } from './lane-messages.ts';
import { isTransient } from './transient.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_ENTRIES = 10;
const MAX_CALL_BYTES = 1024 * 1024;
/** What the call itself takes beside the bodies: ids and group ids of ten entries. */
const CALL_OVERHEAD_BYTES = 16 * 1024;

const CONCURRENT_CALLS = 12;
const MAX_TRIES = 3;

/**
 * After this long no call is begun: with a queue that does not answer at all the batch must still be answered 202, within
 * the 25 s that submitting may take. The last call takes twice the client's 5 s at most.
 */
const SEND_MS = 12_000;

export interface LaneQueueOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly log: Log;
  /** Milliseconds since some moment. */
  readonly clock?: () => number;
}

export function createLaneQueue(options: LaneQueueOptions): LaneQueue {
  const { clock = () => performance.now() } = options;
  return {
    async send(messages) {
      const endsAt = clock() + SEND_MS;
      const sending: Sending = { ...options, isLate: () => clock() >= endsAt };
      const trace = traceAttribute();
      const entries = messages.map((message, position) => ({ ...toEntry(message, position), ...trace }));
      const perGroup = Map.groupBy(entries, ({ MessageGroupId }) => MessageGroupId ?? '');
      const lanes = [...perGroup.values()];
      // Parts of one lane go one after the other; lanes of one message share calls.
      const single = lanes.filter((lane) => lane.length === 1).flat();
      const jobs = [
        ...toCalls(single).map((call) => () => sendCall(sending, call)),
        ...lanes.filter((lane) => lane.length > 1).map((lane) => () => sendInOrder(sending, lane)),
      ];
      const unsent = await runAll(jobs, CONCURRENT_CALLS);
      return { unsent: unsent.reduce((sum, count) => sum + count, 0) };
    },
  };
}

type Entry = SendMessageBatchRequestEntry;

interface Sending extends LaneQueueOptions {
  readonly isLate: () => boolean;
}

function toEntry(message: LaneMessage, position: number): Entry {
  return {
    Id: String(position),
    MessageBody: encodeLane(message),
    MessageGroupId: messageGroupId(message),
    MessageDeduplicationId: deduplicationId(message),
  };
}

/**
 * The trace of this invocation, so that what the consumer does is linked to it; nothing where Lambda traces nothing. It does
 * not count to the size of a message.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
function traceAttribute(): Pick<Entry, 'MessageSystemAttributes'> {
  const header = process.env['_X_AMZN_TRACE_ID'];
  if (header === undefined || header === '') return {};
  return { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: header } } };
}

/** Fills calls up to both limits: entries, and bytes in all. */
function toCalls(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const calls: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const size = utf8Bytes(entry.MessageBody ?? '');
    const call = calls.at(-1);
    if (call === undefined || call.length === MAX_ENTRIES || size > room) {
      calls.push([entry]);
      room = MAX_CALL_BYTES - CALL_OVERHEAD_BYTES - size;
    } else {
      call.push(entry);
      room -= size;
    }
  }
  return calls;
}

/** Sends until one is not taken: those after it must not overtake it. Gives back how many were not sent. */
async function sendInOrder(sending: Sending, lane: readonly Entry[]): Promise<number> {
  for (const [position, entry] of lane.entries()) {
    if ((await sendCall(sending, [entry])) > 0) return lane.length - position;
  }
  return 0;
}

/** A call can fail for some of its entries under HTTP 200; those are tried again. Gives back how many were not sent. */
async function sendCall({ client, queueUrl, log, isLate }: Sending, call: readonly Entry[]): Promise<number> {
  let entries = call;
  for (let tries = 1; ; tries += 1) {
    if (isLate()) return entries.length;
    try {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] }),
      );
      if (Failed.length === 0) return 0;
      const failed = new Set(Failed.map(({ Id }) => Id));
      entries = entries.filter(({ Id }) => failed.has(Id));
      log.warn('queue did not take messages', {
        messages: entries.length,
        tries,
        codes: [...new Set(Failed.map(({ Code }) => Code))],
      });
    } catch (error) {
      if (!isTransient(error)) throw new PatchlaneError('could not send to the queue', { cause: error });
      log.warn('queue did not answer', {
        messages: entries.length,
        tries,
        error: new TransientError('could not send to the queue', { cause: error }),
      });
    }
    if (tries === MAX_TRIES) return entries.length;
    await sleep(Math.random() * 100 * 2 ** tries);
  }
}

/** Runs jobs a few at a time; results come in the jobs' order. The first error ends it, after the running ones. */
async function runAll<T>(jobs: readonly (() => Promise<T>)[], concurrency: number): Promise<readonly T[]> {
  const results: T[] = [];
  const errors: unknown[] = [];
  const queue = jobs.entries();
  const work = async () => {
    for (const [position, job] of queue) {
      if (errors.length > 0) return;
      try {
        results[position] = await job();
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, jobs.length) }, work));
  if (errors.length > 0) throw errors[0];
  return results;
}
