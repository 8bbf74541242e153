import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { TransientError } from '../domain/errors.ts';
import type { ReadSnapshot } from '../domain/ports.ts';
import { NO_STATE } from '../domain/resource.ts';
import { parseHeaderOf } from './batch-items.ts';
import { translateErrors } from './dynamo-client.ts';
import { headerKey, type Key, resourceKey } from './keys.ts';
import { parseState } from './resource-items.ts';

export interface SnapshotOptions {
  readonly client: DynamoDBDocumentClient;
  readonly resourcesTable: string;
  readonly batchesTable: string;
  now(): Date;
}

const MAX_TRIES = 5;
type Requests = NonNullable<BatchGetCommandInput['RequestItems']>;
type Item = Readonly<Record<string, unknown>>;

/** One BatchGetItem over both tables, for up to the 100 keys that it takes. */
export function createReadSnapshot({
  client,
  resourcesTable,
  batchesTable,
  now,
}: SnapshotOptions): ReadSnapshot {
  return (resources, batches) =>
    translateErrors('read resources and batches', async () => {
      const wanted: Requests = {
        ...request(resourcesTable, resources.map(resourceKey)),
        ...request(batchesTable, batches.map(headerKey)),
      };
      const found = await getAll(client, wanted);
      return {
        stateOf: (key) => {
          const item = found.get(idOf(resourcesTable, resourceKey(key)));
          return item === undefined ? NO_STATE : parseState(item, now());
        },
        headerOf: (key) => parseHeaderOf(key, found.get(idOf(batchesTable, headerKey(key))), now()),
      };
    });
}

function request(table: string, keys: readonly Key[]): Requests {
  const distinct = new Map(keys.map((key) => [idOf(table, key), key]));
  if (distinct.size === 0) return {};
  return { [table]: { Keys: [...distinct.values()].map((key) => ({ ...key })), ConsistentRead: true } };
}

function idOf(table: string, { pk, sk }: Key): string {
  return `${table}\n${pk}\n${sk}`;
}

async function getAll(client: DynamoDBDocumentClient, wanted: Requests): Promise<ReadonlyMap<string, Item>> {
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
