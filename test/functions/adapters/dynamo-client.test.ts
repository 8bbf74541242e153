import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBatchIntake } from '../../../functions/adapters/batch-intake.ts';
import { createBatchLedger, createBatchProgress } from '../../../functions/adapters/batch-store.ts';
import { createDynamoClient, translateErrors } from '../../../functions/adapters/dynamo-client.ts';
import { createOpenBatches } from '../../../functions/adapters/open-batches.ts';
import { createResourceReader, createResourceWriter } from '../../../functions/adapters/resource-store.ts';
import { createSchemaStore } from '../../../functions/adapters/schema-store.ts';
import { createReadSnapshot } from '../../../functions/adapters/snapshot.ts';
import { CorruptDataError, PatchlaneError, TransientError } from '../../../functions/domain/errors.ts';
import { LOCAL_CREDENTIALS } from '../../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../../local/template/places.ts';
import { patches, resource, stateOf } from '../../support/domain.ts';
import { failureOf, newBatch } from './batch-store-contract.ts';
import { closedEndpoint, startEndpoint } from './endpoints.ts';
import { intercept } from './intercept.ts';
import { newResourceKey } from './resource-store-contract.ts';
import { newDefinition } from './schema-store-contract.ts';

const NOW = '2026-11-24T10:00:00.000Z';
const now = () => new Date(NOW);

function connect(endpoint: string, more: { readonly maxAttempts?: number } = {}): DynamoDBDocumentClient {
  const client = createDynamoClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    ...more,
  });
  onTestFinished(() => client.config.requestHandler.destroy?.());
  return client;
}

async function read(client: DynamoDBDocumentClient): Promise<unknown> {
  return await translateErrors('read', () =>
    client.send(new GetCommand({ TableName: 'table', Key: { pk: 'a', sk: 'b' } })),
  );
}

function serviceError(name: string, fault: 'client' | 'server' = 'client'): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name,
    $fault: fault,
    message: 'secret of the server',
    $metadata: {},
  });
}

describe('createDynamoClient', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('finds the server that the environment names', async () => {
    const { url, requests } = await startEndpoint({ status: 200, body: { Item: { pk: { S: 'a' } } } });
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', url);
    vi.stubEnv('AWS_REGION', LOCAL_REGION);
    vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
    const client = createDynamoClient();
    onTestFinished(() => client.config.requestHandler.destroy?.());
    expect(await read(client)).toMatchObject({ Item: { pk: 'a' } });
    expect(requests()).toBe(1);
  });

  it('leaves out what is undefined, and writes numbers as they are', async () => {
    const { url, lastBody } = await startEndpoint({ status: 200, body: {} });
    const Item = { pk: 'a', none: undefined, list: [undefined, 1e21, 0.1], deep: { none: undefined } };
    await connect(url).send(new PutCommand({ TableName: 'table', Item }));
    expect(lastBody()).toEqual({
      TableName: 'table',
      Item: { pk: { S: 'a' }, list: { L: [{ N: '1e+21' }, { N: '0.1' }] }, deep: { M: {} } },
    });
  });

  it('gives up a server that does not answer, and may be tried again', async () => {
    const { url } = await startEndpoint();
    await expect(read(connect(url, { maxAttempts: 1 }))).rejects.toThrow(TransientError);
  });

  it('gives up a server that is not there, and may be tried again', async () => {
    await expect(read(connect(await closedEndpoint()))).rejects.toThrow(TransientError);
  });

  it.each([
    [500, 'InternalServerError'],
    [400, 'ProvisionedThroughputExceededException'],
    [400, 'ThrottlingException'],
  ])('asks four times when the answer is %d %s', async (status, type) => {
    const { url, requests } = await startEndpoint({ status, body: { __type: type, message: 'later' } });
    await expect(read(connect(url))).rejects.toThrow(new TransientError(`could not read: ${type}`));
    expect(requests()).toBe(4);
  });

  it('asks once when the request is at fault', async () => {
    const type = 'ValidationException';
    const { url, requests } = await startEndpoint({ status: 400, body: { __type: type, message: 'no' } });
    const reading = read(connect(url));
    await expect(reading).rejects.toThrow(PatchlaneError);
    await expect(reading).rejects.not.toThrow(TransientError);
    expect(requests()).toBe(1);
  });
});

