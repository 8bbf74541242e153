import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLocalDynamoClient, createLocalSqsClient } from '../../local/clients.ts';
import { type LocalStack, startLocalStack } from '../../local/run.ts';
import { temporaryFolder } from '../support/folders.ts';
import { writeAssembly } from './support/assemblies.ts';
import { type Resources, resources, withProperties } from './support/templates.ts';

const HANDLER = 'export const handler = async () => ({ statusCode: 204 });';
const TableName = 'Test-Table';

interface Starter {
  readonly start: (all: Resources) => Promise<LocalStack>;
}

async function starter(dynamodb: string): Promise<Starter> {
  const folder = await temporaryFolder();
  return {
    start: async (all) => {
      const assembly = await writeAssembly(join(folder, 'assembly'), all, HANDLER);
      const stack = await startLocalStack({ dataFolder: join(folder, 'data'), assembly, dynamodb });
      onTestFinished(() => stack.stop());
      return stack;
    },
  };
}

const withIndex = withProperties(resources(), 'Table', {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-time',
      KeySchema: [{ AttributeName: 'at', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
});

describe.each(['dynoxide', 'dynalite'])('provisioning on %s', (engine) => {
  it('keeps items over a restart', async () => {
    const { start } = await starter(engine);
    const first = await start(resources());
    const client = createLocalDynamoClient(first.endpoints.dynamodb);
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' }, at: { S: 'now' } } }));
    client.destroy();
    await first.stop();

    const second = await start(resources());
    const again = createLocalDynamoClient(second.endpoints.dynamodb);
    const { Item } = await again.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }));
    expect(Item).toEqual({ pk: { S: 'a' }, at: { S: 'now' } });
    again.destroy();
  });

  it('refuses a data folder whose table has other keys', async () => {
    const { start } = await starter(engine);
    await (await start(resources())).stop();
    const other = withProperties(resources(), 'Table', {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    await expect(start(other)).rejects.toThrow(
      'The table Test-Table in the data folder has other keys than the template: start with an empty data folder.',
    );
  });
});

describe('provisioning', () => {
  it('adds the index that a newer template has', async () => {
    const { start } = await starter('dynoxide');
    await (await start(resources())).stop();
    const stack = await start(withIndex);
    const client = createLocalDynamoClient(stack.endpoints.dynamodb);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'by-time', IndexStatus: 'ACTIVE' }]);
    client.destroy();
  });

  it('says that dynalite cannot add an index, rather than to go on without it', async () => {
    const { start } = await starter('dynalite');
    await (await start(resources())).stop();
    await expect(start(withIndex)).rejects.toThrow(
      'The table Test-Table in the data folder lacks the index by-time, which dynalite cannot add: start with an empty data folder.',
    );
  });

  it('sets the expiry of items where the server takes it, also the second time', async () => {
    const { start } = await starter('dynoxide');
    await (await start(withIndex)).stop();
    const stack = await start(withIndex);
    const client = createLocalDynamoClient(stack.endpoints.dynamodb);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' });
    client.destroy();
  });

  it('gives a queue that is there the attributes of a newer template', async () => {
    const { start } = await starter('dynoxide');
    await (await start(resources())).stop();
    const stack = await start(withProperties(resources(), 'Queue', { VisibilityTimeout: 7 }));
    const client = createLocalSqsClient(stack.endpoints.sqs);
    const QueueUrl = stack.stack.queues.find(({ id }) => id === 'Queue')?.url;
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({ VisibilityTimeout: '7', FifoQueue: 'true' });
    client.destroy();
  });

  it('leaves files of functions, servers and data apart in the data folder', async () => {
    const { start } = await starter('dynoxide');
    const { folder } = await start(resources());
    expect(await readdir(folder.path)).toEqual(
      expect.arrayContaining(['dynamodb', 'issuer-key.json', 'logs', 'sqs']),
    );
    expect(await readdir(folder.logs)).toEqual(
      expect.arrayContaining(['Function.log', 'dynamodb.log', 'sqs.log']),
    );
  });

  it('says that nothing answers where PATCHLANE_DYNAMODB points', async () => {
    const { start } = await starter('http://127.0.0.1:1/');
    await expect(start(resources())).rejects.toThrow(
      'Nothing answers at http://127.0.0.1:1, which PATCHLANE_DYNAMODB names.',
    );
  });

  it('says what PATCHLANE_DYNAMODB takes', async () => {
    const { start } = await starter('mysql');
    await expect(start(resources())).rejects.toThrow(
      'PATCHLANE_DYNAMODB is "mysql"; it takes dynoxide, dynalite or the URL of a DynamoDB endpoint.',
    );
  });
});
