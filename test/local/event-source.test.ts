import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLocalSqsClient } from '../../local/clients.ts';
import { type LocalStack, startLocalStack } from '../../local/run.ts';
import { temporaryFolder } from '../support/folders.ts';
import { writeAssembly } from './support/assemblies.ts';
import { resources, withProperties } from './support/templates.ts';

/** Writes down every record it gets, then does what each body says until it was received so often, or another was seen. */
const HANDLER = `
import { appendFileSync, readFileSync } from 'node:fs';
export const handler = async ({ Records }) => {
  const failures = [];
  for (const record of Records) {
    appendFileSync(process.env.SEEN, JSON.stringify({ ...record, pid: process.pid }) + '\\n');
    const { does, until = Infinity, untilSeen } = JSON.parse(record.body);
    if (does === undefined || Number(record.attributes.ApproximateReceiveCount) >= until) continue;
    if (untilSeen !== undefined && readFileSync(process.env.SEEN, 'utf8').includes('"MessageDeduplicationId":"' + untilSeen)) continue;
    if (does === 'report') failures.push({ itemIdentifier: record.messageId });
    if (does === 'throw') throw new Error('all of them');
    if (does === 'crash') process.kill(process.pid, 'SIGKILL');
    if (does === 'hang') await new Promise(() => {});
    if (does === 'garble') return { batchItemFailures: [{ wrong: 'key' }] };
    if (does === 'foreign') return { batchItemFailures: [{ itemIdentifier: 'nobody' }] };
  }
  return { batchItemFailures: failures };
};`;

type Seen = SQSRecord & { readonly pid: number };

interface Running {
  readonly stack: LocalStack;
  readonly client: SQSClient;
  readonly send: (messages: Readonly<Record<string, object>>) => Promise<void>;
  readonly seen: () => Promise<readonly Seen[]>;
  readonly log: readonly string[];
}

async function run(timeoutSeconds = 5): Promise<Running> {
  const folder = await temporaryFolder();
  const SEEN = join(folder, 'seen.jsonl');
  const all = withProperties(resources(), 'Function', {
    Environment: { Variables: { SEEN } },
    Timeout: timeoutSeconds,
  });
  const assembly = await writeAssembly(join(folder, 'assembly'), all, HANDLER);
  const log: string[] = [];
  const stack = await startLocalStack({
    dataFolder: join(folder, 'data'),
    assembly,
    log: (line) => log.push(line),
  });
  onTestFinished(() => stack.stop());
  const client = createLocalSqsClient(stack.endpoints.sqs);
  return {
    stack,
    client,
    log,
    send: async (messages) => {
      await client.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl(stack, 'Queue'),
          Entries: Object.entries(messages).map(([id, body]) => ({
            Id: id,
            MessageBody: JSON.stringify({ id, ...body }),
            MessageGroupId: `group-${id.split('-')[0]}`,
            MessageDeduplicationId: id,
          })),
        }),
      );
    },
    seen: async () => {
      const text = await readFile(SEEN, 'utf8').catch(() => '');
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    },
  };
}

function queueUrl(stack: LocalStack, id: string): string {
  const queue = stack.stack.queues.find((one) => one.id === id);
  if (queue === undefined) throw new Error(`no queue ${id}`);
  return queue.url;
}

async function left({ client, stack }: Running, id = 'Queue'): Promise<number> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl(stack, id), AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes['ApproximateNumberOfMessages']) +
    Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
  );
}

const until = (condition: () => Promise<boolean>) =>
  vi.waitUntil(condition, { timeout: 50_000, interval: 50 });

const idOf = ({ body }: Seen): string => JSON.parse(body).id;
const receives = (seen: readonly Seen[], id: string): readonly string[] =>
  seen.filter((one) => idOf(one) === id).map(({ attributes }) => attributes.ApproximateReceiveCount);

