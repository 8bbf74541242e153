import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { messageGroupId } from '../../functions/adapters/keys.ts';
import { encodeLane } from '../../functions/adapters/lane-messages.ts';
import type { LaneMessage } from '../../functions/domain/lanes.ts';
import { createLocalSqsClient } from '../../local/clients.ts';
import { batchIdOf } from '../support/api.ts';
import { defineContact, newTenant } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';

const BATCH = '/api/resources/contact/batch';
const test = await sharedStack();
const { api, stack } = test;
await defineContact(test);

/** Beyond a redelivery after the tests' visibility timeout of 12 s. */
const WAIT = { timeout: 45_000, interval: 50 };

function queueUrl(name: string): string {
  const found = stack.stack.queues.find(({ id }) => id.includes(name));
  if (found === undefined) throw new Error(`there is no queue called ${name}`);
  return found.url;
}

function sqs() {
  const client = createLocalSqsClient(stack.endpoints.sqs);
  onTestFinished(() => client.destroy());
  const attributes = async (url: string) =>
    (await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }))).Attributes;
  return {
    client,
    send: async (body: string, group: string, deduplication: string) => {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl('Patches'),
          MessageBody: body,
          MessageGroupId: group,
          MessageDeduplicationId: deduplication,
        }),
      );
    },
    untilEmpty: () =>
      vi.waitFor(async () => {
        expect(await attributes(queueUrl('Patches'))).toMatchObject({
          ApproximateNumberOfMessages: '0',
          ApproximateNumberOfMessagesNotVisible: '0',
        });
      }, WAIT),
  };
}

describe('redelivery', () => {
  it('of a lane that was applied changes nothing', async () => {
    const { name: tenantId, token } = await newTenant(test);
    const resources = [
      { contactId: 'c', name: 'Ada' },
      { contactId: 'c', counter: 1 },
      { contactId: 'c', counter: 1 },
      { contactId: 'c', address: { zip: 'N1' } },
    ];
    const first = await api.run('POST', BATCH, token, resources);
    expect(first).toMatchObject({
      status: 'partial_success',
      progress: { successfulRecords: 3, failedRecords: 1 },
    });
    const before = await api.resource('contact', 'c', token);
    expect(before?.version).toBe(2);

    const lane: LaneMessage = {
      partnerId: 'acme',
      tenantId,
      batchId: first.batchId,
      schemaId: first.schemaDefinitionId,
      externalId: 'c',
      patches: resources.map((patch, index) => ({ index, patch })),
    };
    const { send, untilEmpty } = sqs();
    for (const again of ['one', 'two'])
      await send(encodeLane(lane), messageGroupId(lane), `${tenantId}-${again}`);
    await untilEmpty();
    expect(await api.resource('contact', 'c', token)).toEqual(before);
    expect(await api.report(first.batchId, token)).toEqual(first);
  });

  it('of a lane whose resource moved on since changes nothing either', async () => {
    const { name: tenantId, token } = await newTenant(test);
    const first = await api.run('POST', BATCH, token, [{ contactId: 'c', name: 'Ada', counter: 1 }]);
    for (const counter of [2, 3, 4, 5]) await api.run('PATCH', BATCH, token, [{ contactId: 'c', counter }]);
    const lane: LaneMessage = {
      partnerId: 'acme',
      tenantId,
      batchId: first.batchId,
      schemaId: first.schemaDefinitionId,
      externalId: 'c',
      patches: [{ index: 0, patch: { contactId: 'c', name: 'Ada', counter: 1 } }],
    };
    const { send, untilEmpty } = sqs();
    await send(encodeLane(lane), messageGroupId(lane), `${tenantId}-again`);
    await untilEmpty();
    expect(await api.resource('contact', 'c', token)).toMatchObject({ version: 5, data: { counter: 5 } });
    expect(await api.report(first.batchId, token)).toEqual(first);
  });
});

describe('a consumer that is killed', () => {
  it('loses nothing of a batch and applies nothing of it twice', async () => {
    const { token } = await newTenant(test);
    const ids = Array.from({ length: 300 }, (_, at) => `c-${at}`);
    const start = ids.map((contactId) => ({ contactId, name: 'n' }));
    await api.run('POST', BATCH, token, start);
    // Three patches of each, so that a lane applied twice would show in its version.
    const resources = [1, 2, 3].flatMap((counter) => ids.map((contactId) => ({ contactId, counter })));
    const batchId = batchIdOf(await api.call('PATCH', BATCH, { token, body: { resources } }));
    let kills = 0;
    while (kills < 6) {
      const { progress } = await api.report(batchId, token);
      if (progress.pendingRecords === 0) break;
      const [pid] = stack.pids('ApplyPatches');
      if (pid !== undefined && progress.processedRecords > 0) {
        process.kill(pid, 'SIGKILL');
        kills += 1;
      }
    }
    expect(kills).toBeGreaterThan(0);
    expect(await api.untilFinal(batchId, token)).toMatchObject({
      status: 'success',
      progress: { totalRecords: 900, successfulRecords: 900 },
    });
    const stored = await api.resources('contact', token);
    for (const id of ids) expect(stored.get(id)).toMatchObject({ version: 4, data: { counter: 3 } });
  });
});

describe('a message that cannot be applied', () => {
  it('does not hold back other resources, and leaves nothing of itself in the log', async () => {
    const { name: tenantId, token } = await newTenant(test);
    const { send } = sqs();
    const body = '{"customer":"Sentinel-4711"}';
    await send(body, `poison-${tenantId}`, `poison-${tenantId}`);
    const resources = Array.from({ length: 50 }, (_, at) => ({ contactId: `c-${at}`, name: 'n' }));
    expect(await api.run('POST', BATCH, token, resources)).toMatchObject({ status: 'success' });
    const log = stack.stack.functions.find(({ id }) => id.includes('ApplyPatches'))?.id;
    await vi.waitFor(async () => {
      const text = await readFile(join(stack.folder.logs, `${log}.log`), 'utf8');
      expect(text).toContain('message is not a lane message');
      expect(text).not.toContain('Sentinel-4711');
    }, WAIT);
  });
});
