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
        stateOf: memoized(
          (key) => idOf(resourcesTable, resourceKey(key)),
          (_, id) => {
            const item = found.get(id);
            return item === undefined ? NO_STATE : parseState(item, now());
          },
        ),
        headerOf: memoized(
          // Batches with the same idempotency key share the key of their header.
          ({ partnerId, tenantId, batchId }) => JSON.stringify([partnerId, tenantId, batchId]),
          (key) => parseHeaderOf(key, found.get(idOf(batchesTable, headerKey(key))), now()),
        ),
      };
    });
}

/** Every lane asks for the header of its batch, and a ledger has up to a thousand indexes. What fails is tried again. */
function memoized<K, V>(nameOf: (key: K) => string, make: (key: K, name: string) => V): (key: K) => V {
  const made = new Map<string, { readonly value: V }>();
  return (key) => {
    const name = nameOf(key);
    const known = made.get(name) ?? { value: make(key, name) };
    made.set(name, known);
    return known.value;
  };
}