describe('the event source', () => {
  it('hands records on as Lambda shapes them, and deletes what the function has dealt with', async () => {
    const running = await run();
    await running.send({ a: {} });
    await until(async () => (await running.seen()).length === 1 && (await left(running)) === 0);
    const [record] = await running.seen();
    expect(record).toMatchObject({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: '{"id":"a"}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        MessageGroupId: 'group-a',
        MessageDeduplicationId: 'a',
        SequenceNumber: expect.stringMatching(/^\d{20}$/),
        SenderId: expect.any(String),
      },
      messageAttributes: {},
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Test-Queue.fifo',
      awsRegion: 'us-east-1',
    });
  });

  it('brings a reported message again after its visibility timeout, the others not', async () => {
    const running = await run();
    await running.send({ a: {}, b: { does: 'report', until: 2 }, c: {} });
    await until(async () => (await left(running)) === 0);
    const seen = await running.seen();
    expect([receives(seen, 'a'), receives(seen, 'b'), receives(seen, 'c')]).toEqual([
      ['1'],
      ['1', '2'],
      ['1'],
    ]);
    const [first, second] = seen.filter((one) => idOf(one) === 'b');
    expect(second?.messageId).toBe(first?.messageId);
  });

  it('holds back later messages of a group, and no other group, while one of it has failed', async () => {
    const running = await run();
    await running.send({ 'a-1': { does: 'report', untilSeen: 'b-2' }, 'a-2': {}, 'b-1': {}, 'b-2': {} });
    await until(async () => (await left(running)) === 0);
    const order = (await running.seen()).map(idOf);
    const ofA = order.filter((id) => id.startsWith('a'));
    expect(ofA.slice(0, 2)).toEqual(['a-1', 'a-1']);
    expect(ofA.indexOf('a-2')).toBe(ofA.length - 1);
    expect(order.indexOf('b-2')).toBeLessThan(order.lastIndexOf('a-1'));
    expect(await left(running, 'Dead')).toBe(0);
  });

  it.each(['throw', 'crash', 'garble', 'foreign'])(
    'loses nothing of a batch when the function does %s',
    async (does) => {
      const running = await run();
      await running.send({ a: {}, b: { does, until: 2 }, c: {} });
      await until(async () => (await left(running)) === 0);
      const seen = await running.seen();
      expect(new Set(seen.map(idOf))).toEqual(new Set(['a', 'b', 'c']));
      expect(receives(seen, 'b')).toEqual(['1', '2']);
      expect(await left(running, 'Dead')).toBe(0);
      expect(running.log.join('\n')).toMatch(/Function failed|batch response/);
    },
  );

  it('loses nothing of a batch when the function runs out of time', async () => {
    const running = await run(1);
    await running.send({ a: { does: 'hang', until: 2 } });
    await until(async () => (await left(running)) === 0);
    const seen = await running.seen();
    expect(receives(seen, 'a')).toEqual(['1', '2']);
    expect(new Set(seen.map(({ pid }) => pid)).size).toBe(2);
    // The message may be dealt with elsewhere before the first invocation is given up.
    await until(async () => running.log.join('\n').includes('Task timed out after 1.00 seconds'));
  });

  it('leaves a message that fails every time to the dead-letter queue', async () => {
    const running = await run();
    await running.send({ a: { does: 'report' }, b: {} });
    await until(async () => (await left(running, 'Dead')) === 1);
    expect(await left(running)).toBe(0);
    // Where the machine is slow a later receive may begin before an earlier one has: its visibility timeout passed.
    expect(receives(await running.seen(), 'a').toSorted()).toEqual(['1', '2', '3']);
    const { Messages } = await running.client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl(running.stack, 'Dead'),
        MessageSystemAttributeNames: ['All'],
      }),
    );
    expect(Messages).toMatchObject([
      { Body: '{"id":"a","does":"report"}', Attributes: { MessageGroupId: 'group-a' } },
    ]);
  });
});
