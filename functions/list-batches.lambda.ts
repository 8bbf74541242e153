import { createBatchList } from './adapters/batch-list.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { listBatchesEnv } from './config.ts';
import { httpHandler } from './http.ts';
import { createListBatches } from './list-batches.ts';

const env = listBatchesEnv.parse(process.env);
const batches = createBatchList({
  client: createDynamoClient(),
  table: env.BATCHES_TABLE,
  index: env.BATCHES_BY_OWNER_INDEX,
  now: () => new Date(),
});

export const handler = httpHandler(createListBatches({ batches }), createLog('list-batches'));
