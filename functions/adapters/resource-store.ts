import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { ResourceList, ResourceReader, ResourceWriter } from '../domain/ports.ts';
import { NO_STATE, type ResourceKey, type ResourceState } from '../domain/resource.ts';
import { translateErrors } from './dynamo-client.ts';
import { canHoldItem, resourceKey, resourcePartitions } from './keys.ts';
import { parseState, toItem } from './resource-items.ts';

export interface ResourceStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  now(): Date;
}

export function createResourceReader({ client, table, now }: ResourceStoreOptions): ResourceReader {
  return {
    read: (resource) =>
      translateErrors('read a resource', async () => {
        const key = resourceKey(resource);
        if (!canHoldItem(key)) return NO_STATE;
        const { Item } = await client.send(
          new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }),
        );
        return parseState(Item, now());
      }),
  };
}

export function createResourceList({ client, table, now }: ResourceStoreOptions): ResourceList {
  return {
    async *scan(owner, schemaId, after, pageSize) {
      for (const [at, pk] of resourcePartitions(owner, schemaId, after).entries()) {
        const from = at === 0 ? after : undefined;
        let start: Readonly<Record<string, unknown>> | undefined;
        do {
          const query = new QueryCommand({
            TableName: table,
            KeyConditionExpression: from === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
            ExpressionAttributeValues: { ':pk': pk, ...(from === undefined ? {} : { ':after': from }) },
            ConsistentRead: true,
            Limit: pageSize,
            ...(start && { ExclusiveStartKey: start }),
          });
          const page = await translateErrors('list resources', async () => {
            const { Items = [], LastEvaluatedKey } = await client.send(query);
            const states = Items.map((item) => ({
              sk: sortKey.parse(item['sk']),
              ...parseState(item, now()),
            }));
            return { states, LastEvaluatedKey };
          });
          for (const { sk, resource } of page.states) if (resource) yield { externalId: sk, resource };
          start = page.LastEvaluatedKey;
        } while (start !== undefined);
      }
    },
  };
}

const sortKey = z.string();

export function createResourceWriter(options: ResourceStoreOptions): ResourceWriter {
  const { client, table, now } = options;
  const { read } = createResourceReader(options);
  return {
    write: (key: ResourceKey, next: ResourceState, expectedRevision: number) =>
      translateErrors('write a resource', async () => {
        try {
          await client.send(
            new PutCommand({
              TableName: table,
              Item: { ...resourceKey(key), ...toItem(next, now()) },
              // An expired tombstone that DynamoDB has not deleted yet reads as nothing, and must not be in the way.
              ConditionExpression:
                expectedRevision === 0
                  ? 'attribute_not_exists(pk) OR expiresAt <= :now'
                  : 'revision = :revision',
              ExpressionAttributeValues:
                expectedRevision === 0
                  ? { ':now': Math.floor(now().getTime() / 1000) }
                  : { ':revision': expectedRevision },
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          );
          return { kind: 'written' };
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
          // Without an item the failure says nothing of what stands there: nothing does, or the server does not tell.
          if (error.Item === undefined) return { kind: 'conflict', current: await read(key) };
          return {
            kind: 'conflict',
            current: parseState(unmarshall(error.Item, { wrapNumbers: Number }), now()),
          };
        }
      }),
  };
}
