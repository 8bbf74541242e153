import { setImmediate as turn } from 'node:timers/promises';
import {
  type BatchResultErrorEntry,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SendMessageBatchCommandInput,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { messageGroupId } from '../../../functions/adapters/keys.ts';
import { decodeLane } from '../../../functions/adapters/lane-messages.ts';
import { createLaneQueue } from '../../../functions/adapters/lane-queue.ts';
import { createSqsClient } from '../../../functions/adapters/sqs-client.ts';
import { PatchlaneError, TransientError } from '../../../functions/domain/errors.ts';
import type { LaneMessage } from '../../../functions/domain/lanes.ts';
import type { Log, LogFacts } from '../../../functions/domain/ports.ts';
import { LOCAL_CREDENTIALS } from '../../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../../local/template/places.ts';
import { sharedFolder } from '../../support/folders.ts';
import { startServers } from '../../support/servers.ts';
import { closedEndpoint } from './endpoints.ts';
import { intercept } from './intercept.ts';

const MIB = 1024 * 1024;

const servers = await startServers(await sharedFolder());
const { queueUrl: QueueUrl } = servers;
const receiver = connectTo(servers.sqs);
afterAll(async () => {
  receiver.destroy();
  await servers.stop();
});
beforeEach(async () => {
  await drain();
});

function connectTo(endpoint: string): SQSClient {
  return createSqsClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    // A server that is slow because the machine is busy is no failure.
    requestHandler: { requestTimeout: 30_000 },
  });
}

interface Logged extends LogFacts {
  readonly message: string;
}

function open(endpoint = servers.sqs, queueUrl = QueueUrl, clock?: () => number) {
  const client = connectTo(endpoint);
  onTestFinished(() => client.destroy());
  const logged: Logged[] = [];
  const write = (message: string, facts: LogFacts = {}) => void logged.push({ message, ...facts });
  const log: Log = { info: write, warn: write, error: write };
  return { client, logged, queue: createLaneQueue({ client, queueUrl, log, ...(clock && { clock }) }) };
}

let batches = 0;

/** Lanes of one resource each, in a batch of their own: the queue knows what it has seen. */
function lanes(count: number, patchOf: (index: number) => object = () => ({})): readonly LaneMessage[] {
  batches += 1;
  return Array.from({ length: count }, (_, index) => ({
    partnerId: 'partner-1',
    tenantId: 'tenant-1',
    batchId: `batch-${batches}`,
    schemaId: 'schema-1',
    externalId: `c-${index}`,
    patches: [{ index, patch: { customerId: `c-${index}`, ...patchOf(index) } }],
  }));
}

/** Parts of one lane. */
function parts(count: number, patchOf?: (index: number) => object): readonly LaneMessage[] {
  return lanes(count, patchOf).map((lane) => ({ ...lane, externalId: 'hot' }));
}

interface Received {
  readonly groupId: string | undefined;
  readonly lane: LaneMessage | undefined;
}

/** Takes all messages out of the queue, in the order in which they come. */
async function drain(): Promise<readonly Received[]> {
  const received: Received[] = [];
  while (!(await isEmpty())) {
    const { Messages = [] } = await receiver.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    if (Messages.length === 0) continue;
    received.push(
      ...Messages.map(({ Attributes, Body = '' }) => ({
        groupId: Attributes?.MessageGroupId,
        lane: decodeLane(Body),
      })),
    );
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    await receiver.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  return received;
}

async function isEmpty(): Promise<boolean> {
  const { Attributes = {} } = await receiver.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).every((count) => count === '0');
}

function byGroup(messages: readonly Received[]): ReadonlyMap<string | undefined, readonly unknown[]> {
  const groups = Map.groupBy(messages, ({ groupId }) => groupId);
  return new Map([...groups].map(([groupId, all]) => [groupId, all.map(({ lane }) => lane)]));
}

/** What must arrive when everything is sent. */
function expected(messages: readonly LaneMessage[]): ReadonlyMap<string | undefined, readonly unknown[]> {
  return byGroup(messages.map((lane) => ({ groupId: messageGroupId(lane), lane })));
}

type Entry = SendMessageBatchRequestEntry;
type Send = (entries: readonly Entry[]) => Promise<SendMessageBatchCommandOutput>;

