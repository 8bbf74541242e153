import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_CREDENTIALS } from './functions/environment.ts';
import { LOCAL_REGION } from './template/places.ts';

const shared = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };

export function createLocalDynamoClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ ...shared, endpoint });
}

export function createLocalSqsClient(endpoint: string): SQSClient {
  return new SQSClient({ ...shared, endpoint });
}
