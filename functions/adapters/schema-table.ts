import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from './keys.ts';

export interface SchemaStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** Strongly consistent. */
export async function getItem({ client, table }: SchemaStoreOptions, key: Key): Promise<unknown> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }),
  );
  return Item;
}

/** Puts an item where there is none; false where there is one. */
export async function putNew(
  { client, table }: SchemaStoreOptions,
  key: Key,
  item: object,
): Promise<boolean> {
  const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
  return await holds(
    client.send(new PutCommand({ TableName: table, Item: { ...key, ...item }, ...condition })),
  );
}

/** False when the condition of the call did not hold. */
export async function holds(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
