import { createBatchProgress } from './adapters/batch-store.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { getBatchEnv } from './config.ts';
import { createGetBatch } from './get-batch.ts';
import { httpHandler } from './http.ts';

const env = getBatchEnv.parse(process.env);
const batches = createBatchProgress({
  client: createDynamoClient(),
  table: env.BATCHES_TABLE,
  now: () => new Date(),
});

export const handler = httpHandler(createGetBatch({ batches }), createLog('get-batch'));
