import { createBatchContent, createBatchProgress } from './adapters/batch-store.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { getBatchEnv } from './config.ts';
import { createGetBatchResults } from './get-batch-results.ts';
import { httpHandler } from './http.ts';

const env = getBatchEnv.parse(process.env);
const store = { client: createDynamoClient(), table: env.BATCHES_TABLE, now: () => new Date() };
const batches = { ...createBatchProgress(store), ...createBatchContent(store) };

export const handler = httpHandler(createGetBatchResults({ batches }), createLog('get-batch-results'));
