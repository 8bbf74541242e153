import { ulid } from 'ulid';
import { compileSchema } from './adapters/ajv-schema.ts';
import { createBatchIntake } from './adapters/batch-intake.ts';
import { createBatchContent } from './adapters/batch-store.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLaneQueue } from './adapters/lane-queue.ts';
import { createLog } from './adapters/log.ts';
import { createMetrics } from './adapters/metrics.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { createReadSnapshot } from './adapters/snapshot.ts';
import { createSqsClient } from './adapters/sqs-client.ts';
import { createUsableSchemas } from './adapters/usable-schemas.ts';
import { submitBatchEnv } from './config.ts';
import { httpHandler } from './http.ts';
import { createSubmitBatch } from './submit-batch.ts';

const env = submitBatchEnv.parse(process.env);
const log = createLog('submit-batch');
const metrics = createMetrics();
const client = createDynamoClient();
const now = () => new Date();
const batches = { client, table: env.BATCHES_TABLE, now };
const schemas = createUsableSchemas(
  createSchemaStore({ client, table: env.SCHEMA_DEFINITIONS_TABLE }),
  compileSchema,
);

const submitBatch = createSubmitBatch({
  findSchema: schemas.find,
  batches: { ...createBatchIntake(batches), ...createBatchContent(batches) },
  readSnapshot: createReadSnapshot({
    client,
    resourcesTable: env.RESOURCES_TABLE,
    batchesTable: env.BATCHES_TABLE,
    now,
  }),
  queue: createLaneQueue({ client: createSqsClient(), queueUrl: env.PATCH_QUEUE_URL, log }),
  newBatchId: () => ulid(),
  retentionDays: env.BATCH_RETENTION_DAYS,
  now,
  log,
  metrics,
});

export const handler = metrics.emitAfter(httpHandler(submitBatch, log));
