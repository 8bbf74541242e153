import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { OpenBatch, OpenBatches } from '../domain/ports.ts';
import { parseHeader, toEpochSeconds } from './batch-items.ts';
import type { BatchStoreOptions } from './batch-store.ts';
import { translateErrors } from './dynamo-client.ts';
import { HEADER, OPEN_SHARDS } from './keys.ts';

export interface OpenBatchesOptions extends BatchStoreOptions {
  /** The index of open batches. */
  readonly index: string;
}

const indexed = z.object({ pk: z.string(), createdAt: z.string(), enqueuedAt: z.optional(z.string()) });

/**
 * A batch is known by its partition here, not by its id: those with an idempotency key have a partition that their id
 * does not begin with.
 */
export function createOpenBatches(options: OpenBatchesOptions): OpenBatches {
  const { client, table, now } = options;
  const keyOf = ({ place }: OpenBatch) => ({ pk: place, sk: HEADER });
  return {
    scan: (pageSize) =>
      oldestFirst(
        Array.from({ length: OPEN_SHARDS }, (_, shard) => scanShard(options, String(shard), pageSize)),
      ),
    header: (open) =>
      translateErrors('read an open batch', async () => {
        const { Item } = await client.send(
          new GetCommand({ TableName: table, Key: keyOf(open), ConsistentRead: true }),
        );
        return parseHeader(Item, now());
      }),
    forget: (open) =>
      translateErrors('forget an open batch', async () => {
        try {
          await client.send(
            new UpdateCommand({
              TableName: table,
              Key: keyOf(open),
              UpdateExpression: 'REMOVE #open',
              // Its key may have been used again since.
              ConditionExpression: 'attribute_exists(#open) AND expiresAt <= :now',
              ExpressionAttributeNames: { '#open': 'open' },
              ExpressionAttributeValues: { ':now': toEpochSeconds(now()) },
            }),
          );
          return true;
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) return false;
          throw error;
        }
      }),
  };
}

async function* scanShard(
  { client, table, index }: OpenBatchesOptions,
  shard: string,
  pageSize: number,
): AsyncGenerator<OpenBatch, undefined> {
  let start: Readonly<Record<string, unknown>> | undefined;
  do {
    const query = new QueryCommand({
      TableName: table,
      IndexName: index,
      KeyConditionExpression: '#open = :shard',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':shard': shard },
      Limit: pageSize,
      ...(start && { ExclusiveStartKey: start }),
    });
    const page = await translateErrors('list open batches', () => client.send(query));
    for (const item of page.Items ?? []) {
      const { pk, createdAt, enqueuedAt } = indexed.parse(item);
      yield { place: pk, createdAt, enqueuedAt };
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return undefined;
}

/** Merges lists that are in order each. */
async function* oldestFirst(shards: readonly AsyncGenerator<OpenBatch, undefined>[]) {
  const next = async (shard: AsyncGenerator<OpenBatch, undefined>) => ({
    shard,
    head: (await shard.next()).value,
  });
  let heads = await Promise.all(shards.map(next));
  for (;;) {
    const [oldest] = heads
      .flatMap(({ shard, head }) => (head === undefined ? [] : [{ shard, head }]))
      .sort((a, b) => (a.head.createdAt < b.head.createdAt ? -1 : 1));
    if (oldest === undefined) return;
    yield oldest.head;
    const after = await next(oldest.shard);
    heads = heads.map((one) => (one.shard === oldest.shard ? after : one));
  }
}
