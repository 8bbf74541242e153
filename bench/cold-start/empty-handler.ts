// The floor of a cold start: a handler that does nothing with the two clients that most functions have.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

const clients = [new DynamoDBClient({}), new SQSClient({})];

export const handler = async (): Promise<number> => clients.length;
