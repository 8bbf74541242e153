import { createLocalDynamoClient, createLocalSqsClient } from '../local/clients.ts';
import { dynamoEngine } from '../local/emulators/dynamodb.ts';
import { LocalRunError } from '../local/errors.ts';
import { provisionQueues } from '../local/provision-queues.ts';
import { provisionTables } from '../local/provision-tables.ts';
import type { Endpoints } from '../local/run.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../local/template/places.ts';
import type { QueueSpec, TableSpec } from '../local/template/stack.ts';

/** Says what is amiss before a run is half over. */
export function requireTransactions(setting: string | undefined): void {
  if (dynamoEngine(setting) === 'dynalite')
    throw new LocalRunError(
      'dynalite has no TransactWriteItems, which the baseline needs: set PATCHLANE_DYNAMODB to dynoxide or to the URL of an endpoint.',
    );
}

/** Says before a run that it needs databases of its own. */
export function requireOwnDatabase(setting: string | undefined): void {
  if (dynamoEngine(setting) instanceof URL)
    throw new LocalRunError(
      'Growth compares databases that hold more and less, and starts each of them: set PATCHLANE_DYNAMODB to dynoxide or dynalite, or leave it unset.',
    );
}

/** Makes tables and queues on a local run's servers, beside those of its template. */
export async function provisionBeside(
  { dynamodb, sqs }: Endpoints,
  { tables, queues }: { readonly tables: readonly TableSpec[]; readonly queues: readonly QueueSpec[] },
): Promise<void> {
  const dynamoClient = createLocalDynamoClient(dynamodb);
  const sqsClient = createLocalSqsClient(sqs);
  try {
    await provisionTables(dynamoClient, tables, { dialect: 'aws' });
    await provisionQueues(sqsClient, queues);
  } finally {
    dynamoClient.destroy();
    sqsClient.destroy();
  }
}

/** A table on demand whose key is one text, and a number within it where that is named. */
export function tableSpec(name: string, key: string, within?: string): TableSpec {
  const hash = { AttributeName: key, AttributeType: 'S' as const };
  const range = within === undefined ? [] : [{ AttributeName: within, AttributeType: 'N' as const }];
  return {
    id: name,
    name,
    properties: {
      AttributeDefinitions: [hash, ...range],
      KeySchema: [
        { AttributeName: key, KeyType: 'HASH' },
        ...range.map(({ AttributeName }) => ({ AttributeName, KeyType: 'RANGE' as const })),
      ],
      GlobalSecondaryIndexes: [],
    },
  };
}

/** A queue as Patchlane's: one group per resource, in the mode that scales with the groups. */
export function queueSpec(name: string, { sqs }: Pick<Endpoints, 'sqs'>): QueueSpec {
  return {
    id: name,
    name: `${name}.fifo`,
    url: `${sqs}/${LOCAL_ACCOUNT}/${name}.fifo`,
    arn: `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}.fifo`,
    attributes: {
      FifoQueue: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      VisibilityTimeout: '60',
    },
  };
}
