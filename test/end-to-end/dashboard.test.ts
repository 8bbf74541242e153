import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import * as z from 'zod';
import { createBatchIntake } from '../../functions/adapters/batch-intake.ts';
import { createDynamoClient } from '../../functions/adapters/dynamo-client.ts';
import { headerKey } from '../../functions/adapters/keys.ts';
import { encodeLane } from '../../functions/adapters/lane-messages.ts';
import type { Batch } from '../../functions/domain/batch.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import type { LaneMessage } from '../../functions/domain/lanes.ts';
import { METRICS } from '../../functions/domain/metrics.ts';
import { createLocalSqsClient } from '../../local/clients.ts';
import { LOCAL_CREDENTIALS } from '../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../local/template/places.ts';
import { readAssembly } from '../../local/template/template-file.ts';
import { batch, patches } from '../support/domain.ts';
import { emittedIn } from '../support/emf.ts';
import { metricText, operationsIn, sourcesOf } from '../support/operations.ts';
import { defineContact, newTenant } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';

const BATCH = '/api/resources/contact/batch';
const test = await sharedStack({ scheduleIntervalMs: 500 });
const { api, stack } = test;
await defineContact(test);
const { template, stackName } = await readAssembly(inject('assembly'));
const { graphs, alarms } = operationsIn(template);
const watched = sourcesOf([...graphs, ...alarms]).filter(({ namespace }) => !namespace.startsWith('AWS/'));

const WAIT = { timeout: 45_000, interval: 100 };

/** Later than the sweeper may come to a batch of now. */
const SOON_MS = 5000;

const dynamo = createDynamoClient({
  endpoint: stack.endpoints.dynamodb,
  region: LOCAL_REGION,
  credentials: LOCAL_CREDENTIALS,
});
const sqs = createLocalSqsClient(stack.endpoints.sqs);
afterAll(() => {
  dynamo.destroy();
  sqs.destroy();
});

function find<T extends { readonly id: string }>(all: readonly T[], name: string): T {
  const found = all.find(({ id }) => id.includes(name));
  if (found === undefined) throw new Error(`there is nothing called ${name}`);
  return found;
}
const table = find(stack.stack.tables, 'Batches').name;

/** A lane of one patch, sent in a group of its own, so that lanes of one resource may come at once. */
async function send(queue: string, lanes: readonly LaneMessage[]): Promise<void> {
  sent += 1;
  await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: find(stack.stack.queues, queue).url,
      Entries: lanes.map((lane, at) => ({
        Id: String(at),
        MessageBody: encodeLane(lane),
        MessageGroupId: `${sent}-${at}`,
        MessageDeduplicationId: `${sent}-${at}`,
      })),
    }),
  );
}
let sent = 0;

/** A batch that is durable, with nothing of it in the queue. */
async function commit(tenantId: string, schemaId: string, document: JsonObject): Promise<Batch> {
  committed += 1;
  const held = batch({
    partnerId: 'acme',
    tenantId,
    batchId: `01JDA000000000000000${String(committed).padStart(6, '0')}`,
    operation: 'upsert',
    schemaId,
    schemaName: 'contact',
    externalIdField: 'contactId',
    createdAt: new Date(Date.now() + SOON_MS).toISOString(),
  });
  await createBatchIntake({ client: dynamo, table, now: () => new Date() }).commit(held, patches(document));
  return held;
}
let committed = 0;

function laneOf({ partnerId, tenantId, batchId, schemaId }: Batch, document: JsonObject): LaneMessage {
  return { partnerId, tenantId, batchId, schemaId, externalId: 'c', patches: patches(document) };
}

/** Makes every metric of the catalogue happen. */
async function makeTraffic(): Promise<void> {
  const { name: tenantId, token } = await newTenant(test);
  const call = (body: unknown, path = BATCH) => api.call('POST', path, { token, body });
  const document = { contactId: 'c', name: 'Ada' };

  const { schemaDefinitionId } = await api.run('POST', BATCH, token, [
    document,
    document,
    { contactId: 'c', address: { zip: 'N1' } },
  ]);
  await api.run('PATCH', BATCH, token, [{ contactId: 'missing', name: 'n' }]);
  expect((await call({ resources: [{ contactId: 'c', name: '' }] })).status).toBe(400);
  expect((await call({ resources: [document] }, '/api/resources/none/batch')).status).toBe(404);

  const cancelled = await commit(tenantId, schemaDefinitionId, document);
  await api.call('POST', `/api/batches/${cancelled.batchId}/cancel`, { token });

  // All of one resource and of different groups: they come in one invocation, which folds them at the same time.
  const rivals = await Promise.all(
    Array.from({ length: 10 }, async (_, counter) => {
      const rival = { contactId: 'c', name: 'n', counter };
      return laneOf(await commit(tenantId, schemaDefinitionId, rival), rival);
    }),
  );
  await send('Patches', rivals);
  for (const { batchId } of rivals) await api.untilFinal(batchId, token);

  const twice = await commit(tenantId, schemaDefinitionId, { ...document, counter: 100 });
  const lane = laneOf(twice, { ...document, counter: 100 });
  await send('Patches', [lane]);
  await api.untilFinal(twice.batchId, token);
  await send('Patches', [lane]);
  await untilEmitted('KnownByLedger');
  // As if the consumer had died between the write of the resource and that of the ledger.
  await dynamo.send(
    new UpdateCommand({ TableName: table, Key: headerKey(twice), UpdateExpression: 'REMOVE applied' }),
  );
  await send('Patches', [lane]);
  await untilEmitted('KnownByMarker');

  const dead = await commit(tenantId, schemaDefinitionId, document);
  await send('PatchQueueDeadLetters', [laneOf(dead, document)]);
  expect(await api.untilFinal(cancelled.batchId, token)).toMatchObject({ status: 'cancelled' });
}