describe('translateErrors', () => {
  const failed = async (error: unknown): Promise<unknown> => {
    try {
      return await translateErrors('do it', () => Promise.reject(error));
    } catch (translated) {
      return translated;
    }
  };

  it('gives what the call gives', async () => {
    expect(await translateErrors('do it', async () => 'done')).toBe('done');
  });

  it.each([new PatchlaneError('ours'), new TransientError('ours'), new CorruptDataError('ours')])(
    'leaves errors of our own as they are: $name',
    async (error) => {
      expect(await failed(error)).toBe(error);
    },
  );

  it('says what could not be done and how the server calls it, with the cause', async () => {
    const cause = serviceError('ValidationException');
    const error = await failed(cause);
    expect(error).toBeInstanceOf(PatchlaneError);
    expect(error).not.toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ message: 'could not do it: ValidationException', cause });
  });

  it.each([serviceError('ThrottlingException'), serviceError('SomethingNew', 'server')])(
    'says of $name that it may go well later',
    async (cause) => {
      const error = await failed(cause);
      expect(error).toBeInstanceOf(TransientError);
      expect(error).toMatchObject({ message: `could not do it: ${cause.name}`, cause });
    },
  );

  it('says of a network error that it may go well later', async () => {
    const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const error = await failed(cause);
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ message: 'could not do it', cause });
  });

  it('puts nothing of a foreign message into its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        for (const cause of [new Error(text), new TypeError(text), text])
          expect(await failed(cause)).toMatchObject({ message: 'could not do it', cause });
      }),
    );
  });
});

describe('every call of every store', () => {
  const held = newBatch({ schemaName: 'secret' });
  const definition = newDefinition({ description: 'secret' });
  const key = newResourceKey({ externalId: 'secret' });
  const listed = { place: 'secret', createdAt: NOW, enqueuedAt: undefined };

  type Call = (client: DynamoDBDocumentClient) => Promise<unknown>;
  const calls: readonly (readonly [string, Call])[] = [
    ['read a resource', (client) => createResourceReader({ client, table: 'table', now }).read(key)],
    [
      'write a resource',
      (client) =>
        createResourceWriter({ client, table: 'table', now }).write(
          key,
          stateOf(resource({ data: { a: 'secret' } })),
          0,
        ),
    ],
    [
      'store a batch',
      (client) => createBatchIntake({ client, table: 'table', now }).commit(held, patches({ a: 'secret' })),
    ],
    [
      'note that a batch is enqueued',
      (client) => createBatchIntake({ client, table: 'table', now }).markEnqueued(held),
    ],
    [
      'list open batches',
      (client) =>
        createOpenBatches({ client, table: 'table', index: 'open', now })
          .scan(1)
          [Symbol.asyncIterator]()
          .next(),
    ],
    [
      'read an open batch',
      (client) => createOpenBatches({ client, table: 'table', index: 'open', now }).header(listed),
    ],
    [
      'forget an open batch',
      (client) => createOpenBatches({ client, table: 'table', index: 'open', now }).forget(listed),
    ],
    ['read a batch', (client) => createBatchProgress({ client, table: 'table', now }).header(held)],
    [
      'read the failures of a batch',
      (client) => createBatchProgress({ client, table: 'table', now }).failures(held),
    ],
    ['read a batch', (client) => createBatchLedger({ client, table: 'table', now }).header(held)],
    [
      'store the failures of a batch',
      (client) =>
        createBatchLedger({ client, table: 'table', now }).saveFailures(held, [
          failureOf(0, { message: 'secret' }),
        ]),
    ],
    [
      'update the ledger of a batch',
      (client) =>
        createBatchLedger({ client, table: 'table', now }).record(
          held,
          [{ index: 0, outcome: 'applied' }],
          NOW,
        ),
    ],
    [
      'complete a batch',
      (client) => createBatchLedger({ client, table: 'table', now }).complete(held, 'success', NOW),
    ],
    [
      'read resources and batches',
      (client) =>
        createReadSnapshot({ client, resourcesTable: 'table', batchesTable: 'other', now })([key], [held]),
    ],
    [
      'find a schema definition',
      (client) => createSchemaStore({ client, table: 'table' }).find(definition.partnerId, 'secret'),
    ],
    [
      'find a version of a schema definition',
      (client) =>
        createSchemaStore({ client, table: 'table' }).findVersion(definition.partnerId, 'secret', 1),
    ],
    [
      'create a schema definition',
      (client) => createSchemaStore({ client, table: 'table' }).create(definition),
    ],
  ];

  /** A client of a server that has one answer to everything. */
  const failing = (error: Error): DynamoDBDocumentClient => {
    const client = connect('http://127.0.0.1:9');
    for (const operation of OPERATIONS) intercept(client, operation, () => Promise.reject(error));
    return client;
  };

  it.each(calls)('that finds the server busy may go well later: %s', async (what, call) => {
    const error = serviceError('ThrottlingException');
    await expect(call(failing(error))).rejects.toThrow(
      new TransientError(`could not ${what}: ThrottlingException`, { cause: error }),
    );
  });

  it.each(calls)('that the server refuses says so, without a word of the data: %s', async (what, call) => {
    const refused = call(failing(serviceError('ValidationException')));
    await expect(refused).rejects.toThrow(/^could not [a-z ]+: ValidationException$/);
    await expect(refused).rejects.toThrow(`could not ${what}`);
    await expect(refused).rejects.not.toThrow(TransientError);
  });
});

const OPERATIONS = [
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'BatchGetItem',
  'BatchWriteItem',
];
