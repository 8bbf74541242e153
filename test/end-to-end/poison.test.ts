import { SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { createBatchIntake } from '../../functions/adapters/batch-intake.ts';
import { createDynamoClient } from '../../functions/adapters/dynamo-client.ts';
import { headerKey, messageGroupId, schemaVersionKey } from '../../functions/adapters/keys.ts';
import { encodeLane } from '../../functions/adapters/lane-messages.ts';
import type { Batch } from '../../functions/domain/batch.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import type { LaneMessage } from '../../functions/domain/lanes.ts';
import { MAX_DOCUMENT_BYTES, storedBytes } from '../../functions/domain/storable.ts';
import { createLocalSqsClient } from '../../local/clients.ts';
import { LOCAL_CREDENTIALS } from '../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../local/template/places.ts';
import { batchIdOf } from '../support/api.ts';
import { batch, patches } from '../support/domain.ts';
import { CONTACT, defineContact, newTenant, partnerToken } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';

const BATCH = '/api/resources/contact/batch';
const test = await sharedStack();
const { api, stack } = test;
await defineContact(test);

const sqs = createLocalSqsClient(stack.endpoints.sqs);
const dynamo = createDynamoClient({
  endpoint: stack.endpoints.dynamodb,
  region: LOCAL_REGION,
  credentials: LOCAL_CREDENTIALS,
});
afterAll(() => {
  sqs.destroy();
  dynamo.destroy();
});

const queueUrl = placeOf(stack.stack.queues, 'PatchQueuePatches').url;
/** Shortens the tests' visibility timeout of 12 s, so that five receives are over sooner. Good lanes must not run into it. */
const hideFor = (seconds: number) =>
  sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: queueUrl,
      Attributes: { VisibilityTimeout: String(seconds) },
    }),
  );

async function shortenReceives(): Promise<void> {
  await hideFor(3);
  onTestFinished(async () => {
    await hideFor(12);
  });
}

/** Five receives, settling and what comes after, on a busy machine. */
const EXHAUSTED_MS = 120_000;

function placeOf<T extends { readonly id: string }>(all: readonly T[], name: string): T {
  const found = all.find(({ id }) => id.includes(name));
  if (found === undefined) throw new Error(`there is nothing called ${name}`);
  return found;
}

async function send(groupId: string, body: string, name: string): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageGroupId: groupId,
      MessageDeduplicationId: name,
    }),
  );
}

/** A batch as the submitter would have stored it; what befalls it comes between that and its message. */
function prepare(made: Partial<Batch>, ...documents: readonly JsonObject[]) {
  const held = batch({
    partnerId: 'acme',
    schemaName: 'contact',
    externalIdField: 'contactId',
    operation: 'upsert',
    createdAt: new Date().toISOString(),
    total: documents.length,
    ...made,
  });
  const { partnerId, tenantId, batchId, schemaId } = held;
  const numbered = patches(...documents);
  const lane: LaneMessage = { partnerId, tenantId, batchId, schemaId, externalId: 'c', patches: numbered };
  const table = placeOf(stack.stack.tables, 'Batches').name;
  return {
    held,
    commit: () => createBatchIntake({ client: dynamo, table, now: () => new Date() }).commit(held, numbered),
    removeHeader: () => dynamo.send(new DeleteCommand({ TableName: table, Key: headerKey(held) })),
    groupId: messageGroupId(lane),
    send: (overrides: Partial<LaneMessage> = {}) =>
      send(messageGroupId(lane), encodeLane({ ...lane, ...overrides }), `${tenantId}-${batchId}`),
  };
}

/** A tenant with one contact `c`, whose counter is 0. */
async function tenantWithContact() {
  const { name: tenantId, token } = await newTenant(test);
  const { schemaDefinitionId: schemaId } = await api.run('POST', BATCH, token, [
    { contactId: 'c', name: 'Ada', counter: 0 },
  ]);
  return { tenantId, token, schemaId };
}

describe('a message that does not parse, between good ones of its group', () => {
  it('holds them back until it is a dead letter, and then they go on in order', {
    timeout: EXHAUSTED_MS,
  }, async () => {
    await shortenReceives();
    const { tenantId, token, schemaId } = await tenantWithContact();
    const before = prepare(
      { tenantId, schemaId, batchId: '01JDA000000000000000BEFORE' },
      { contactId: 'c', counter: 1 },
    );
    const after = prepare(
      { tenantId, schemaId, batchId: '01JDA0000000000000000AFTER' },
      { contactId: 'c', counter: 2 },
    );
    await before.commit();
    await after.commit();
    await before.send();
    await send(before.groupId, '{"v":1,"patches":', `${tenantId}-poison`);
    await after.send();
    expect(await api.untilFinal(before.held.batchId, token)).toMatchObject({ status: 'success' });
    expect(await api.untilFinal(after.held.batchId, token)).toMatchObject({ status: 'success' });
    expect(await api.resource('contact', 'c', token)).toMatchObject({ version: 3, data: { counter: 2 } });
  });
});