/** Stands between the client and the server; the entries that `handle` does not send must be in its answer. */
function interceptSends(
  client: SQSClient,
  handle: (entries: readonly Entry[], send: Send) => Promise<SendMessageBatchCommandOutput>,
): void {
  intercept<SendMessageBatchCommandInput, SendMessageBatchCommandOutput>(
    client,
    'SendMessageBatch',
    (input, send) => handle(input.Entries ?? [], (entries) => send({ ...input, Entries: [...entries] })),
  );
}

function accepted(): SendMessageBatchCommandOutput {
  return { $metadata: {}, Successful: [], Failed: [] };
}

function refusalOf({ Id }: Entry, Code = 'InternalError'): BatchResultErrorEntry {
  return { Id, Code, SenderFault: false };
}

function externalIdOf({ MessageBody = '' }: Entry): string | undefined {
  return decodeLane(MessageBody)?.externalId;
}

function networkError(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}

describe('the lane queue', () => {
  it('brings every message, and those of one resource in their order', async () => {
    const { queue } = open();
    const messages = lanes(60).map((lane, at) => ({ ...lane, externalId: `c-${at < 30 ? at % 7 : at}` }));
    expect(await queue.send(messages)).toEqual({ unsent: 0 });
    expect(byGroup(await drain())).toEqual(expected(messages));
  });

  it('brings each message once, though it is sent twice', async () => {
    const { queue } = open();
    const messages = [...lanes(15), ...parts(3)];
    expect(await queue.send(messages)).toEqual({ unsent: 0 });
    expect(await queue.send(messages)).toEqual({ unsent: 0 });
    expect(byGroup(await drain())).toEqual(expected(messages));
  });

  it('brings the same lane of another batch too', async () => {
    const { queue } = open();
    const messages = [...lanes(3), ...lanes(3)];
    await queue.send(messages);
    expect(byGroup(await drain())).toEqual(expected(messages));
  });

  it('brings every character that there is', async () => {
    const { queue } = open();
    const messages = lanes(17, (plane) => {
      const characters = Array.from({ length: 0x10000 }, (_, at) =>
        String.fromCodePoint(plane * 0x10000 + at),
      );
      return { text: characters.filter((character) => character.isWellFormed()).join('') };
    });
    expect(await queue.send(messages)).toEqual({ unsent: 0 });
    expect(byGroup(await drain())).toEqual(expected(messages));
  });

  it('brings parts that are as large as parts may be', async () => {
    const { queue } = open();
    // Three bytes each in a patch, six in a message: nothing grows more.
    const messages = parts(3, (at) => ({ at, text: '\uffff'.repeat((500 * 1024 - 100) / 3) }));
    expect(await queue.send(messages)).toEqual({ unsent: 0 });
    expect(byGroup(await drain())).toEqual(expected(messages));
  });

  it('has nothing to do with nothing', async () => {
    const { queue } = open(await closedEndpoint());
    expect(await queue.send([])).toEqual({ unsent: 0 });
  });

  describe('puts into one call', () => {
    it('ten messages', async () => {
      const { client, queue } = open();
      const sizes: number[] = [];
      interceptSends(client, async (entries) => {
        sizes.push(entries.length);
        return accepted();
      });
      await queue.send(lanes(25));
      expect(sizes).toEqual([10, 10, 5]);
    });

    it('no more bytes than a call takes, and no message twice', async () => {
      const size = fc.oneof(fc.constantFrom(1, 100, 200, 340, 500), fc.integer({ min: 1, max: 520 }));
      await fc.assert(
        fc.asyncProperty(fc.array(size, { maxLength: 25 }), async (kilobytes) => {
          const { client, queue } = open();
          const calls: (readonly Entry[])[] = [];
          interceptSends(client, async (entries) => {
            calls.push(entries);
            return accepted();
          });
          // Two bytes per character, so that counting characters would not do.
          const messages = lanes(kilobytes.length, (at) => ({
            text: 'é'.repeat((kilobytes[at] ?? 0) * 512),
          }));
          expect(await queue.send(messages)).toEqual({ unsent: 0 });
          for (const call of calls) {
            expect(call.length).toBeLessThanOrEqual(10);
            expect(new Set(call.map(({ Id }) => Id)).size).toBe(call.length);
            expect(bytesOf(call)).toBeLessThanOrEqual(MIB);
          }
          expect(calls.flat().map(externalIdOf)).toEqual(messages.map(({ externalId }) => externalId));
          // Two calls that follow each other would not have fitted one.
          for (const [at, call] of calls.slice(1).entries()) {
            const together = [...(calls[at] ?? []), ...call.slice(0, 1)];
            expect(together.length > 10 || bytesOf(together) > MIB - 20 * 1024).toBe(true);
          }
        }),
        { numRuns: 25 },
      );
    });

    it('only one part of a lane, and the next part after its answer', async () => {
      const { client, queue } = open();
      const log: string[] = [];
      interceptSends(client, async (entries) => {
        const ids = entries.map(({ MessageDeduplicationId }) => MessageDeduplicationId).join();
        log.push(`sent ${ids}`);
        await turn();
        log.push(`taken ${ids}`);
        return accepted();
      });
      const [a, b, c] = parts(3);
      if (a === undefined || b === undefined || c === undefined) throw new Error('three parts were wanted');
      await queue.send([a, b, c]);
      const id = a.batchId;
      expect(log).toEqual([
        `sent ${id}-0`,
        `taken ${id}-0`,
        `sent ${id}-1`,
        `taken ${id}-1`,
        `sent ${id}-2`,
        `taken ${id}-2`,
      ]);
    });
  });

  it('has twelve calls under way at once, no more', async () => {
    const { client, queue } = open();
    let now = 0;
    let most = 0;
    interceptSends(client, async () => {
      now += 1;
      most = Math.max(most, now);
      await turn();
      now -= 1;
      return accepted();
    });
    await queue.send([...lanes(150), ...parts(3)]);
    expect(most).toBe(12);
  });

  describe('when the server does not take some of a call', () => {
    it('sends those again, and only those', async () => {
      const { client, logged, queue } = open();
      const tries: (readonly (string | undefined)[])[] = [];
      interceptSends(client, async (entries, send) => {
        tries.push(entries.map(externalIdOf));
        if (tries.length > 1) return await send(entries);
        const { Successful, ...output } = await send(entries.slice(0, 7));
        const Failed = entries.slice(7).map((entry, at) => refusalOf(entry, at === 0 ? 'Slow' : 'Later'));
        return { ...output, Successful, Failed };
      });
      const messages = lanes(10);
      expect(await queue.send(messages)).toEqual({ unsent: 0 });
      expect(tries.slice(1)).toEqual([['c-7', 'c-8', 'c-9']]);
      expect(logged).toEqual([
        { message: 'queue did not take messages', messages: 3, tries: 1, codes: ['Slow', 'Later'] },
      ]);
      expect(byGroup(await drain())).toEqual(expected(messages));
    });

    it('gives up after three tries and counts them', async () => {
      const { client, logged, queue } = open();
      interceptSends(client, async (entries, send) => {
        const refused = entries.filter((entry) => Number(externalIdOf(entry)?.slice(2)) >= 18);
        const taken = entries.filter((entry) => !refused.includes(entry));
        const output = taken.length > 0 ? await send(taken) : accepted();
        return { ...output, Failed: refused.map((entry) => refusalOf(entry)) };
      });
      const messages = lanes(25);
      expect(await queue.send(messages)).toEqual({ unsent: 7 });
      expect(logged.map(({ message, messages: count, tries }) => [message, count, tries])).toEqual(
        expect.arrayContaining([
          ['queue did not take messages', 2, 3],
          ['queue did not take messages', 5, 3],
        ]),
      );
      expect(logged).toHaveLength(6);
      expect(byGroup(await drain())).toEqual(expected(messages.slice(0, 18)));
    });
  });

  describe('when the server does not answer', () => {
    it('sends again', async () => {
      const { client, logged, queue } = open();
      let calls = 0;
      interceptSends(client, async (entries, send) => {
        calls += 1;
        if (calls < 3) throw networkError();
        return await send(entries);
      });
      const messages = lanes(4);
      expect(await queue.send(messages)).toEqual({ unsent: 0 });
      expect(logged).toEqual([
        { message: 'queue did not answer', messages: 4, tries: 1, error: expect.any(TransientError) },
        { message: 'queue did not answer', messages: 4, tries: 2, error: expect.any(TransientError) },
      ]);
      expect(byGroup(await drain())).toEqual(expected(messages));
    });

    it('brings each message once, though the answer to it was lost', async () => {
      const { client, queue } = open();
      let calls = 0;
      interceptSends(client, async (entries, send) => {
        calls += 1;
        const output = await send(entries);
        if (calls === 1) throw networkError();
        return output;
      });
      const messages = lanes(4);
      expect(await queue.send(messages)).toEqual({ unsent: 0 });
      expect(byGroup(await drain())).toEqual(expected(messages));
    });

    it('gives up after three tries and counts what was not sent', async () => {
      const { client, logged, queue } = open();
      interceptSends(client, () => Promise.reject(networkError()));
      expect(await queue.send(lanes(4))).toEqual({ unsent: 4 });
      expect(logged.map(({ tries }) => tries)).toEqual([1, 2, 3]);
    });

    it('begins no call after twelve seconds, and counts what is left as not sent', async () => {
      let now = 0;
      const { client, queue } = open(servers.sqs, QueueUrl, () => now);
      let calls = 0;
      interceptSends(client, async (entries, send) => {
        calls += 1;
        const output = await send(entries);
        now += 3000;
        return output;
      });
      // The lane in parts goes part by part: at 0, 3, 6 and 9 s.
      expect(await queue.send(parts(6))).toEqual({ unsent: 2 });
      expect(calls).toBe(4);
    });

    it('counts as unsent what was meant for a server that is not there', async () => {
      const { queue } = open(await closedEndpoint());
      expect(await queue.send([...lanes(11), ...parts(2)])).toEqual({ unsent: 13 });
    });
  });

  describe('of a lane in parts', () => {
    const second = (entries: readonly Entry[]) =>
      entries.some(({ MessageDeduplicationId }) => MessageDeduplicationId?.endsWith('-1'));

    it('sends none after one that was not taken, and all of other lanes', async () => {
      const { client, queue } = open();
      const hot = parts(4);
      const others = lanes(12).map((lane) => ({
        ...lane,
        patches: lane.patches.map(({ index, patch }) => ({ index: 100 + index, patch })),
      }));
      interceptSends(client, async (entries, send) => {
        if (second(entries)) return { ...accepted(), Failed: entries.map((entry) => refusalOf(entry)) };
        return await send(entries);
      });
      expect(await queue.send([...hot, ...others])).toEqual({ unsent: 3 });
      expect(byGroup(await drain())).toEqual(expected([...hot.slice(0, 1), ...others]));
    });

    it('sends the rest after one that was taken at last', async () => {
      const { client, queue } = open();
      let refusals = 0;
      interceptSends(client, async (entries, send) => {
        if (second(entries) && refusals < 2) {
          refusals += 1;
          return { ...accepted(), Failed: entries.map((entry) => refusalOf(entry)) };
        }
        return await send(entries);
      });
      const messages = parts(4);
      expect(await queue.send(messages)).toEqual({ unsent: 0 });
      expect(byGroup(await drain())).toEqual(expected(messages));
    });
  });

  describe('when the server refuses a call', () => {
    it('says so at once, without a word of the data', async () => {
      const { logged, queue } = open(servers.sqs, QueueUrl.replace('.fifo', '-other.fifo'));
      const sending = queue.send(lanes(1, () => ({ text: 'secret' })));
      await expect(sending).rejects.toThrow(new PatchlaneError('could not send to the queue'));
      await expect(sending).rejects.not.toThrow(TransientError);
      await expect(sending).rejects.toMatchObject({ cause: { name: 'QueueDoesNotExist' } });
      expect(logged).toEqual([]);
    });

    it('waits for the calls under way and starts no other', async () => {
      const { client, queue } = open();
      let started = 0;
      let ended = 0;
      interceptSends(client, async () => {
        started += 1;
        if (started === 1) throw new Error('refused');
        await turn();
        ended += 1;
        return accepted();
      });
      await expect(queue.send(lanes(300))).rejects.toThrow(PatchlaneError);
      expect({ started, ended }).toEqual({ started: 12, ended: 11 });
    });
  });
});

/** What SQS counts of a call. */
function bytesOf(call: readonly Entry[]): number {
  return call.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
}
