import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ApiError, type Client, createClient } from '../../demo/client.ts';
import { airports, batch } from './support/scenario.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

interface Api {
  readonly client: Client;
  readonly seen: readonly Seen[];
  readonly abort: (reason: Error) => void;
  readonly stop: () => Promise<void>;
}

/** A client of a server that gives every request the same answer, or none when that is undefined. */
async function apiThatAnswers(status: number, answer: unknown): Promise<Api> {
  const seen: Seen[] = [];
  const see = async ({ method, url, headers }: IncomingMessage, body: Promise<string>) => {
    seen.push({ method, url, authorization: headers.authorization, body: await body });
  };
  const server = createServer(async (request, response) => {
    await see(request, text(request));
    response.writeHead(status);
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await once(server.close(), 'close');
  };
  onTestFinished(stop);
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const ending = new AbortController();
  const client = createClient({
    url: `http://127.0.0.1:${port}`,
    partnerToken: 'partner',
    tenantToken: 'tenant',
    signal: ending.signal,
  });
  return { client, seen, stop, abort: (reason) => ending.abort(reason) };
}

const REPORT = {
  batchId: 'b',
  status: 'partial_success',
  progress: {
    totalRecords: 2,
    processedRecords: 2,
    successfulRecords: 1,
    pendingRecords: 0,
    failedRecords: 1,
    successRate: 0.5,
  },
  errors: {
    message: '1 record failed.',
    summary: { validation_failed: 1 },
    details: { '1': { externalId: 'ATL', code: 'validation_failed', message: '', errors: [] } },
  },
};

describe('the client', () => {
  it('creates a schema definition as the partner', async () => {
    const { client, seen } = await apiThatAnswers(201, { success: true, data: {} });
    await client.createDefinition({ name: 'airport' });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/partner/schema-definitions',
        authorization: 'Bearer partner',
        body: '{"name":"airport"}',
      },
    ]);
  });

  it.each([
    ['upload', 'POST'],
    ['patch', 'PATCH'],
  ] as const)('sends a batch of kind %s with %s, as the tenant', async (operation, method) => {
    const { client, seen } = await apiThatAnswers(202, { data: { batchId: 'b-1' } });
    const items = airports(2);
    expect(await client.submit(batch(operation, items))).toBe('b-1');
    expect(seen).toEqual([
      {
        method,
        url: '/api/resources/airport/batch',
        authorization: 'Bearer tenant',
        body: JSON.stringify({ resources: items }),
      },
    ]);
  });

  it('reads how far a batch is', async () => {
    const { client, seen } = await apiThatAnswers(200, { success: true, data: REPORT });
    expect(await client.batch('b/1')).toEqual({
      status: 'partial_success',
      progress: REPORT.progress,
      errors: { details: { '1': { externalId: 'ATL', code: 'validation_failed' } } },
    });
    expect(seen).toMatchObject([
      { method: 'GET', url: '/api/batches/b%2F1', authorization: 'Bearer tenant' },
    ]);
  });

  it('reads an airport', async () => {
    const result = { id: 'x', resourceExternalId: 'A/B', version: 2, data: { iata: 'A/B', region: {} } };
    const { client, seen } = await apiThatAnswers(200, { data: { result } });
    expect(await client.airport('A/B')).toEqual({ version: 2, data: result.data });
    expect(seen).toMatchObject([{ url: '/api/resources/airport/A%2FB', authorization: 'Bearer tenant' }]);
  });

  it('gives nothing for an airport that is not there', async () => {
    const { client } = await apiThatAnswers(404, { success: false });
    expect(await client.airport('XATL')).toBeUndefined();
  });

  it('says what was answered instead of what was expected', async () => {
    const { client } = await apiThatAnswers(500, '{"success":false}');
    const said = (request: string, expected: number) =>
      new ApiError(`${request} was answered with 500, not ${expected}: {"success":false}.`);
    await expect(client.createDefinition({})).rejects.toThrow(said('POST /partner/schema-definitions', 201));
    await expect(client.submit(batch('patch', []))).rejects.toThrow(
      said('PATCH /api/resources/airport/batch', 202),
    );
    await expect(client.batch('b')).rejects.toThrow(said('GET /api/batches/b', 200));
    await expect(client.airport('ATL')).rejects.toThrow(said('GET /api/resources/airport/ATL', 200));
  });

  it.each([
    ['no JSON', '<html>'],
    ['a count below zero', { data: { ...REPORT, progress: { ...REPORT.progress, pendingRecords: -1 } } }],
    ['a status that there is not', { data: { ...REPORT, status: 'done' } }],
    ['no details', { data: { ...REPORT, errors: {} } }],
  ])('does not take %s for a batch', async (_, answer) => {
    const { client } = await apiThatAnswers(200, answer);
    const failure = client.batch('b');
    await expect(failure).rejects.toThrow(ApiError);
    await expect(failure).rejects.toThrow(
      'GET /api/batches/b was answered with something else than expected',
    );
  });

  it('says that nobody answered', async () => {
    const { client, stop } = await apiThatAnswers(200, '');
    await stop();
    const failure = client.airport('ATL');
    await expect(failure).rejects.toThrow(ApiError);
    await expect(failure).rejects.toThrow('GET /api/resources/airport/ATL was not answered');
  });

  it('rejects with the reason once it is aborted', async () => {
    const { client, abort } = await apiThatAnswers(200, { data: REPORT });
    const reason = new Error('enough');
    abort(reason);
    await expect(client.batch('b')).rejects.toBe(reason);
  });
});
