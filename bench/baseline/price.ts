import { PRICES } from '../../lib/prices.ts';
import type { CallNames } from '../cost/price.ts';
import { TABLES } from './places.ts';

const { readUnit, writeUnit, fifoRequest } = PRICES;

/**
 * What the baseline's calls are for. A transaction writes at two units per KB, and the server says so.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
 */
export const BASELINE_CALLS: CallNames = {
  [`${TABLES.batches} PutItem`]: { name: 'batch, written', price: writeUnit },
  'SQS SendMessageBatch': { name: 'messages, sent', price: fifoRequest },
  'SQS ReceiveMessage': { name: 'messages, received', price: fifoRequest },
  'SQS DeleteMessageBatch': { name: 'messages, deleted', price: fifoRequest },
  [`${TABLES.idempotency} PutItem`]: { name: 'idempotency, begun', price: writeUnit },
  [`${TABLES.resources} GetItem`]: { name: 'resources, read', price: readUnit },
  [`${TABLES.resources} TransactWriteItems`]: { name: 'resources, in transactions', price: writeUnit },
  [`${TABLES.results} TransactWriteItems`]: { name: 'results, in transactions', price: writeUnit },
  [`${TABLES.batches} TransactWriteItems`]: { name: 'counter, in transactions', price: writeUnit },
  [`${TABLES.idempotency} UpdateItem`]: { name: 'idempotency, done', price: writeUnit },
};
