import { createLocalDynamoClient, createLocalSqsClient } from './clients.ts';
import type { DynamoServer } from './emulators/dynamodb.ts';
import type { ServerProcess } from './emulators/server-process.ts';
import { provisionQueues } from './provision-queues.ts';
import { provisionTables } from './provision-tables.ts';
import type { StackSpec } from './template/stack.ts';

export interface ProvisionTargets {
  readonly dynamodb: DynamoServer;
  readonly sqs: ServerProcess;
}

/** Brings the servers to what the template says. Doing it again changes nothing. */
export async function provision(
  { tables, queues }: StackSpec,
  { dynamodb, sqs }: ProvisionTargets,
): Promise<void> {
  const dynamoClient = createLocalDynamoClient(dynamodb.endpoint);
  const sqsClient = createLocalSqsClient(sqs.endpoint);
  try {
    await Promise.all([provisionTables(dynamoClient, tables, dynamodb), provisionQueues(sqsClient, queues)]);
  } finally {
    dynamoClient.destroy();
    sqsClient.destroy();
  }
}
