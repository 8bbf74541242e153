import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { TransientError } from '../domain/errors.ts';
import type { Key } from './keys.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const MAX_KEYS = 100;
const MAX_TRIES = 5;

type Requests = NonNullable<BatchGetCommandInput['RequestItems']>;
type Item = Readonly<Record<string, unknown>>;

/** A request for each of these keys once, strongly consistent. */
export function requestFor(table: string, keys: readonly Key[]): Requests {
  const distinct = new Map(keys.map((key) => [idOf(table, key), key]));
  if (distinct.size === 0) return {};
  return { [table]: { Keys: [...distinct.values()].map((key) => ({ ...key })), ConsistentRead: true } };
}

/** What an item is found by in `getAll`. */
export function idOf(table: string, { pk, sk }: Key): string {
  return `${table}\n${pk}\n${sk}`;
}

/** Reads up to 100 items in one call; what the tables do not give at once is asked for again, with growing pauses. */
export async function getAll(
  client: DynamoDBDocumentClient,
  wanted: Requests,
): Promise<ReadonlyMap<string, Item>> {
  const found = new Map<string, Item>();
  let missing = wanted;
  for (let tries = 1; Object.keys(missing).length > 0; tries += 1) {
    if (tries > MAX_TRIES) throw new TransientError(`a read was still incomplete after ${MAX_TRIES} tries`);
    if (tries > 1) await sleep(Math.random() * 25 * 2 ** tries);
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems: missing }));
    for (const [table, items] of Object.entries(Responses ?? {})) {
      for (const item of items)
        found.set(idOf(table, { pk: String(item['pk']), sk: String(item['sk']) }), item);
    }
    missing = UnprocessedKeys ?? {};
  }
  return found;
}
