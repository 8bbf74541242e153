import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { writeAll } from '../../functions/adapters/batch-write.ts';
import { resourceKey } from '../../functions/adapters/keys.ts';
import { toItem } from '../../functions/adapters/resource-items.ts';
import { documentOf } from '../cost/shapes.ts';

export interface Tenant {
  readonly partnerId: string;
  readonly tenantId: string;
  readonly schemaId: string;
}

/** Calls of 25 items, 40 of them on their way at once. */
const ITEMS_AT_ONCE = 1000;

/**
 * Stores resources as single writes would have, past the API: a million of them would take hours by batches.
 * @param documentBytes of each as JSON
 */
export async function fill(
  { client, table }: { readonly client: DynamoDBDocumentClient; readonly table: string },
  tenant: Tenant,
  { resources, documentBytes }: { readonly resources: number; readonly documentBytes: number },
): Promise<void> {
  for (let from = 0; from < resources; from += ITEMS_AT_ONCE) {
    const length = Math.min(ITEMS_AT_ONCE, resources - from);
    const now = new Date();
    const items = Array.from({ length }, (_, at) =>
      itemOf(tenant, documentOf(from + at, documentBytes), now),
    );
    await writeAll(client, table, items);
  }
}

function itemOf(tenant: Tenant, data: ReturnType<typeof documentOf>, now: Date) {
  const at = now.toISOString();
  const resource = { id: randomUUID(), version: 1, createdAt: at, updatedAt: at, data };
  return {
    ...resourceKey({ ...tenant, externalId: data.contactId }),
    ...toItem({ resource, version: 1, revision: 1, marker: [] }, now),
  };
}
