import { closeSync, openSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createBatchIntake } from '../../functions/adapters/batch-intake.ts';
import { createDynamoClient } from '../../functions/adapters/dynamo-client.ts';
import { messageGroupId } from '../../functions/adapters/keys.ts';
import { encodeLane } from '../../functions/adapters/lane-messages.ts';
import type { LaneMessage } from '../../functions/domain/lanes.ts';
import { createLocalSqsClient } from '../../local/clients.ts';
import { environmentOf, LOCAL_CREDENTIALS } from '../../local/functions/environment.ts';
import { startFunctionProcess } from '../../local/functions/process.ts';
import { LOCAL_REGION } from '../../local/template/places.ts';
import { attributesOf } from '../functions/support/consumer.ts';
import { batch, patches } from '../support/domain.ts';
import { defineContact, newTenant } from '../support/site.ts';
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

function placeOf<T extends { readonly id: string }>(all: readonly T[], name: string): T {
  const found = all.find(({ id }) => id.includes(name));
  if (found === undefined) throw new Error(`there is nothing called ${name}`);
  return found;
}

type Side = 'before' | 'after';

/**
 * What stands between a consumer and DynamoDB. The first write of a resource hangs, before it comes to the server or when
 * it has had its effect, until it is let go.
 */
async function startWire(side: Side) {
  const hangs = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  let writes = 0;
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const isFirstWrite = headers['x-amz-target'] === 'DynamoDB_20120810.PutItem' && ++writes === 1;
    const forward = () =>
      fetch(stack.endpoints.dynamodb, { method: 'POST', headers: headers as Record<string, string>, body });
    const hang = async () => {
      hangs.resolve();
      await letGo.promise;
    };
    if (isFirstWrite && side === 'before') await hang();
    const answer = await forward();
    const text = await answer.text();
    if (isFirstWrite && side === 'after') await hang();
    // Whoever waited for it may have given up, and then nobody reads this.
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  };
  const server = createServer((request, response) => {
    pass(request, response).catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}`, hangs: hangs.promise, letGo: letGo.resolve };
}

/** Another process of the consumer's bundle, which nobody ends for taking too long. */
function startConsumer(dynamoEndpoint: string) {
  const spec = { ...placeOf(stack.stack.functions, 'ApplyPatches'), timeoutMs: 60_000 };
  const settings = { region: LOCAL_REGION, dynamoEndpoint, sqsEndpoint: stack.endpoints.sqs };
  const output = openSync(join(stack.folder.logs, 'frozen-consumer.log'), 'a');
  const consumer = startFunctionProcess({ spec, environment: environmentOf(spec, settings), output });
  onTestFinished(async () => {
    await consumer.kill();
    closeSync(output);
  });
  return {
    apply: (lane: LaneMessage) =>
      consumer.invoke(
        'frozen',
        JSON.stringify({
          Records: [
            { messageId: 'm', body: encodeLane(lane), attributes: attributesOf(messageGroupId(lane)) },
          ],
        }),
      ),
    signal: (signal: 'SIGSTOP' | 'SIGCONT') => {
      if (consumer.pid === undefined) throw new Error('the consumer did not start');
      process.kill(consumer.pid, signal);
    },
  };
}

describe('a consumer that is frozen past the visibility timeout of its message', () => {
  it.each<[Side, string, number]>([
    ['before', 'before its write, and finds that others went on', 0],
    ['after', 'after its write, and finds that others went on', 0],
    ['before', 'before its write, until the resource has let go of the lane', 4],
    ['after', 'after its write, until the resource has let go of the lane', 4],
  ])('%s: %s; %i batches later all is applied once', async (side, _, later) => {
    const { name: tenantId, token } = await newTenant(test);
    const { schemaDefinitionId: schemaId } = await api.run('POST', BATCH, token, [
      { contactId: 'c', name: 'Ada', counter: 0 },
    ]);
    const documents = [
      { contactId: 'c', counter: 1 },
      { contactId: 'c', counter: 2 },
      { contactId: 'c', name: '' },
      { contactId: 'c', address: { zip: 'N1' } },
    ];
    const held = batch({
      partnerId: 'acme',
      tenantId,
      schemaId,
      schemaName: 'contact',
      externalIdField: 'contactId',
      total: documents.length,
    });
    const table = placeOf(stack.stack.tables, 'Batches').name;
    await createBatchIntake({ client: dynamo, table, now: () => new Date() }).commit(
      held,
      patches(...documents),
    );
    const { batchId, partnerId } = held;
    const lane: LaneMessage = {
      partnerId,
      tenantId,
      batchId,
      schemaId,
      externalId: 'c',
      patches: patches(...documents),
    };

    const wire = await startWire(side);
    const consumer = startConsumer(wire.url);
    const applied = consumer.apply(lane);
    // An invocation that ended did not come to its write, and says why.
    expect(await Promise.race([wire.hangs, applied])).toBeUndefined();
    consumer.signal('SIGSTOP');
    // The same message again, to another consumer.
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: placeOf(stack.stack.queues, 'PatchQueuePatches').url,
        MessageBody: encodeLane(lane),
        MessageGroupId: messageGroupId(lane),
        MessageDeduplicationId: `${tenantId}-again`,
      }),
    );
    const report = await api.untilFinal(batchId, token);
    expect(report).toMatchObject({
      status: 'partial_success',
      progress: { totalRecords: 4, successfulRecords: 2, failedRecords: 2 },
    });
    for (let counter = 3; counter < 3 + later; counter += 1)
      await api.run('PATCH', BATCH, token, [{ contactId: 'c', counter }]);
    const resource = await api.resource('contact', 'c', token);
    expect(resource).toMatchObject({ version: 3 + later, data: { counter: 2 + later } });

    wire.letGo();
    consumer.signal('SIGCONT');
    expect(await applied).toMatchObject({ kind: 'returned', payload: '{"batchItemFailures":[]}' });
    expect(await api.resource('contact', 'c', token)).toEqual(resource);
    expect(await api.report(batchId, token)).toEqual(report);
  });
});
