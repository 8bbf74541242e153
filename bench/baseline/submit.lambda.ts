import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { request } from './message.ts';
import { createSubmit } from './submit.ts';

const env = z.object({ BATCHES_TABLE: z.string(), QUEUE_URL: z.string() }).parse(process.env);

const submit = createSubmit({
  dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient()),
  sqs: new SQSClient(),
  batchesTable: env.BATCHES_TABLE,
  queueUrl: env.QUEUE_URL,
});

export const handler = async (event: unknown) => ({ batchId: await submit(request.parse(event)) });
