import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { LocalRunError } from './errors.ts';
import type { QueueSpec } from './template/stack.ts';

/** Makes the queues that are missing, and gives those that are there the template's attributes. */
export async function provisionQueues(client: SQSClient, queues: readonly QueueSpec[]): Promise<void> {
  await Promise.all(
    queues.map(async ({ name, url, attributes }) => {
      const existing = await read(client, url);
      if (existing === undefined) {
        await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
        return;
      }
      // fauxqs 2.4 takes these two at creation only; neither changes what it does.
      const { FifoQueue, DeduplicationScope: _, FifoThroughputLimit: __, ...settable } = attributes;
      if (existing['FifoQueue'] !== FifoQueue) {
        throw new LocalRunError(
          `The queue ${name} in the data folder is of another type: start with an empty data folder.`,
        );
      }
      await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: settable }));
    }),
  );
}

async function read(
  client: SQSClient,
  QueueUrl: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const all: QueueAttributeName[] = ['All'];
  try {
    return (
      (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: all }))).Attributes ?? {}
    );
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  }
}
