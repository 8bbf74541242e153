import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBatchIntake } from '../../functions/adapters/batch-intake.ts';
import { createDynamoClient } from '../../functions/adapters/dynamo-client.ts';
import { messageGroupId } from '../../functions/adapters/keys.ts';
import { encodeLane } from '../../functions/adapters/lane-messages.ts';
import type { LaneMessage } from '../../functions/domain/lanes.ts';
import { createLocalSqsClient } from '../../local/clients.ts';
import { LOCAL_CREDENTIALS } from '../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../local/template/places.ts';
import { batchIdOf } from '../support/api.ts';
import { batch, patches } from '../support/domain.ts';
import { defineContact, newTenant } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';

const BATCH = '/api/resources/contact/batch';
const test = await sharedStack();
const { api, stack } = test;
await defineContact(test);

function find<T extends { readonly id: string }>(all: readonly T[], name: string): T {
  const found = all.find(({ id }) => id.includes(name));
  if (found === undefined) throw new Error(`there is nothing called ${name}`);
  return found;
}

function queues() {
  const client = createLocalSqsClient(stack.endpoints.sqs);
  onTestFinished(() => client.destroy());
  const urlOf = (name: string) => find(stack.stack.queues, name).url;
  return {
    send: async (queue: string, body: string, groupId: string) => {
      await client.send(
        new SendMessageCommand({
          QueueUrl: urlOf(queue),
          MessageBody: body,
          MessageGroupId: groupId,
          MessageDeduplicationId: `${groupId}-${queue}`,
        }),
      );
    },
    /** The archived message with this text in it, once it is there. */
    archived: (text: string) =>
      vi.waitFor(
        async () => {
          const { Messages = [] } = await client.send(
            new ReceiveMessageCommand({
              QueueUrl: urlOf('DeadLetterArchive'),
              MaxNumberOfMessages: 10,
              VisibilityTimeout: 0,
              MessageAttributeNames: ['All'],
            }),
          );
          const found = Messages.find(({ Body = '' }) => Body.includes(text));
          if (found === undefined) throw new Error('the message is not archived yet');
          return { body: found.Body, reason: found.MessageAttributes?.['reason']?.StringValue };
        },
        { timeout: 30_000, interval: 50 },
      ),
  };
}

describe('a lane whose receives are exhausted', () => {
  it('fails its records, is kept, stays closed, and can be retried', async () => {
    const { name: tenantId, token } = await newTenant(test);
    const before = await api.run('POST', BATCH, token, [{ contactId: 'c', name: 'Ada', counter: 0 }]);
    const dynamo = createDynamoClient({
      endpoint: stack.endpoints.dynamodb,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    });
    onTestFinished(() => dynamo.destroy());
    // As if no consumer had ever come to it.
    const held = batch({
      partnerId: 'acme',
      tenantId,
      batchId: `${before.batchId.slice(0, 20)}EXHAUS`,
      schemaId: before.schemaDefinitionId,
      schemaName: 'contact',
      externalIdField: 'contactId',
      total: 2,
    });
    const documents = [
      { contactId: 'c', counter: 1 },
      { contactId: 'c', counter: 2 },
    ];
    await createBatchIntake({
      client: dynamo,
      table: find(stack.stack.tables, 'Batches').name,
      now: () => new Date(),
    }).commit(held, patches(...documents));
    const lane: LaneMessage = { ...lanePartsOf(held), externalId: 'c', patches: patches(...documents) };
    const { send, archived } = queues();
    await send('PatchQueueDeadLetters', encodeLane(lane), messageGroupId(lane));

    const report = await api.untilFinal(held.batchId, token);
    expect(report).toMatchObject({
      status: 'failed',
      progress: { failedRecords: 2 },
      errors: { summary: { retries_exhausted: 2 }, details: { 1: { externalId: 'c', retryable: true } } },
    });
    expect(await archived(held.batchId)).toEqual({ body: encodeLane(lane), reason: 'receives_exhausted' });

    await send('Patches', encodeLane(lane), messageGroupId(lane));
    const retried = await api.call('POST', `/api/batches/${held.batchId}/retry`, {
      token,
      body: { only: 'retryable' },
    });
    expect(await api.untilFinal(batchIdOf(retried), token)).toMatchObject({
      status: 'success',
      parentBatchId: held.batchId,
    });
    // The late message came before the retry in their group, and changed nothing.
    expect(await api.resource('contact', 'c', token)).toMatchObject({ version: 3, data: { counter: 2 } });
    expect(await api.report(held.batchId, token)).toEqual(report);
  });
});

function lanePartsOf({ partnerId, tenantId, batchId, schemaId }: LaneKeys): LaneKeys {
  return { partnerId, tenantId, batchId, schemaId };
}
type LaneKeys = Pick<LaneMessage, 'partnerId' | 'tenantId' | 'batchId' | 'schemaId'>;

describe('a dead letter that is no lane', () => {
  it('is kept, and holds nothing back', async () => {
    const { send, archived } = queues();
    await send('PatchQueueDeadLetters', '{"stray":"4711"}', 'stray');
    expect(await archived('4711')).toEqual({ body: '{"stray":"4711"}', reason: 'not_a_lane' });
  });
});
