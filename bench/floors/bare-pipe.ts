import { randomUUID } from 'node:crypto';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { createLocalSqsClient } from '../../local/clients.ts';
import type { QueueSpec } from '../../local/template/stack.ts';
import { inTens, runAll } from '../calls.ts';
import type { Items } from './items.ts';

/** As many calls at once as Patchlane's submitter has on their way. */
const CONCURRENT_SENDS = 12;
/** A receive that waits longer would outlast the last message. */
const WAIT_SECONDS = 1;

export interface PipeOptions {
  readonly endpoint: string;
  readonly queue: QueueSpec;
  readonly items: Items;
  /** Receives at once; each writes its ten messages at once, as Patchlane's consumer does. */
  readonly consumers: number;
}

/** Sends every item in tens, receives in tens, writes and deletes; resolves when the last one is deleted. */
export async function barePipe({ endpoint, queue, items, consumers }: PipeOptions): Promise<void> {
  const client = createLocalSqsClient(endpoint);
  const { url: QueueUrl } = queue;
  let left = items.ids.length;
  const sends = inTens(items.ids).map((ten) => async () => {
    const Entries = ten.map((id) => ({
      Id: id,
      MessageBody: id,
      MessageGroupId: id,
      MessageDeduplicationId: randomUUID(),
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`the queue did not take ${Failed.length} messages`);
  });
  const last = new AbortController();
  const consume = async (): Promise<void> => {
    while (left > 0) {
      const receive = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: WAIT_SECONDS,
      });
      const { Messages = [] } = await client.send(receive, { abortSignal: last.signal });
      if (Messages.length === 0) continue;
      await Promise.all(Messages.map(({ Body = '' }) => items.write(Body)));
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0) throw new Error(`${Failed.length} messages were not deleted`);
      left -= Messages.length;
    }
    last.abort();
  };
  const consumed = Array.from({ length: consumers }, () =>
    consume().catch((error: unknown) => {
      // Nothing is left for a receive that still waits.
      if (!last.signal.aborted) throw error;
    }),
  );
  try {
    await Promise.all([runAll(sends, CONCURRENT_SENDS), ...consumed]);
  } finally {
    client.destroy();
  }
}
