import * as z from 'zod';
import type { IamRequest, Named } from './iam-request.ts';

/**
 * A call for many messages is allowed by the action for one.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
const ACTIONS: Readonly<Record<string, string>> = {
  ChangeMessageVisibility: 'ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  DeleteMessage: 'DeleteMessage',
  DeleteMessageBatch: 'DeleteMessage',
  GetQueueAttributes: 'GetQueueAttributes',
  ReceiveMessage: 'ReceiveMessage',
  SendMessage: 'SendMessage',
  SendMessageBatch: 'SendMessage',
};

const input = z.looseObject({ QueueUrl: z.url() });

export function sqsRequests(operation: string, sent: unknown, { queues }: Named): readonly IamRequest[] {
  const action = ACTIONS[operation];
  const { QueueUrl } = input.parse(sent);
  const queue = queues.find(({ url }) => url === QueueUrl);
  if (action === undefined || queue === undefined)
    throw new Error(`it is not known what allows ${operation} of the queue ${QueueUrl}`);
  return [{ action: `sqs:${action}`, resource: queue.arn, context: {} }];
}
