import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { TransientError } from '../domain/errors.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_ITEMS = 25;
const MAX_TRIES = 5;

type Item = Readonly<Record<string, unknown>>;
type Requests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/** Puts items, 25 per call; what the table does not take at once is tried again, with growing pauses. */
export async function writeAll(
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
): Promise<void> {
  const calls: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += MAX_ITEMS) calls.push(items.slice(at, at + MAX_ITEMS));
  await Promise.all(calls.map((call) => writeSome(client, table, call)));
}

async function writeSome(
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
): Promise<void> {
  let requests: Requests = items.map((item) => ({ PutRequest: { Item: { ...item } } }));
  for (let tries = 1; ; tries += 1) {
    const { UnprocessedItems } = await client.send(
      new BatchWriteCommand({ RequestItems: { [table]: requests } }),
    );
    requests = UnprocessedItems?.[table] ?? [];
    if (requests.length === 0) return;
    if (tries === MAX_TRIES)
      throw new TransientError(`a table did not take ${requests.length} of ${items.length} items`);
    await sleep(Math.random() * 50 * 2 ** tries);
  }
}
