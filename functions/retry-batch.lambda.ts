import { ulid } from 'ulid';
import { compileSchema } from './adapters/ajv-schema.ts';
import { createBatchIntake } from './adapters/batch-intake.ts';
import { createBatchContent, createBatchProgress } from './adapters/batch-store.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLaneQueue } from './adapters/lane-queue.ts';
import { createLog } from './adapters/log.ts';
import { createMetrics } from './adapters/metrics.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { createSqsClient } from './adapters/sqs-client.ts';
import { createUsableSchemas } from './adapters/usable-schemas.ts';
import { retryBatchEnv } from './config.ts';
import { httpHandler } from './http.ts';
import { createRetryBatch } from './retry-batch.ts';

const env = retryBatchEnv.parse(process.env);
const log = createLog('retry-batch');
const metrics = createMetrics();
const client = createDynamoClient();
const now = () => new Date();
const store = { client, table: env.BATCHES_TABLE, now };
const schemas = createUsableSchemas(
  createSchemaStore({ client, table: env.SCHEMA_DEFINITIONS_TABLE }),
  compileSchema,
);

const retryBatch = createRetryBatch({
  findSchemaById: schemas.findById,
  batches: { ...createBatchIntake(store), ...createBatchContent(store), ...createBatchProgress(store) },
  queue: createLaneQueue({ client: createSqsClient(), queueUrl: env.PATCH_QUEUE_URL, log }),
  newBatchId: () => ulid(),
  retentionDays: env.BATCH_RETENTION_DAYS,
  now,
  log,
  metrics,
});

export const handler = metrics.emitAfter(httpHandler(retryBatch, log));
