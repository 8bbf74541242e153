import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ReadSnapshot } from '../domain/ports.ts';
import { NO_STATE } from '../domain/resource.ts';
import { getAll, idOf, requestFor } from './batch-get.ts';
import { parseHeaderOf } from './batch-items.ts';
import { translateErrors } from './dynamo-client.ts';
import { headerKey, resourceKey } from './keys.ts';
import { parseState } from './resource-items.ts';

export interface SnapshotOptions {
  readonly client: DynamoDBDocumentClient;
  readonly resourcesTable: string;
  readonly batchesTable: string;
  now(): Date;
}

/** One BatchGetItem over both tables, for up to the 100 keys that it takes. */
export function createReadSnapshot({
  client,
  resourcesTable,
  batchesTable,
  now,
}: SnapshotOptions): ReadSnapshot {
  return (resources, batches) =>
    translateErrors('read resources and batches', async () => {
      const found = await getAll(client, {
        ...requestFor(resourcesTable, resources.map(resourceKey)),
        ...requestFor(batchesTable, batches.map(headerKey)),
      });
      return {
        stateOf: (key) => {
          const item = found.get(idOf(resourcesTable, resourceKey(key)));
          return item === undefined ? NO_STATE : parseState(item, now());
        },
        headerOf: (key) => parseHeaderOf(key, found.get(idOf(batchesTable, headerKey(key))), now()),
      };
    });
}
