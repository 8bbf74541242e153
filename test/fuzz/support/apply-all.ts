import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { succeeded } from '../../../local/events/batch-response.ts';
import { toSqsRecord } from '../../../local/events/sqs-record.ts';
import type { EventSourceSpec } from '../../../local/template/stack.ts';
import type { Handlers } from './handlers.ts';

export interface Consumer {
  readonly handlers: Handlers;
  readonly client: SQSClient;
  readonly source: EventSourceSpec;
  readonly region: string;
}

/** Has the consumer deal with all messages; what is accepted must be fit to be applied. */
export async function applyAll({ handlers, client, source, region }: Consumer): Promise<string | undefined> {
  const { queue, function: consumer } = source;
  const problems: string[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        WaitTimeSeconds: 0,
      }),
    );
    if (Messages.length === 0) return problems[0];
    const Records = Messages.map((message) => toSqsRecord(message, queue.arn, region));
    const invoked = await handlers.invoke(consumer.name, JSON.stringify({ Records }));
    const ids = Records.map(({ messageId }) => messageId);
    const requestId = '';
    const done =
      invoked.kind === 'done' && invoked.payload !== undefined
        ? succeeded(ids, { kind: 'returned', requestId, payload: invoked.payload, cpuMs: 0 }, true).done
        : [];
    if (done.length < ids.length) {
      problems.push(JSON.stringify({ invoked, bodies: Records.map(({ body }) => body.slice(0, 2000)) }));
    }
    // Also what was not dealt with: the next request must not meet it.
    const Entries = Records.map(({ messageId, receiptHandle }) => ({
      Id: messageId,
      ReceiptHandle: receiptHandle,
    }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  }
}
