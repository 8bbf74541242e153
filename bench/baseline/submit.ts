import { randomUUID } from 'node:crypto';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { inTens, runAll } from '../calls.ts';
import { type Fields, ID_FIELD, type Message, type Request } from './message.ts';
import { isPatch, problemsOf } from './validators.ts';

export interface SubmitDeps {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly batchesTable: string;
  readonly queueUrl: string;
}

/** As many as Patchlane has on their way at once. */
const CONCURRENT_SENDS = 12;

/** Checks the patches, notes the batch and sends one message per patch; gives the batch's id. */
export function createSubmit({ dynamodb, sqs, batchesTable, queueUrl }: SubmitDeps) {
  return async ({ resources }: Request): Promise<string> => {
    const batchId = randomUUID();
    const messages = resources.map((patch, index) => toMessage(batchId, patch, index));
    await dynamodb.send(
      new PutCommand({
        TableName: batchesTable,
        Item: {
          batchId,
          total: messages.length,
          succeeded: 0,
          failed: 0,
          createdAt: new Date().toISOString(),
        },
        ConditionExpression: 'attribute_not_exists(batchId)',
      }),
    );
    const calls = inTens(messages).map((ten) => async () => {
      const Entries = ten.map((message) => ({
        Id: String(message.index),
        MessageBody: JSON.stringify(message),
        MessageGroupId: message.resourceId,
        MessageDeduplicationId: `${batchId}-${message.index}`,
      }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      if (Failed.length > 0) throw new Error(`the queue did not take ${Failed.length} messages`);
    });
    // Calls side by side may arrive in any order, which only patches of separate resources bear.
    const resourceIds = new Set(messages.map(({ resourceId }) => resourceId));
    await runAll(calls, resourceIds.size === messages.length ? CONCURRENT_SENDS : 1);
    return batchId;
  };
}

function toMessage(batchId: string, patch: Fields, index: number): Message {
  if (!isPatch(patch)) throw new Error(`resources[${index}]: ${problemsOf(isPatch).join(', ')}`);
  return { batchId, index, resourceId: String(patch[ID_FIELD]), patch };
}
