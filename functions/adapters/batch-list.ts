import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { BatchKey } from '../domain/batch.ts';
import type { BatchList, ListedBatch } from '../domain/ports.ts';
import { getAll, idOf, MAX_KEYS, requestFor } from './batch-get.ts';
import { parseHeaderOf } from './batch-items.ts';
import { translateErrors } from './dynamo-client.ts';
import { canHoldItem, headerKey, ownerPartition } from './keys.ts';

export interface BatchListOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** The index by owner and batch id. */
  readonly index: string;
  now(): Date;
}

const indexed = z.object({ batchId: z.string() });

/** The index says which batches there are, the table how they are: it is never behind its own ledger. */
export function createBatchList(options: BatchListOptions): BatchList {
  const { client, table, index } = options;
  return {
    async *scan(owner, after, pageSize) {
      const pk = ownerPartition(owner);
      if (after !== undefined && !canHoldItem({ pk, sk: after })) return;
      let start: Readonly<Record<string, unknown>> | undefined;
      do {
        const query = new QueryCommand({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: `#owner = :owner${after === undefined ? '' : ' AND batchId < :after'}`,
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': pk, ...(after === undefined ? {} : { ':after': after }) },
          ScanIndexForward: false,
          Limit: pageSize,
          ...(start && { ExclusiveStartKey: start }),
        });
        const page = await translateErrors('list batches', async () => {
          const { Items = [], LastEvaluatedKey } = await client.send(query);
          const keys = Items.map((item) => ({ ...owner, batchId: indexed.parse(item).batchId }));
          return { batches: await readHeaders(options, keys), LastEvaluatedKey };
        });
        yield* page.batches;
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
    },
  };
}

/** In the order of the keys. */
async function readHeaders(
  { client, table, now }: BatchListOptions,
  keys: readonly BatchKey[],
): Promise<readonly ListedBatch[]> {
  const calls: (readonly BatchKey[])[] = [];
  for (let at = 0; at < keys.length; at += MAX_KEYS) calls.push(keys.slice(at, at + MAX_KEYS));
  const read = await Promise.all(
    calls.map(async (some) => {
      const found = await getAll(client, requestFor(table, some.map(headerKey)));
      return some.map((key) => ({
        batchId: key.batchId,
        header: parseHeaderOf(key, found.get(idOf(table, headerKey(key))), now()),
      }));
    }),
  );
  return read.flat();
}
