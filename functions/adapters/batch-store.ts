import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BatchKey } from '../domain/batch.ts';
import { OUTCOMES, toLedger } from '../domain/ledger.ts';
import type { BatchContent, BatchControl, BatchLedger, BatchProgress } from '../domain/ports.ts';
import { parseChunk, parseFailure, parseHeaderOf } from './batch-items.ts';
import { writeAll } from './batch-write.ts';
import { translateErrors } from './dynamo-client.ts';
import { batchPartition, canHoldItem, FAILURE_PREFIX, failureKey, headerKey, payloadPrefix } from './keys.ts';
import { decodePayload } from './payload-codec.ts';

export interface BatchStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  now(): Date;
}

export function createBatchProgress(options: BatchStoreOptions): BatchProgress {
  const { client, table } = options;
  return {
    header: (batch) => readHeader(options, batch),
    failures: (batch) =>
      translateErrors('read the failures of a batch', async () => {
        const items = await queryAll(client, table, batch, FAILURE_PREFIX);
        return new Map(items.map(parseFailure).map((failure) => [failure.index, failure]));
      }),
  };
}

export function createBatchContent({ client, table }: BatchStoreOptions): BatchContent {
  return {
    patches: (batch) =>
      translateErrors('read the patches of a batch', async () => {
        const items = await queryAll(client, table, batch, payloadPrefix(batch));
        return decodePayload(items.map(parseChunk));
      }),
  };
}

/** All items of a batch whose sort key begins so, in its order. */
async function queryAll(client: DynamoDBDocumentClient, table: string, batch: BatchKey, prefix: string) {
  const items: Readonly<Record<string, unknown>>[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': batchPartition(batch), ':prefix': prefix },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
}

export function createBatchLedger(options: BatchStoreOptions): BatchLedger {
  const { client, table, now } = options;
  return {
    header: (batch) => readHeader(options, batch),
    failure: (batch, index) =>
      translateErrors('read a failure of a batch', async () => {
        const { Item } = await client.send(
          new GetCommand({ TableName: table, Key: { ...failureKey(batch, index) }, ConsistentRead: true }),
        );
        return Item === undefined ? undefined : parseFailure(Item);
      }),
    saveFailures: (batch, failures) =>
      translateErrors('store the failures of a batch', () =>
        writeAll(
          client,
          table,
          failures.map((failure) => ({
            ...failureKey(batch, failure.index),
            ...failure,
            expiresAt: batch.expiresAt,
          })),
        ),
      ),
    record: (batch, settled, at) =>
      translateErrors('update the ledger of a batch', async () => {
        const sets = toLedger(settled);
        const added = OUTCOMES.filter((outcome) => sets[outcome].size > 0);
        return await ifExists(async () => {
          const { Attributes } = await client.send(
            new UpdateCommand({
              TableName: table,
              Key: headerKey(batch),
              UpdateExpression: `SET updatedAt = :at, startedAt = if_not_exists(startedAt, :at) ADD ${added.map((outcome) => `${outcome} :${outcome}`).join(', ')}`,
              ConditionExpression: 'batchId = :batchId',
              ExpressionAttributeValues: {
                ':at': at,
                ':batchId': batch.batchId,
                ...Object.fromEntries(added.map((outcome) => [`:${outcome}`, sets[outcome]])),
              },
              ReturnValues: 'ALL_NEW',
            }),
          );
          return parseHeaderOf(batch, Attributes, now());
        });
      }),
    complete: (batch, status, at) =>
      translateErrors('complete a batch', async () => {
        const flipped = await ifExists(async () => {
          await client.send(
            new UpdateCommand({
              TableName: table,
              Key: headerKey(batch),
              UpdateExpression: 'SET finalStatus = :status, completedAt = :at REMOVE #open',
              ConditionExpression: 'batchId = :batchId AND attribute_not_exists(completedAt)',
              ExpressionAttributeNames: { '#open': 'open' },
              ExpressionAttributeValues: { ':status': status, ':at': at, ':batchId': batch.batchId },
            }),
          );
          return true;
        });
        return flipped ?? false;
      }),
  };
}

export function createBatchControl({ client, table, now }: BatchStoreOptions): BatchControl {
  return {
    requestCancel: (batch, at) =>
      translateErrors('cancel a batch', () =>
        ifExists(async () => {
          const { Attributes } = await client.send(
            new UpdateCommand({
              TableName: table,
              Key: headerKey(batch),
              UpdateExpression: 'SET cancelRequestedAt = if_not_exists(cancelRequestedAt, :at)',
              ConditionExpression: 'batchId = :batchId',
              ExpressionAttributeValues: { ':at': at, ':batchId': batch.batchId },
              ReturnValues: 'ALL_NEW',
            }),
          );
          return parseHeaderOf(batch, Attributes, now());
        }),
      ),
  };
}

async function readHeader({ client, table, now }: BatchStoreOptions, batch: BatchKey) {
  return await translateErrors('read a batch', async () => {
    const key = headerKey(batch);
    if (!canHoldItem(key)) return undefined;
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }),
    );
    return parseHeaderOf(batch, Item, now());
  });
}

/** Undefined when the condition of the call did not hold. */
async function ifExists<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
