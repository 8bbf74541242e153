import { createBatchControl, createBatchProgress } from './adapters/batch-store.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createCancelBatch } from './cancel-batch.ts';
import { getBatchEnv } from './config.ts';
import { httpHandler } from './http.ts';

const env = getBatchEnv.parse(process.env);
const now = () => new Date();
const store = { client: createDynamoClient(), table: env.BATCHES_TABLE, now };
const batches = { ...createBatchProgress(store), ...createBatchControl(store) };

export const handler = httpHandler(createCancelBatch({ batches, now }), createLog('cancel-batch'));
