import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_CREDENTIALS } from './functions/environment.ts';
import { LOCAL_REGION } from './template/places.ts';

export function createLocalDynamoClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, endpoint });
}

export function createLocalSqsClient(endpoint: string, credentials = LOCAL_CREDENTIALS): SQSClient {
  return new SQSClient({ region: LOCAL_REGION, credentials, endpoint });
}