async function logs(): Promise<string> {
  const files = await readdir(stack.folder.logs);
  const texts = files.filter((name) => name.endsWith('.log'));
  return (await Promise.all(texts.map((name) => readFile(join(stack.folder.logs, name), 'utf8')))).join('\n');
}

const emitted = async () => emittedIn(await logs());

async function untilEmitted(...wanted: readonly string[]): Promise<void> {
  await vi.waitFor(async () => {
    const names = new Set((await emitted()).map(({ name }) => name));
    expect(wanted.filter((one) => !names.has(one))).toEqual([]);
  }, WAIT);
}

/** Namespace, name and keys of dimensions: the value of a dimension depends on the traffic. */
const shapeOf = (namespace: string, name: string, dimensions: object) =>
  `${namespace} ${name} {${Object.keys(dimensions).sort().join(',')}}`;

beforeAll(async () => {
  await makeTraffic();
  await untilEmitted(...Object.keys(METRICS));
}, 180_000);

describe('what the functions emit', () => {
  it('is all that the dashboard and the alarms name, under those dimensions', async () => {
    const shapes = new Set(
      (await emitted()).flatMap(({ namespace, name, dimensions }) =>
        dimensions.map((one) => shapeOf(namespace, name, one)),
      ),
    );
    const missing = watched
      .map(({ namespace, name, dimensions }) => shapeOf(namespace, name, dimensions))
      .filter((one) => !shapes.has(one));
    expect(missing).toEqual([]);
    expect(watched.length).toBeGreaterThan(Object.keys(METRICS).length);
  });

  it('is all on the dashboard, with the values of its dimensions', async () => {
    const onDashboard = new Set(sourcesOf(graphs).map(metricText));
    const unseen = (await emitted()).flatMap(({ namespace, name, dimensions }) =>
      dimensions
        .map((one) => metricText({ namespace, name, dimensions: one }))
        .filter((one) => !onDashboard.has(one)),
    );
    expect(unseen).toEqual([]);
  });

  it('is in the unit of the catalogue, which stands at the axis, and in the namespace of the stack', async () => {
    const units: Readonly<Record<string, { readonly unit: string }>> = METRICS;
    for (const { namespace, name, unit } of await emitted()) {
      expect(`${namespace} ${name} ${unit}`).toBe(`${stackName} ${name} ${units[name]?.unit}`);
    }
  });
});

const line = z.looseObject({ message: z.string() });

describe('the saved queries', () => {
  it('ask for what the functions log', async () => {
    const lines = (await logs())
      .split('\n')
      .filter((one) => one.startsWith('{"') && !one.includes('"_aws"'))
      .map((one) => line.parse(JSON.parse(one)));
    const logged = (message: string) => lines.filter((one) => one.message === message);
    const facts = { batchId: expect.any(String), partnerId: 'acme', tenantId: expect.any(String) };
    expect(logged('batch accepted')[0]).toMatchObject({
      ...facts,
      records: 3,
      requestId: expect.any(String),
    });
    expect(logged('batch completed')[0]).toMatchObject({
      ...facts,
      records: 3,
      status: 'partial_success',
      acceptToFinalMs: expect.any(Number),
    });
    expect(logged('records failed')[0]).toMatchObject({ ...facts, codes: { validation_failed: 1 } });
    const asked = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::Logs::QueryDefinition')
      .flatMap(({ Properties }) => [
        ...String(Properties['QueryString']).matchAll(/message (?:= "|like \/\^)([a-z ]+)/g),
      ])
      .map(([, message]) => message);
    expect(asked.sort()).toEqual(['batch accepted', 'batch completed', 'records failed']);
  });
});
