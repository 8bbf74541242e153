import { paginateScan } from '@aws-sdk/client-dynamodb';
import { createLocalDynamoClient } from '../../../local/clients.ts';
import type { LocalStack } from '../../../local/run.ts';
import type { Identity } from './identities.ts';

export interface StoredItem {
  readonly table: string;
  readonly pk: string;
  /** The item with all that is in it. */
  readonly text: string;
}

/** Everything in all tables. */
export async function everything({ stack, endpoints }: LocalStack): Promise<readonly StoredItem[]> {
  const client = createLocalDynamoClient(endpoints.dynamodb);
  const items: StoredItem[] = [];
  for (const { name } of stack.tables) {
    for await (const { Items = [] } of paginateScan({ client }, { TableName: name, ConsistentRead: true })) {
      items.push(...Items.map((item) => ({ table: name, pk: item['pk']?.S ?? '', text: textOf(item) })));
    }
  }
  client.destroy();
  return items.sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** The same text for the same item: an engine may give fields in another order each time. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, part]) => `${name}:${textOf(part)}`)
    .sort()
    .join()}}`;
}

/** Whether a key is of the partner as a whole, or of this very tenant; written out here, not taken from the code. */
export function isKeyOf({ partnerId, tenantId }: Identity, pk: string): boolean {
  const [partner, tenant] = pk.split('#').map(decodeURIComponent);
  return partner === partnerId && (tenant === undefined || tenant === tenantId);
}
