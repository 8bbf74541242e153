import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createLocalDynamoClient } from '../../local/clients.ts';
import { tableSpec } from '../beside.ts';
import { runAll } from '../calls.ts';

export const FLOOR_TABLE = 'Floor-Items';
export const FLOOR_TABLES = [tableSpec(FLOOR_TABLE, 'resourceId')];

/** What the floors write: the documents of a shape as they are, each on the condition that its version is the last one. */
export interface Items {
  readonly ids: readonly string[];
  readonly create: () => Promise<void>;
  readonly write: (id: string) => Promise<void>;
  readonly stop: () => void;
}

const CONCURRENT_PUTS = 20;

export function createItems(endpoint: string, documents: readonly object[]): Items {
  const raw = createLocalDynamoClient(endpoint);
  const client = DynamoDBDocumentClient.from(raw);
  const items = new Map(documents.map((data, at) => [`item-${at}`, { data, version: 0 }]));
  const ids = [...items.keys()];
  return {
    ids,
    create: () =>
      runAll(
        [...items].map(([resourceId, item]) => async () => {
          await client.send(new PutCommand({ TableName: FLOOR_TABLE, Item: { resourceId, ...item } }));
        }),
        CONCURRENT_PUTS,
      ),
    async write(resourceId) {
      const item = items.get(resourceId);
      if (item === undefined) throw new Error(`there is no item ${resourceId}`);
      const { data, version } = item;
      await client.send(
        new PutCommand({
          TableName: FLOOR_TABLE,
          Item: { resourceId, data, version: version + 1 },
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':version': version },
        }),
      );
      items.set(resourceId, { data, version: version + 1 });
    },
    stop: () => raw.destroy(),
  };
}
