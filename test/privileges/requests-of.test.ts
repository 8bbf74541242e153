import { describe, expect, inject, it } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/template/places.ts';
import { readStack } from '../../local/template/read-stack.ts';
import { readAssembly } from '../../local/template/template-file.ts';
import type { Service } from '../support/privileges/recorder.ts';
import { requestsOf } from '../support/privileges/requests-of.ts';

const { stackName, ...assembly } = await readAssembly(inject('assembly'));
const sqsEndpoint = 'http://127.0.0.1:4566';
const stack = readStack(assembly, {
  region: LOCAL_REGION,
  accountId: LOCAL_ACCOUNT,
  stackName,
  sqsEndpoint,
});
const [batches = '', resources = ''] = ['Batches', 'Resources'].map(
  (part) => stack.tables.find(({ id }) => id.includes(part))?.name,
);
const queue = stack.queues[0];

const asked = (service: Service, operation: string, input: object) =>
  requestsOf({ caller: 'f', service, operation, input }, stack).map(({ action, resource, context }) => {
    const { 'aws:SecureTransport': _, ...rest } = context;
    return [action, resource.split(':').slice(5).join(':'), rest];
  });
const text = (S: string) => ({ S });

describe('a call of DynamoDB', () => {
  it.each([
    ['GetItem', { TableName: batches, Key: { pk: text('a'), sk: text('b') } }, {}],
    ['DeleteItem', { TableName: batches, Key: { pk: text('a'), sk: text('b') } }, {}],
    ['PutItem', { TableName: batches, Item: { pk: text('a'), sk: text('b'), n: { N: '1' } } }, {}],
    [
      'UpdateItem',
      { TableName: batches, Key: { pk: text('a'), sk: text('b') }, ReturnValues: 'ALL_NEW' },
      { 'dynamodb:ReturnValues': 'ALL_NEW' },
    ],
    ['BatchWriteItem', { RequestItems: { [batches]: [{ PutRequest: { Item: { pk: text('a') } } }] } }, {}],
  ])('%s asks for its own action on its table, by the partition key', (operation, input, more) => {
    expect(asked('dynamodb', operation, input)).toEqual([
      [`dynamodb:${operation}`, `table/${batches}`, { 'dynamodb:LeadingKeys': ['a'], ...more }],
    ]);
  });

  it('over two tables asks for both', () => {
    const Keys = [{ pk: text('b') }, { pk: text('a') }, { pk: text('b') }];
    const input = { RequestItems: { [batches]: { Keys }, [resources]: { Keys: [{ pk: text('c') }] } } };
    expect(asked('dynamodb', 'BatchGetItem', input)).toEqual([
      ['dynamodb:BatchGetItem', `table/${batches}`, { 'dynamodb:LeadingKeys': ['a', 'b'] }],
      ['dynamodb:BatchGetItem', `table/${resources}`, { 'dynamodb:LeadingKeys': ['c'] }],
    ]);
  });

  it('that queries an index asks for the index, by its own partition key', () => {
    const input = {
      TableName: batches,
      IndexName: 'by-owner',
      KeyConditionExpression: 'batchId < :after AND #owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': text('o'), ':after': text('z') },
      Select: 'COUNT',
    };
    expect(asked('dynamodb', 'Query', input)).toEqual([
      [
        'dynamodb:Query',
        `table/${batches}/index/by-owner`,
        { 'dynamodb:LeadingKeys': ['o'], 'dynamodb:Select': 'COUNT' },
      ],
    ]);
  });

  it.each([
    ['Scan', { TableName: 'any' }],
    ['TransactWriteItems', { TransactItems: [] }],
    ['GetItem', { TableName: 'of-nobody', Key: { pk: text('a') } }],
  ])('that is not known is an error: %s', (operation, input) => {
    expect(() => asked('dynamodb', operation, input)).toThrow(operation);
  });
});

describe('a call of SQS', () => {
  it.each([
    ['SendMessage', 'SendMessage'],
    ['SendMessageBatch', 'SendMessage'],
    ['DeleteMessageBatch', 'DeleteMessage'],
    ['ChangeMessageVisibilityBatch', 'ChangeMessageVisibility'],
    ['ReceiveMessage', 'ReceiveMessage'],
  ])('%s asks for sqs:%s on its queue', (operation, action) => {
    expect(asked('sqs', operation, { QueueUrl: queue?.url })).toEqual([[`sqs:${action}`, queue?.name, {}]]);
  });

  it.each([
    ['PurgeQueue', queue?.url],
    ['SendMessage', `${sqsEndpoint}/${LOCAL_ACCOUNT}/of-nobody`],
  ])('that is not known is an error: %s', (operation, QueueUrl) => {
    expect(() => asked('sqs', operation, { QueueUrl })).toThrow(operation);
  });
});

it('is made over HTTPS in AWS', () => {
  const call = {
    caller: 'f',
    service: 'sqs',
    operation: 'SendMessage',
    input: { QueueUrl: queue?.url },
  } as const;
  expect(requestsOf(call, stack)[0]?.context['aws:SecureTransport']).toBe('true');
});
