import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSqsClient } from '../../../functions/adapters/sqs-client.ts';
import { isTransient } from '../../../functions/adapters/transient.ts';
import { LOCAL_CREDENTIALS } from '../../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../../local/template/places.ts';
import { closedEndpoint, startEndpoint } from './endpoints.ts';

function connect(endpoint: string, more: { readonly maxAttempts?: number } = {}): SQSClient {
  const client = createSqsClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, ...more });
  onTestFinished(() => client.destroy());
  return client;
}

async function send(client: SQSClient, url: string): Promise<unknown> {
  return await client.send(
    new SendMessageBatchCommand({
      QueueUrl: `${url}/000000000000/queue.fifo`,
      Entries: [{ Id: '0', MessageBody: 'body', MessageGroupId: 'group' }],
    }),
  );
}

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('createSqsClient', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('finds the server that the environment names', async () => {
    const { url, requests } = await startEndpoint({ status: 200, body: { Successful: [], Failed: [] } });
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', url);
    vi.stubEnv('AWS_REGION', LOCAL_REGION);
    vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
    const client = createSqsClient();
    onTestFinished(() => client.destroy());
    await send(client, url);
    expect(requests()).toBe(1);
  });

  it('gives up a server that does not answer, and may be tried again', async () => {
    const { url } = await startEndpoint();
    expect(isTransient(await errorOf(send(connect(url, { maxAttempts: 1 }), url)))).toBe(true);
  });

  it('gives up a server that is not there, and may be tried again', async () => {
    const url = await closedEndpoint();
    expect(isTransient(await errorOf(send(connect(url), url)))).toBe(true);
  });

  it('asks twice when the server fails', async () => {
    const { url, requests } = await startEndpoint({ status: 500, body: { __type: 'InternalFailure' } });
    expect(isTransient(await errorOf(send(connect(url), url)))).toBe(true);
    expect(requests()).toBe(2);
  });

  it('asks once when the request is at fault', async () => {
    const { url, requests } = await startEndpoint({
      status: 400,
      body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'no' },
    });
    expect(isTransient(await errorOf(send(connect(url), url)))).toBe(false);
    expect(requests()).toBe(1);
  });
});
