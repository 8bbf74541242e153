import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { mergePatch } from './merge-patch.ts';
import type { Message } from './message.ts';
import { isDocument, problemsOf } from './validators.ts';

export interface ApplyPatchDeps {
  readonly client: DynamoDBDocumentClient;
  readonly tables: { readonly resources: string; readonly results: string; readonly batches: string };
}

const stored = z.object({ version: z.number(), data: z.record(z.string(), z.json()) }).optional();

/** The consumers of a batch meet at its counter: DynamoDB refuses one of two transactions that touch an item at once. */
const MAX_TRIES = 5;

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Brings one patch to its outcome: the resource, the result and the count of its batch are written together or not at all. */
export function createApplyPatch({ client, tables }: ApplyPatchDeps) {
  const decide = async ({ resourceId, patch }: Message): Promise<Write | string> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.resources, Key: { resourceId }, ConsistentRead: true }),
    );
    const current = stored.parse(Item);
    if (current === undefined) return 'resource_not_found';
    const data = mergePatch(current.data, patch);
    if (!isDocument(data)) return problemsOf(isDocument).join(', ');
    return {
      Put: {
        TableName: tables.resources,
        Item: { resourceId, version: current.version + 1, data, updatedAt: new Date().toISOString() },
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': current.version },
      },
    };
  };

  const attempt = async (message: Message): Promise<'applied' | 'failed'> => {
    const decided = await decide(message);
    const failed = typeof decided === 'string';
    const { batchId, index, resourceId } = message;
    const outcome = failed ? 'failed' : 'applied';
    const result = {
      Put: {
        TableName: tables.results,
        Item: { batchId, index, resourceId, outcome, ...(failed && { reason: decided }) },
        ConditionExpression: 'attribute_not_exists(batchId)',
      },
    };
    const count = {
      Update: {
        TableName: tables.batches,
        Key: { batchId },
        UpdateExpression: 'ADD #count :one',
        ExpressionAttributeNames: { '#count': failed ? 'failed' : 'succeeded' },
        ExpressionAttributeValues: { ':one': 1 },
      },
    };
    await client.send(
      new TransactWriteCommand({ TransactItems: [result, count, ...(failed ? [] : [decided])] }),
    );
    return outcome;
  };

  return async (message: Message): Promise<'applied' | 'failed' | 'known'> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(message);
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const [result] = error.CancellationReasons ?? [];
        if (result?.Code === 'ConditionalCheckFailed') return 'known';
        if (tries === MAX_TRIES) throw error;
        await sleep(Math.random() * 20 * 2 ** tries);
      }
    }
  };
}
