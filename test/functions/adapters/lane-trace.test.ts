import { type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it, vi } from 'vitest';
import { createLaneQueue } from '../../../functions/adapters/lane-queue.ts';
import { createMemoryPorts } from '../../support/memory-ports.ts';

const TRACE = 'Root=1-6565f3b1-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1';

/** What is sent to SQS; the local server takes the attribute and forgets it, so that it is seen here alone. */
async function sentEntries() {
  const inputs: SendMessageBatchCommandInput[] = [];
  const client = new SQSClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () => async (args) => {
      inputs.push(args.input as SendMessageBatchCommandInput); // the only command that the queue sends
      return { output: { $metadata: {}, Successful: [], Failed: [] }, response: {} };
    },
    { step: 'initialize' },
  );
  const queue = createLaneQueue({ client, queueUrl: 'https://queue.example', log: createMemoryPorts().log });
  const lane = { partnerId: 'p', tenantId: 't', batchId: 'b', schemaId: 's', externalId: 'e' };
  await queue.send([{ ...lane, patches: [{ index: 0, patch: { id: 'e' } }] }]);
  return inputs.flatMap(({ Entries = [] }) => Entries);
}

afterEach(() => vi.unstubAllEnvs());

it('sends the trace of the invocation with each message', async () => {
  vi.stubEnv('_X_AMZN_TRACE_ID', TRACE);
  expect((await sentEntries()).map((entry) => entry.MessageSystemAttributes)).toEqual([
    { AWSTraceHeader: { DataType: 'String', StringValue: TRACE } },
  ]);
});

it.each([undefined, ''])('sends none where Lambda gives none: %j', async (trace) => {
  vi.stubEnv('_X_AMZN_TRACE_ID', trace);
  const entries = await sentEntries();
  expect(entries).toHaveLength(1);
  expect(entries[0]).not.toHaveProperty('MessageSystemAttributes');
});
