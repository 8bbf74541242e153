import { setTimeout as sleep } from 'node:timers/promises';
import { createBatchProgress } from './adapters/batch-store.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { getBatchEnv } from './config.ts';
import { createGetBatch } from './get-batch.ts';
import { httpHandler } from './http.ts';

const env = getBatchEnv.parse(process.env);
const now = () => new Date();
const batches = createBatchProgress({ client: createDynamoClient(), table: env.BATCHES_TABLE, now });
const clock = () => performance.now();
const getBatch = createGetBatch({ batches, now, clock, pause: (ms) => sleep(ms) });

export const handler = httpHandler(getBatch, createLog('get-batch'));
