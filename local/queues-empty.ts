import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { createLocalSqsClient } from './clients.ts';
import type { Endpoints } from './run.ts';
import type { EventSourceSpec } from './template/stack.ts';

const POLL_MS = 200;

interface Polled {
  readonly stack: { readonly eventSources: readonly Pick<EventSourceSpec, 'queue'>[] };
  /** Of the servers themselves. */
  readonly endpoints: Pick<Endpoints, 'sqs'>;
}

/** Resolves when the queues that functions consume hold nothing, seen or unseen. */
export async function untilQueuesAreEmpty({ stack, endpoints }: Polled): Promise<void> {
  const client = createLocalSqsClient(endpoints.sqs);
  try {
    for (const { queue } of stack.eventSources) {
      for (;;) {
        const command = new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['All'] });
        const { Attributes = {} } = await client.send(command);
        const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
        if (ApproximateNumberOfMessages === '0' && ApproximateNumberOfMessagesNotVisible === '0') break;
        await sleep(POLL_MS);
      }
    }
  } finally {
    client.destroy();
  }
}
