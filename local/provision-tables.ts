import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDialect } from './emulators/dynamodb.ts';
import { LocalRunError } from './errors.ts';
import type { TableSpec } from './template/stack.ts';

/** Makes the tables that are missing, and the indexes and expiry that are missing on those that are there. */
export async function provisionTables(
  client: DynamoDBClient,
  tables: readonly TableSpec[],
  { dialect }: { readonly dialect: DynamoDialect },
): Promise<void> {
  await Promise.all(
    tables.map(async (table) => {
      const existing = await describe(client, table.name);
      if (existing === undefined) await create(client, table);
      else await update(client, table, existing, dialect);
      if (dialect === 'aws') await setTimeToLive(client, table);
    }),
  );
}

async function describe(client: DynamoDBClient, TableName: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, { name, properties }: TableSpec): Promise<void> {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = properties;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions,
      KeySchema,
      ...(GlobalSecondaryIndexes.length === 0
        ? {}
        : { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(toIndex) }),
    }),
  );
  await untilActive(client, name);
}

/** A table of an earlier version of the template: keys cannot change, indexes can be added. */
async function update(
  client: DynamoDBClient,
  { name, properties }: TableSpec,
  existing: TableDescription,
  dialect: DynamoDialect,
) {
  if (keys(existing.KeySchema) !== keys(properties.KeySchema)) {
    throw new LocalRunError(
      `The table ${name} in the data folder has other keys than the template: start with an empty data folder.`,
    );
  }
  const there = new Set(existing.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  for (const index of properties.GlobalSecondaryIndexes) {
    if (there.has(index.IndexName)) continue;
    if (dialect === 'dynalite') {
      // It answers as if it had added the index.
      throw new LocalRunError(
        `The table ${name} in the data folder lacks the index ${index.IndexName}, which dynalite cannot add: start with an empty data folder.`,
      );
    }
    await client.send(
      new UpdateTableCommand({
        TableName: name,
        AttributeDefinitions: properties.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: toIndex(index) }],
      }),
    );
    await untilActive(client, name);
  }
}

function toIndex({ Projection, ...index }: TableSpec['properties']['GlobalSecondaryIndexes'][number]) {
  const { ProjectionType, NonKeyAttributes } = Projection;
  return { ...index, Projection: { ProjectionType, ...(NonKeyAttributes && { NonKeyAttributes }) } };
}

async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName });
}

async function setTimeToLive(client: DynamoDBClient, { name, properties }: TableSpec): Promise<void> {
  const wanted = properties.TimeToLiveSpecification;
  if (wanted?.Enabled !== true) return;
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
  // Setting what is set already is an error.
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: wanted }));
}

function keys(schema: readonly KeySchemaElement[] | undefined): string {
  return JSON.stringify(schema?.map(({ AttributeName, KeyType }) => [KeyType, AttributeName]).sort());
}
