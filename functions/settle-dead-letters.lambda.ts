import { setTimeout as sleep } from 'node:timers/promises';
import { createBatchLedger } from './adapters/batch-store.ts';
import { createDeadLetterArchive } from './adapters/dead-letter-archive.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createMetrics } from './adapters/metrics.ts';
import { createResourceWriter } from './adapters/resource-store.ts';
import { createReadSnapshot } from './adapters/snapshot.ts';
import { createSqsClient } from './adapters/sqs-client.ts';
import { sqsHandler } from './adapters/sqs-event.ts';
import { settleDeadLettersEnv } from './config.ts';
import { createSettleDeadLetters } from './settle-dead-letters.ts';

const env = settleDeadLettersEnv.parse(process.env);
const client = createDynamoClient();
const metrics = createMetrics();
const now = () => new Date();

const settleDeadLetters = createSettleDeadLetters({
  readSnapshot: createReadSnapshot({
    client,
    resourcesTable: env.RESOURCES_TABLE,
    batchesTable: env.BATCHES_TABLE,
    now,
  }),
  resources: createResourceWriter({ client, table: env.RESOURCES_TABLE, now }),
  ledger: createBatchLedger({ client, table: env.BATCHES_TABLE, now }),
  archive: createDeadLetterArchive(createSqsClient(), env.DEAD_LETTER_ARCHIVE_URL),
  now,
  pause: (retry) => sleep(Math.random() * 20 * 2 ** retry),
  log: createLog('settle-dead-letters'),
  metrics,
});

export const handler = metrics.emitAfter(sqsHandler(settleDeadLetters));
