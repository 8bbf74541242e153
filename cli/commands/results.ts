import type { BatchResult } from '../api-types.ts';
import { defineCommand, positionalsOf } from '../command.ts';
import { EXIT } from '../io.ts';
import { printList } from '../report/print.ts';
import type { Column } from '../report/table.ts';

const COLUMNS: readonly Column[] = [
  { head: 'index', width: 5, align: 'right' },
  { head: 'external id' },
  { head: 'outcome', width: 9 },
  { head: 'code', width: 21 },
  { head: 'retry', width: 5 },
];

export const resultsCommand = defineCommand({
  name: 'results',
  args: 'BATCH',
  summary: 'show what became of every record of a batch',
  about: `In the order of the request; under a record that failed stands why. RETRY says
whether the same patch may succeed when it is sent again. The exit code is 0
whatever became of the records: patchlane status tells that.`,
  options: {
    failed: { type: 'boolean', help: 'records that failed alone' },
  },
  examples: [
    'results 01KB5J2M8Q0Z1X6Y7W8V9T0S1R --failed',
    'results 01KB5J2M8Q0Z1X6Y7W8V9T0S1R --json | jq .code',
  ],
  run: async (call) => {
    const [batchId] = positionalsOf(call, 'BATCH');
    const { failed } = call.values;
    const results = call.client().results(batchId, { limit: 1000, ...(failed && { outcome: ['failed'] }) });
    await printList(call, results, {
      columns: COLUMNS,
      row: (table, { index, externalId, outcome, code = '', retryable, ...why }) => {
        const retry = retryable === undefined ? '' : retryable ? 'yes' : 'no';
        return table.row([index, externalId, outcome, code, retry], reasonsOf(why));
      },
      none: failed ? 'No record failed.' : 'No records.',
    });
    return EXIT.ok;
  },
});

function reasonsOf({
  message,
  errors = [],
  currentVersion,
  causedBy,
}: Pick<BatchResult, 'message' | 'errors' | 'currentVersion' | 'causedBy'>): readonly string[] {
  return [
    ...(message === undefined ? [] : [message]),
    ...errors,
    ...(currentVersion === undefined ? [] : [`The resource has version ${currentVersion}.`]),
    ...(causedBy === undefined ? [] : [`The cause is the record with index ${causedBy}.`]),
  ];
}
