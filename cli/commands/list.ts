import type { BatchesQuery, ListedBatch } from '../api-types.ts';
import { defineCommand, positionalsOf, wholeNumber, wordsOf } from '../command.ts';
import { EXIT } from '../io.ts';
import { OPERATIONS, operationOf } from '../report/batch-text.ts';
import { printList } from '../report/print.ts';
import type { Column } from '../report/table.ts';
import { age, count, counted } from '../report/words.ts';

const STATUSES = [
  'pending',
  'processing',
  'success',
  'partial_success',
  'failed',
  'cancelled',
] as const satisfies readonly ListedBatch['status'][];
const TYPES = ['patch', 'upload', 'delete'] as const;

const PAGE = 100;

/** An id may take 59 characters, which shall stay in one piece to be copied. */
const COLUMNS: readonly Column[] = [{ head: 'status', width: 15 }, { head: 'batch' }];

export const listCommand = defineCommand({
  name: 'list',
  args: '',
  summary: 'list batches, newest first',
  about: `Statuses are ${STATUSES.join(', ')}.`,
  options: {
    status: { type: 'string', value: 'WORDS', help: 'with one of these statuses, commas between' },
    type: { type: 'string', value: 'WORDS', help: `some of ${TYPES.join(',')}` },
    limit: { type: 'string', value: 'N', help: 'at most so many', default: '20' },
  },
  examples: ['list', 'list --status failed,partial_success --limit 100', 'list --type delete --json'],
  run: async (call) => {
    positionalsOf(call);
    const { values } = call;
    const limit = wholeNumber(values, 'limit', { usual: 20, from: 1, to: 1_000_000 });
    const status = wordsOf(values, 'status', STATUSES);
    const types = wordsOf(values, 'type', TYPES)?.map((type) => OPERATIONS[type]);
    const query: BatchesQuery = {
      limit: Math.min(limit, PAGE),
      ...(status && { status }),
      ...(types && { batchType: types }),
    };
    const now = Date.now();
    await printList(call, firstOf(limit, call.client().batches(query)), {
      columns: COLUMNS,
      row: (table, batch) => table.row([batch.status, batch.batchId], [factsOf(batch, now)]),
      none: 'No batches.',
    });
    return EXIT.ok;
  },
});

async function* firstOf<T>(limit: number, entries: AsyncIterable<T>): AsyncGenerator<T, void> {
  let left = limit;
  for await (const entry of entries) {
    yield entry;
    left -= 1;
    if (left === 0) return;
  }
}

function factsOf(batch: ListedBatch, now: number): string {
  const { totalRecords, failedRecords, cancelledRecords, pendingRecords } = batch.progress;
  return [
    `${operationOf(batch)} ${batch.schemaName}`,
    counted(totalRecords, 'record'),
    ...(pendingRecords === 0 ? [] : [`${count(pendingRecords)} pending`]),
    ...(failedRecords === 0 ? [] : [`${count(failedRecords)} failed`]),
    ...(cancelledRecords === 0 ? [] : [`${count(cancelledRecords)} cancelled`]),
    `${age((now - Date.parse(batch.createdAt)) / 1000)} ago`,
  ].join(', ');
}