describe('a schema version that vanished', () => {
  it('fails the records that need it with retries_exhausted', { timeout: EXHAUSTED_MS }, async () => {
    await shortenReceives();
    const token = await partnerToken(test);
    const definition = { ...CONTACT, name: 'fleeting', pluralName: 'fleetings' };
    const created = await api.call('POST', '/partner/schema-definitions', { token, body: definition });
    const { id } = z.object({ data: z.object({ id: z.string() }) }).parse(created.body).data;
    const updated = await api.call('POST', `/partner/schema-definitions/${id}`, {
      token,
      body: { description: 'Second version' },
    });
    expect(updated.status).toBe(200);
    await dynamo.send(
      new DeleteCommand({
        TableName: placeOf(stack.stack.tables, 'SchemaDefinitions').name,
        Key: schemaVersionKey('acme', id, 1),
      }),
    );
    const tenant = await newTenant(test);
    const { held, commit, send } = prepare(
      { tenantId: tenant.name, schemaId: id, schemaName: 'fleeting', schemaVersion: 1 },
      { contactId: 'c', name: 'Ada' },
    );
    await commit();
    await send();
    expect(await api.untilFinal(held.batchId, tenant.token)).toMatchObject({
      status: 'failed',
      errors: { summary: { retries_exhausted: 1 }, details: { 0: { externalId: 'c', retryable: true } } },
    });
    const retried = await api.call('POST', `/api/batches/${held.batchId}/retry`, {
      token: tenant.token,
      body: { only: 'retryable' },
    });
    expect(await api.untilFinal(batchIdOf(retried), tenant.token)).toMatchObject({ status: 'success' });
    expect(await api.resource('fleeting', 'c', tenant.token)).toMatchObject({ version: 1 });
  });
});

describe('a message whose batch cannot be told of any more', () => {
  it.each<[string, (prepared: ReturnType<typeof prepare>) => Promise<unknown>]>([
    ['has expired', ({ send }) => send()],
    [
      'is deleted',
      async ({ removeHeader, send }) => {
        await removeHeader();
        await send();
      },
    ],
    ['is of another tenant', ({ send }) => send({ tenantId: 'tenant-of-nobody' })],
  ])('changes nothing where it %s, and its group goes on', async (what, act) => {
    const { tenantId, token, schemaId } = await tenantWithContact();
    const expiresAt = what === 'has expired' ? Math.floor(Date.now() / 1000) - 1 : 4_102_444_800;
    const gone = prepare({ tenantId, schemaId, expiresAt }, { contactId: 'c', counter: 1 });
    await gone.commit();
    await act(gone);
    expect(await api.run('PATCH', BATCH, token, [{ contactId: 'c', name: 'Eve' }])).toMatchObject({
      status: 'success',
    });
    // Its message came before that of the batch above, in one group.
    expect(await api.resource('contact', 'c', token)).toMatchObject({
      version: 2,
      data: { name: 'Eve', counter: 0 },
    });
    const answer = await api.call('GET', `/api/batches/${gone.held.batchId}`, { token });
    if (what === 'is of another tenant')
      expect(answer).toMatchObject({ status: 200, body: { data: { status: 'pending' } } });
    else expect(answer.status).toBe(404);
  });
});

describe('a resource at the limit of its size', () => {
  it('takes in what changes nothing, and each record says why it failed', async () => {
    const { token } = await tenantWithContact();
    const full = { contactId: 'full', name: '' };
    const name = 'x'.repeat(MAX_DOCUMENT_BYTES - storedBytes(full));
    expect(await api.run('POST', BATCH, token, [{ ...full, name }])).toMatchObject({ status: 'success' });
    const report = await api.run('PATCH', BATCH, token, [
      { contactId: 'full', name },
      { contactId: 'full', counter: 1 },
      { contactId: 'full', name: `${name}x` },
      { contactId: 'full', name: 'x' },
      { contactId: 'full', counter: 1 },
    ]);
    expect(report).toMatchObject({
      status: 'partial_success',
      errors: {
        summary: { resource_too_large: 2 },
        details: { 1: { code: 'resource_too_large' }, 2: { code: 'resource_too_large' } },
      },
    });
    expect(await api.resource('contact', 'full', token)).toMatchObject({
      version: 3,
      data: { contactId: 'full', name: 'x', counter: 1 },
    });
  });
});

describe('a resource that is deleted between two batches', () => {
  it.each([
    ['at once', (token: string) => api.call('DELETE', '/api/resources/contact/c', { token })],
    [
      'by a batch',
      async (token: string) => {
        const answer = await api.call('DELETE', BATCH, { token, body: { externalIds: ['c'] } });
        return await api.untilFinal(batchIdOf(answer), token);
      },
    ],
  ])(
    '%s is not found by the second, and goes on from its version when it is made again',
    async (_, remove) => {
      const { token } = await tenantWithContact();
      await api.run('PATCH', BATCH, token, [{ contactId: 'c', counter: 1 }]);
      await remove(token);
      expect(await api.run('PATCH', BATCH, token, [{ contactId: 'c', counter: 2 }])).toMatchObject({
        status: 'failed',
        errors: { summary: { resource_not_found: 1 }, details: { 0: { externalId: 'c', retryable: false } } },
      });
      expect(await api.resource('contact', 'c', token)).toBeUndefined();
      expect(await api.run('POST', BATCH, token, [{ contactId: 'c', name: 'Eve' }])).toMatchObject({
        status: 'success',
      });
      const made = await api.resource('contact', 'c', token);
      expect(made).toMatchObject({ version: 4, data: { contactId: 'c', name: 'Eve' } });
      expect(made?.data).not.toHaveProperty('counter');
    },
  );
});
