import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Fault, Faults } from '../../chaos/faults.ts';
import { createInjection, DYNAMODB, type Service, SQS } from '../../chaos/inject.ts';
import { createMessages } from '../../chaos/messages.ts';
import { createRandom } from '../../chaos/random.ts';
import { createLocalDynamoClient, createLocalSqsClient } from '../../local/clients.ts';
import { startProxy } from '../../local/emulators/proxy.ts';
import { roleCredentials } from '../../local/functions/environment.ts';
import { sharedFolder } from '../support/folders.ts';
import { startServers } from '../support/servers.ts';

const servers = await startServers(await sharedFolder());
afterAll(servers.stop);
const { queueUrl } = servers;
const TableName = servers.tables.resources;

/** One fault for the nth call of an operation; none for any other. */
async function proxied(server: string, service: Service, operation: string, fault: Fault, nth: number) {
  const counted: Fault[] = [];
  let calls = 0;
  const faults: Faults = {
    draw: (called) => {
      if (called === operation) calls += 1;
      if (called !== operation || calls !== nth) return undefined;
      return { fault, random: createRandom(1, 'test') };
    },
    count: (one) => counted.push(one),
    counts: () => new Map(),
    turn: () => {},
  };
  let kills = 0;
  const messages = createMessages(createRandom(1, 'messages'));
  const kill = () => {
    kills += 1;
  };
  const proxy = await startProxy(createInjection({ ...service, late: 300 }, { faults, kill, messages }));
  proxy.target(server);
  onTestFinished(proxy.stop);
  return { endpoint: proxy.endpoint, counted, messages, kills: () => kills };
}

async function dynamo(operation: string, fault: Fault, nth = 1) {
  const proxy = await proxied(servers.dynamodb, DYNAMODB, operation, fault, nth);
  const client = createLocalDynamoClient(proxy.endpoint);
  onTestFinished(() => client.destroy());
  return { ...proxy, client };
}

async function sqs(operation: string, fault: Fault, nth = 1) {
  const proxy = await proxied(servers.sqs, SQS, operation, fault, nth);
  const client = createLocalSqsClient(proxy.endpoint);
  onTestFinished(() => client.destroy());
  return { ...proxy, client };
}

let names = 0;
/** Keys that no other test has. */
function keys(count: number) {
  names += 1;
  return Array.from({ length: count }, (_, at) => ({ pk: { S: `proxy-${names}` }, sk: { S: `${at}` } }));
}

function put(client: DynamoDBClient, [Item]: ReturnType<typeof keys>) {
  return client.send(
    new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
  );
}

function sendAll(client: SQSClient, group: string, count: number) {
  const Entries = Array.from({ length: count }, (_, at) => ({
    Id: `${at}`,
    MessageBody: `${group}-${at}`,
    MessageGroupId: `${group}-${at}`,
    MessageDeduplicationId: `${group}-${at}`,
  }));
  return client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

async function receive(client: SQSClient) {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['All'],
  });
  return (await client.send(command)).Messages ?? [];
}

function remove(client: SQSClient, messages: Awaited<ReturnType<typeof receive>>) {
  const Entries = messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
  return client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

describe('the proxy of the fault run', () => {
  it.each<Fault>(['throttled', 'failed'])(
    'answers %s as the SDK knows it, and nothing happens',
    async (fault) => {
      const { client, counted } = await dynamo('PutItem', fault);
      // The SDK tries again; a write that had happened would fail its condition.
      expect((await put(client, keys(1))).$metadata).toMatchObject({ attempts: 2 });
      expect(counted).toEqual([fault]);
    },
  );

  it('loses the answer of a write that happened', async () => {
    const { client } = await dynamo('PutItem', 'lost');
    await expect(put(client, keys(1))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      $metadata: { attempts: 2 },
    });
  });

  it('holds an answer back, and the call goes through', async () => {
    const { client, counted } = await dynamo('PutItem', 'late');
    expect((await put(client, keys(1))).$metadata).toMatchObject({ attempts: 1 });
    expect(counted).toEqual(['late']);
  });

  it('kills at a call, and the call goes through', async () => {
    const { client, kills } = await dynamo('PutItem', 'killed');
    await put(client, keys(1));
    expect(kills()).toBe(1);
  });

  it('leaves items of a batch read and of a batch write unprocessed, and does the others', async () => {
    const written = keys(20);
    const { client: writer } = await dynamo('BatchWriteItem', 'unprocessed');
    const { UnprocessedItems } = await writer.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: written.map((Item) => ({ PutRequest: { Item } })) },
      }),
    );
    const left = UnprocessedItems?.[TableName]?.length ?? 0;
    expect(left).toBeGreaterThan(0);

    const { client: reader } = await dynamo('BatchGetItem', 'unprocessed');
    const wanted = new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: written } } });
    const { Responses, UnprocessedKeys } = await reader.send(wanted);
    const unread = UnprocessedKeys?.[TableName]?.Keys?.length ?? 0;
    expect(unread).toBeGreaterThan(0);
    expect(Responses?.[TableName]?.length ?? 0).toBeLessThanOrEqual(20 - unread);
    const { Responses: all } = await reader.send(wanted);
    expect(all?.[TableName]).toHaveLength(20 - left);
  });

  it('lets the queue refuse messages of a batch, and lose a deletion', async () => {
    const { client: sender } = await sqs('SendMessageBatch', 'refused');
    const { Successful = [], Failed = [] } = await sendAll(sender, 'proxy', 10);
    expect(Failed.length).toBeGreaterThan(0);
    expect(Successful).toHaveLength(10 - Failed.length);

    const { client: swallower } = await sqs('DeleteMessageBatch', 'swallowed');
    const first = await receive(swallower);
    expect(first).toHaveLength(Successful.length);
    expect((await remove(swallower, first)).Successful).toHaveLength(first.length);
    // The first deletion was answered and is lost: the second one still finds the messages.
    expect((await remove(swallower, first)).Failed ?? []).toEqual([]);
  });

  it('gives messages again that were received before', async () => {
    const { client, messages } = await sqs('ReceiveMessage', 'repeated', 2);
    await sendAll(client, 'repeated', 5);
    const first = (await receive(client)).map(({ MessageId }) => MessageId);
    expect(first).toHaveLength(5);
    expect(messages.redeliveries()).toBe(0);
    const again = await receive(client);
    expect(again.length).toBeGreaterThan(0);
    for (const { MessageId } of again) expect(first).toContain(MessageId);
    expect(messages.redeliveries()).toBe(again.length);
  });

  it('tells who calls by the access key id', async () => {
    const callers: string[] = [];
    const proxy = await startProxy(async (call) => {
      callers.push(call.caller);
      return await call.forward();
    });
    onTestFinished(proxy.stop);
    proxy.target(servers.sqs);
    const client = createLocalSqsClient(proxy.endpoint, roleCredentials({ name: 'Patchlane-Some' }));
    onTestFinished(() => client.destroy());
    const QueueUrl = queueUrl.replace(servers.sqs, proxy.endpoint);
    await client.send(new GetQueueAttributesCommand({ QueueUrl }));
    expect(callers).toEqual(['Patchlane-Some']);
  });

  it('closes the connection while there is no server behind it', async () => {
    const proxy = await startProxy(async (call) => await call.forward());
    onTestFinished(proxy.stop);
    proxy.target('http://127.0.0.1:1');
    const client = createLocalDynamoClient(proxy.endpoint);
    onTestFinished(() => client.destroy());
    const [Key] = keys(1);
    await expect(client.send(new GetItemCommand({ TableName, Key }))).rejects.toThrow('socket hang up');
  });
});
