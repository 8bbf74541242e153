import { defineCommand, positionalsOf } from '../command.ts';
import { codeOf, followBatch } from '../follow-batch.ts';
import { batchText } from '../report/batch-text.ts';
import { printResult } from '../report/print.ts';

export const statusCommand = defineCommand({
  name: 'status',
  args: 'BATCH',
  summary: 'show how far a batch is',
  about: `Exit code 2 means that records of it failed or were cancelled; while it runs,
the code is 0. Ctrl-C ends the waiting, and not the batch.`,
  options: { wait: { type: 'boolean', short: 'w', help: 'until the batch is final' } },
  examples: ['status 01KB5J2M8Q0Z1X6Y7W8V9T0S1R', 'status 01KB5J2M8Q0Z1X6Y7W8V9T0S1R --wait --json'],
  run: async (call) => {
    const [batchId] = positionalsOf(call, 'BATCH');
    if (call.values.wait) return await followBatch(call, batchId);
    const report = await call.client().batch(batchId);
    printResult(call, report, () => batchText(report));
    return codeOf(report);
  },
});
