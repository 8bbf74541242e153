import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Batch, BatchHeader, IndexedPatch } from '../domain/batch.ts';
import { TransientError } from '../domain/errors.ts';
import { newHeader } from '../domain/ledger.ts';
import type { BatchIntake } from '../domain/ports.ts';
import { newHeaderItem, parseHeader, toEpochSeconds } from './batch-items.ts';
import type { BatchStoreOptions } from './batch-store.ts';
import { translateErrors } from './dynamo-client.ts';
import { headerKey, type Key, keyedHeaderKey, payloadKey } from './keys.ts';
import { encodePayload } from './payload-codec.ts';

export function createBatchIntake(options: BatchStoreOptions): BatchIntake {
  const { client, table, now } = options;
  return {
    commit: (batch, patches) =>
      translateErrors('store a batch', async () => {
        await putPayload(client, table, batch, patches);
        return await putHeader(options, batch);
      }),
    findByKey: (owner, keyDigest) =>
      translateErrors('look for a batch by its key', () =>
        readHeaderAt(options, keyedHeaderKey(owner, keyDigest)),
      ),
    markEnqueued: (batch) =>
      translateErrors('note that a batch is enqueued', async () => {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: headerKey(batch),
            UpdateExpression: 'SET enqueuedAt = if_not_exists(enqueuedAt, :now)',
            ConditionExpression: 'batchId = :batchId',
            ExpressionAttributeValues: { ':now': now().toISOString(), ':batchId': batch.batchId },
          }),
        );
      }),
  };
}

async function putPayload(
  client: DynamoDBDocumentClient,
  table: string,
  batch: Batch,
  patches: readonly IndexedPatch[],
): Promise<void> {
  const chunks = encodePayload(patches);
  await Promise.all(
    chunks.map((chunk, at) =>
      client.send(
        new PutCommand({
          TableName: table,
          Item: { ...payloadKey(batch, at), chunk, chunks: chunks.length, expiresAt: batch.expiresAt },
        }),
      ),
    ),
  );
}

/**
 * The commit point. Where a header is already, it is either this batch's, put by an earlier try whose answer was lost,
 * or that of the batch which came first with the same idempotency key.
 */
async function putHeader(options: BatchStoreOptions, batch: Batch): Promise<BatchHeader> {
  const { client, table, now } = options;
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: newHeaderItem(batch),
        // An expired batch that DynamoDB has not deleted yet no longer holds its key.
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': toEpochSeconds(now()) },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const held =
      error.Item === undefined
        ? await readHeaderAt(options, headerKey(batch))
        : parseHeader(unmarshall(error.Item, { wrapNumbers: Number }), now());
    if (held === undefined) throw new TransientError('a batch was in the way and expired meanwhile');
    return held;
  }
  return newHeader(batch);
}

async function readHeaderAt({ client, table, now }: BatchStoreOptions, key: Key) {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }),
  );
  return parseHeader(Item, now());
}
