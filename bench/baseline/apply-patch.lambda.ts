// The consumer as the documentation of Powertools has it.
// https://docs.aws.amazon.com/powertools/typescript/latest/features/batch/
// https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { createApplyPatch } from './apply-patch.ts';
import { message } from './message.ts';

const env = z
  .object({
    RESOURCES_TABLE: z.string(),
    RESULTS_TABLE: z.string(),
    BATCHES_TABLE: z.string(),
    IDEMPOTENCY_TABLE: z.string(),
  })
  .parse(process.env);

const client = new DynamoDBClient();
const applyPatch = createApplyPatch({
  client: DynamoDBDocumentClient.from(client),
  tables: { resources: env.RESOURCES_TABLE, results: env.RESULTS_TABLE, batches: env.BATCHES_TABLE },
});
const config = new IdempotencyConfig({ eventKeyJmesPath: 'messageId', throwOnNoIdempotencyKey: true });
const applyOnce = makeIdempotent(
  async ({ body }: SQSRecord) => ({ outcome: await applyPatch(message.parse(JSON.parse(body))) }),
  {
    persistenceStore: new DynamoDBPersistenceLayer({
      tableName: env.IDEMPOTENCY_TABLE,
      awsSdkV3Client: client,
    }),
    config,
  },
);
const processor = new SqsFifoPartialProcessorAsync();

export const handler = async (event: SQSEvent, context: Context) => {
  config.registerLambdaContext(context);
  return processPartialResponse(event, (record: SQSRecord) => applyOnce(record), processor, {
    context,
    skipGroupOnError: true,
  });
};
