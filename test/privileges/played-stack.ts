import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll } from 'vitest';
import { createBatchIntake } from '../../functions/adapters/batch-intake.ts';
import { createDynamoClient } from '../../functions/adapters/dynamo-client.ts';
import { messageGroupId, resourceKey } from '../../functions/adapters/keys.ts';
import { encodeLane } from '../../functions/adapters/lane-messages.ts';
import type { Batch } from '../../functions/domain/batch.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import { createLocalSqsClient } from '../../local/clients.ts';
import { LOCAL_CREDENTIALS } from '../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../local/template/places.ts';
import { batch, patches } from '../support/domain.ts';
import { defineContact, newTenant } from '../support/site.ts';
import { type SharedStack, sharedStack } from '../support/stack.ts';

/** The real stack, and a way past its API, for what nobody outside can bring about. */
export interface PlayedStack extends SharedStack {
  /** A batch as its submitter leaves it, but that its messages are for the test to send. */
  readonly store: (made: Partial<Batch>, ...documents: readonly JsonObject[]) => Promise<Stored>;
  /** Takes away a resource's item, as DynamoDB does with a tombstone when its time is up. */
  readonly removeItem: (tenantId: string, schemaId: string, externalId: string) => Promise<void>;
  readonly newContact: (externalId: string) => Promise<Contact>;
}

export interface Stored {
  readonly batchId: string;
  /** Sends all of it as the lane of one resource, to the queue whose id holds this. */
  readonly send: (queue: string, externalId: string) => Promise<void>;
}

/** A tenant of its own with one contact, as a batch made it. */
export interface Contact {
  readonly tenantId: string;
  readonly token: string;
  readonly schemaId: string;
}

export const BATCH = '/api/resources/contact/batch';

export async function playedStack(): Promise<PlayedStack> {
  const test = await sharedStack({ scheduleIntervalMs: 300 });
  const { endpoints, stack } = test.stack;
  const dynamo = createDynamoClient({
    endpoint: endpoints.dynamodb,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  const sqs = createLocalSqsClient(endpoints.sqs);
  afterAll(() => {
    dynamo.destroy();
    sqs.destroy();
  });
  await defineContact(test);
  return {
    ...test,
    async store(made, ...documents) {
      const held = batch({
        partnerId: 'acme',
        schemaName: 'contact',
        externalIdField: 'contactId',
        createdAt: new Date().toISOString(),
        total: documents.length,
        ...made,
      });
      const numbered = patches(...documents);
      const table = placeOf(stack.tables, 'Batches').name;
      const intake = createBatchIntake({ client: dynamo, table, now: () => new Date() });
      await intake.commit(held, numbered);
      await intake.markEnqueued(held);
      const { partnerId, tenantId, batchId, schemaId } = held;
      return {
        batchId,
        send: async (queue, externalId) => {
          const lane = { partnerId, tenantId, batchId, schemaId, externalId, patches: numbered };
          await sqs.send(
            new SendMessageCommand({
              QueueUrl: placeOf(stack.queues, queue).url,
              MessageBody: encodeLane(lane),
              MessageGroupId: messageGroupId(lane),
              MessageDeduplicationId: `${tenantId}-${batchId}`,
            }),
          );
        },
      };
    },
    async removeItem(tenantId, schemaId, externalId) {
      const TableName = placeOf(stack.tables, 'Resources').name;
      const Key = { ...resourceKey({ partnerId: 'acme', tenantId, schemaId, externalId }) };
      await dynamo.send(new DeleteCommand({ TableName, Key }));
    },
    async newContact(contactId) {
      const { name: tenantId, token } = await newTenant(test);
      const made = await test.api.run('POST', BATCH, token, [{ contactId, name: 'Ada' }]);
      return { tenantId, token, schemaId: made.schemaDefinitionId };
    },
  };
}

function placeOf<T extends { readonly id: string }>(all: readonly T[], part: string): T {
  const found = all.find(({ id }) => id.includes(part));
  if (found === undefined) throw new Error(`there is nothing called ${part}`);
  return found;
}
