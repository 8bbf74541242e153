import { createBatchIntake } from './adapters/batch-intake.ts';
import { createBatchContent, createBatchLedger } from './adapters/batch-store.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLaneQueue } from './adapters/lane-queue.ts';
import { createLog } from './adapters/log.ts';
import { createMetrics } from './adapters/metrics.ts';
import { createOpenBatches } from './adapters/open-batches.ts';
import { createSqsClient } from './adapters/sqs-client.ts';
import { sweepBatchesEnv } from './config.ts';
import { createSweepBatches } from './sweep-batches.ts';

const env = sweepBatchesEnv.parse(process.env);
const log = createLog('sweep-batches');
const metrics = createMetrics();
const now = () => new Date();
const store = { client: createDynamoClient(), table: env.BATCHES_TABLE, now };

const sweepBatches = createSweepBatches({
  open: createOpenBatches({ ...store, index: env.OPEN_BATCHES_INDEX }),
  batches: { ...createBatchIntake(store), ...createBatchContent(store) },
  ledger: createBatchLedger(store),
  queue: createLaneQueue({ client: createSqsClient(), queueUrl: env.PATCH_QUEUE_URL, log }),
  sweepAfterSeconds: env.SWEEP_AFTER_SECONDS,
  now,
  log,
  metrics,
});

export const handler = metrics.emitAfter(sweepBatches);
