import { createHash, randomUUID } from 'node:crypto';
import { defineCommand, oneOf, positionalsOf } from '../command.ts';
import { followBatch } from '../follow-batch.ts';
import { EXIT } from '../io.ts';
import { printResult } from '../report/print.ts';
import { printable } from '../report/printable.ts';
import { counted } from '../report/words.ts';

export const retryCommand = defineCommand({
  name: 'retry',
  args: 'BATCH',
  summary: 'make a new batch of the records that failed',
  about: `The same command again finds the batch that it made and sends nothing twice.
What fails in the new batch is retried from there: patchlane retry NEW_BATCH.`,
  options: {
    only: {
      type: 'string',
      value: 'WORD',
      help: 'retryable: what may pass now, or failed: all that failed',
      default: 'retryable',
    },
    again: { type: 'boolean', help: 'one more new batch, though an earlier command made one' },
    wait: { type: 'boolean', short: 'w', help: 'until the new batch is final; the exit code is its own' },
  },
  examples: ['retry 01KB5J2M8Q0Z1X6Y7W8V9T0S1R --wait', 'retry 01KB5J2M8Q0Z1X6Y7W8V9T0S1R --only failed'],
  run: async (call) => {
    const [batchId] = positionalsOf(call, 'BATCH');
    const { io, values } = call;
    const only = oneOf(values, 'only', ['retryable', 'failed']) ?? 'retryable';
    const idempotencyKey = values.again ? randomUUID() : keyOf(batchId, only);
    const client = call.client();
    const retry = await client.retry(batchId, only, { idempotencyKey });
    const text = `Batch ${retry.batchId} ${retry.replayed ? 'was made before to retry' : 'retries'} ${counted(retry.recordCount, 'record')} of ${batchId}.`;
    if (!values.wait) {
      printResult(call, retry, () => text);
      return EXIT.ok;
    }
    if (!values.quiet && !values.json) io.stderr.write(`${printable(text)}\n`);
    return await followBatch(call, retry.batchId);
  },
});

/** The same for the same question, so that it may be asked again by another process. */
function keyOf(batchId: string, only: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['retry', batchId, only]))
    .digest('base64url');
}
