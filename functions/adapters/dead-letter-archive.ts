import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { PatchlaneError, TransientError } from '../domain/errors.ts';
import type { DeadLetterArchive } from '../domain/ports.ts';
import { isTransient } from './transient.ts';

/** A queue that nobody consumes: what is in it is seen in the console, and gone when its retention ends. */
export function createDeadLetterArchive(client: SQSClient, queueUrl: string): DeadLetterArchive {
  return {
    async keep({ messageId, groupId, body }, reason) {
      try {
        await client.send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: body,
            MessageGroupId: groupId,
            MessageDeduplicationId: messageId,
            MessageAttributes: { reason: { DataType: 'String', StringValue: reason } },
          }),
        );
      } catch (error) {
        const message = 'could not keep a dead letter';
        throw isTransient(error)
          ? new TransientError(message, { cause: error })
          : new PatchlaneError(message, { cause: error });
      }
    },
  };
}
