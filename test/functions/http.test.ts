import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { PatchlaneError, TransientError } from '../../functions/domain/errors.ts';
import { httpHandler, publicHandler, type Reply, respond, respondToError } from '../../functions/http.ts';
import type { HttpRequest, PublicRequest } from '../../functions/http-request.ts';
import { createMemoryPorts } from '../support/memory-ports.ts';

const BUSY = { success: false, message: 'The service is busy. Send the same request again in a moment.' };
const FAULT = { success: false, message: 'Something went wrong on our side; it has been logged.' };

const CLAIMS = { partnerId: 'p', tenantExternalId: 't' };
const BATCH_ID = '01JDA0000000000000000BATC0';
const OTHER_BATCH_ID = `01JDA0000000000000000BATC1-${'0a'.repeat(16)}`;

/** An HTTP API event as small as API Gateway makes them. */
function httpEvent(overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    version: '2.0',
    routeKey: 'GET /things/{id}',
    headers: { host: 'api.example.com' },
    requestContext: {
      requestId: 'request-1',
      http: { method: 'GET', path: '/things/1' },
      authorizer: { jwt: { claims: CLAIMS, scopes: null } },
    },
    isBase64Encoded: false,
    ...overrides,
  };
}

/** Runs a route behind the handler and gives its answer, the requests it got and what was logged. */
async function call(route: (request: HttpRequest) => Promise<Reply>, event: unknown = httpEvent()) {
  const { log, logged } = createMemoryPorts();
  const requests: HttpRequest[] = [];
  const handler = httpHandler((request) => {
    requests.push(request);
    return route(request);
  }, log);
  const response = await handler(event, {} as Context); // the handler needs nothing of it
  return { response, body: JSON.parse(response.body), requests, logged };
}

const ok = async (): Promise<Reply> => ({ kind: 'ok', data: { a: 1 } });

const ACCEPTED = {
  kind: 'accepted',
  message: 'Taken.',
  data: { a: 1 },
  location: '/things/1',
  retryAfterSeconds: 3,
} as const;

/** On every answer: a browser takes it for data, and no page of another site may frame or read it. */
const SAFE = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

describe('respond', () => {
  it.each<[number, Reply, object, Readonly<Record<string, string>>]>([
    [200, { kind: 'ok', data: { a: 1 } }, { success: true, data: { a: 1 } }, {}],
    [200, { kind: 'ok', data: { a: 1 }, etag: '"3"' }, { success: true, data: { a: 1 } }, { etag: '"3"' }],
    [
      200,
      { kind: 'ok', data: { a: 1 }, retryAfterSeconds: 4, preferenceApplied: 'wait=2' },
      { success: true, data: { a: 1 } },
      { 'retry-after': '4', 'preference-applied': 'wait=2' },
    ],
    [304, { kind: 'not-modified', etag: 'W/"3"' }, [], { etag: 'W/"3"' }],
    [
      304,
      { kind: 'not-modified', etag: 'W/"3"', retryAfterSeconds: 4, preferenceApplied: 'wait=2' },
      [],
      { etag: 'W/"3"', 'retry-after': '4', 'preference-applied': 'wait=2' },
    ],
    [
      201,
      { kind: 'created', data: { a: 1 }, location: '/things/1' },
      { success: true, data: { a: 1 } },
      { location: '/things/1' },
    ],
    [
      202,
      { ...ACCEPTED, replayed: false },
      { success: true, message: 'Taken.', data: { a: 1 } },
      { location: '/things/1', 'retry-after': '3' },
    ],
    [
      202,
      { ...ACCEPTED, replayed: true },
      { success: true, message: 'Taken.', data: { a: 1 } },
      { location: '/things/1', 'retry-after': '3', 'idempotency-replayed': 'true' },
    ],
    [
      400,
      { kind: 'invalid', message: 'Wrong.', errors: ['a: must be b'] },
      { success: false, message: 'Wrong.', errors: ['a: must be b'] },
      {},
    ],
    [403, { kind: 'forbidden', message: 'No.' }, { success: false, message: 'No.' }, {}],
    [
      404,
      { kind: 'not-found', message: 'None.' },
      { success: false, message: 'None.', data: { error: 'None.' } },
      {},
    ],
    [
      405,
      { kind: 'method-not-allowed', message: 'No.', allow: ['GET', 'POST'] },
      { success: false, message: 'No.' },
      { allow: 'GET, POST' },
    ],
    [409, { kind: 'conflict', message: 'Taken.' }, { success: false, message: 'Taken.' }, {}],
    [422, { kind: 'unprocessable', message: 'Other.' }, { success: false, message: 'Other.' }, {}],
    [413, { kind: 'too-large', message: 'Much.' }, { success: false, message: 'Much.' }, {}],
    [415, { kind: 'unsupported-media-type', message: 'What?' }, { success: false, message: 'What?' }, {}],
  ])('answers %i to %j', (statusCode, reply, body, headers) => {
    expect(respond(reply)).toStrictEqual({ statusCode, body, headers });
  });
});

describe('respondToError', () => {
  it('asks to try again after a transient error', () => {
    expect(respondToError(new TransientError('busy'))).toEqual({
      statusCode: 503,
      body: BUSY,
      headers: { 'retry-after': '2' },
    });
  });

  it.each([new PatchlaneError('a'), new Error('a', { cause: new TransientError('b') }), 'a', undefined])(
    'owns up to any other: %s',
    (error) => {
      expect(respondToError(error)).toEqual({ statusCode: 500, body: FAULT, headers: {} });
    },
  );
});

describe('httpHandler', () => {
  it('hands on halves of surrogate pairs as U+FFFD, which keys and URLs can hold', async () => {
    const pathParameters = { id: 'a\ud800' };
    const { requests } = await call(
      ok,
      httpEvent({ pathParameters, queryStringParameters: { cursor: '\udc00b' } }),
    );
    expect(requests).toMatchObject([{ path: { id: 'a\ufffd' }, query: { cursor: '\ufffdb' } }]);
  });

  it('passes on what the event says', async () => {
    const event = httpEvent({
      headers: { 'content-type': 'application/json' },
      pathParameters: { id: 'a/b' },
      queryStringParameters: { x: '1,2' },
      body: 'eyJhIjoxfQ==',
      isBase64Encoded: true,
    });
    const { requests } = await call(ok, event);
    expect(requests).toEqual([
      {
        requestId: 'request-1',
        route: 'GET /things/{id}',
        method: 'GET',
        headers: { 'content-type': 'application/json' },
        path: { id: 'a/b' },
        query: { x: '1,2' },
        body: 'eyJhIjoxfQ==',
        isBase64Encoded: true,
        claims: CLAIMS,
      },
    ]);
  });

  it('takes what the event leaves out for empty', async () => {
    const { requests } = await call(ok, httpEvent({ headers: undefined }));
    expect(requests).toMatchObject([
      { headers: {}, path: {}, query: {}, body: undefined, isBase64Encoded: false },
    ]);
  });

  it('answers in JSON, not to be cached, with the id of the request', async () => {
    const { response, logged } = await call(ok);
    expect(response).toEqual({
      statusCode: 200,
      headers: {
        ...SAFE,
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-request-id': 'request-1',
      },
      body: '{"success":true,"data":{"a":1}}',
    });
    expect(logged).toEqual([
      {
        level: 'info',
        message: 'request answered',
        requestId: 'request-1',
        route: 'GET /things/{id}',
        partnerId: 'p',
        tenantId: 't',
        status: 200,
        durationMs: expect.any(Number),
      },
    ]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ['a partner that names no tenant', { partnerId: 'p', type: 'partner' }, { partnerId: 'p' }],
    ['nobody', {}, {}],
  ])('logs who asked as far as the token says it: %s', async (_, claims, caller) => {
    const requestContext = { ...httpEvent().requestContext, authorizer: { jwt: { claims, scopes: null } } };
    const { logged } = await call(ok, httpEvent({ requestContext }));
    const { partnerId, tenantId } = logged[0] ?? expect.fail('nothing is logged');
    expect({ partnerId, tenantId }).toEqual(caller);
  });

  it.each<[string, string | undefined, Reply]>([
    [
      'the batch that was made',
      BATCH_ID,
      { ...ACCEPTED, location: `/api/batches/${BATCH_ID}`, replayed: false },
    ],
    ['the batch of the path', OTHER_BATCH_ID, { kind: 'ok', data: {} }],
    [
      'no other thing that was made',
      OTHER_BATCH_ID,
      { kind: 'created', data: {}, location: '/api/things/1' },
    ],
  ])('logs %s', async (_, batchId, reply) => {
    const event = httpEvent({ pathParameters: { batchId: OTHER_BATCH_ID } });
    const { logged } = await call(async () => reply, event);
    expect(logged).toMatchObject([{ batchId }]);
  });

  it.each(['secret', `${BATCH_ID}secret`, `secret/${BATCH_ID}`])(
    'logs no batch id that is none: %s',
    async (batchId) => {
      const { logged } = await call(ok, httpEvent({ pathParameters: { batchId } }));
      expect(logged[0]?.['batchId']).toBeUndefined();
    },
  );

  it('adds the headers of the reply to its own', async () => {
    const { response } = await call(async () => ({ kind: 'created', data: {}, location: '/things/1' }));
    expect(response).toMatchObject({
      statusCode: 201,
      headers: { location: '/things/1', 'content-type': 'application/json', 'x-request-id': 'request-1' },
    });
  });

  it('answers that nothing changed without a body', async () => {
    const handler = httpHandler(async () => ({ kind: 'not-modified', etag: '"1"' }), createMemoryPorts().log);
    const response = await handler(httpEvent(), {} as Context); // the handler needs nothing of it
    expect(response).toMatchObject({ statusCode: 304, headers: { etag: '"1"' }, body: '' });
  });

  it('answers a refusal, which is no error in the log', async () => {
    const { response, body, logged } = await call(async () => ({ kind: 'forbidden', message: 'No.' }));
    expect(response).toMatchObject({ statusCode: 403, headers: { 'x-request-id': 'request-1' } });
    expect(body).toEqual({ success: false, message: 'No.' });
    expect(logged).toMatchObject([{ level: 'info', message: 'request answered', status: 403 }]);
  });

  it.each<[string, number, object, unknown]>([
    [
      'a transient error',
      503,
      BUSY,
      new TransientError('SECRET table', { cause: new Error('SECRET throttling') }),
    ],
    ['any other error', 500, FAULT, new Error('SECRET table', { cause: new Error('SECRET stack') })],
    ['what is no error', 500, FAULT, 'SECRET text'],
  ])('tells the log of %s, and the caller nothing of its cause', async (_what, statusCode, body, error) => {
    const answered = await call(() => Promise.reject(error));
    expect(answered.response).toMatchObject({ statusCode, headers: { 'x-request-id': 'request-1' } });
    expect(answered.body).toEqual(body);
    expect(JSON.stringify(answered.response)).not.toContain('SECRET');
    expect(answered.logged).toEqual([
      {
        level: 'error',
        message: 'request failed',
        requestId: 'request-1',
        route: 'GET /things/{id}',
        partnerId: 'p',
        tenantId: 't',
        status: statusCode,
        durationMs: expect.any(Number),
        error,
      },
    ]);
    expect(answered.logged[0]?.error).toBe(error);
  });

  it('asks to try again in a while after a transient error', async () => {
    const { response } = await call(() => Promise.reject(new TransientError('busy')));
    expect(response.headers['retry-after']).toBe('2');
  });

  it('answers 500 to a reply that cannot be written as JSON', async () => {
    const { response, logged } = await call(async () => ({ kind: 'ok', data: { big: 1n } }));
    expect(response.statusCode).toBe(500);
    expect(logged).toMatchObject([{ level: 'error', requestId: 'request-1', error: expect.any(TypeError) }]);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['text', 'hello'],
    ['a message of a queue', { Records: [{ body: '{}' }] }],
    [
      'a request that no authorizer saw',
      httpEvent({ requestContext: { requestId: 'r', http: { method: 'GET' } } }),
    ],
    ['a request with a body that is no text', httpEvent({ body: { a: 1 } })],
  ])('answers 500 to %s, which is no event of an HTTP API, and runs no route', async (_what, event) => {
    const { response, body, requests, logged } = await call(ok, event);
    expect(response).toMatchObject({
      statusCode: 500,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
    expect(response.headers).not.toHaveProperty('x-request-id');
    expect(body).toEqual(FAULT);
    expect(requests).toEqual([]);
    expect(logged).toMatchObject([{ level: 'error', message: 'request failed', error: expect.any(Error) }]);
  });

  it('answers for itself when the time of its function is up', async () => {
    const { log, logged } = createMemoryPorts();
    const handler = httpHandler(() => new Promise<Reply>(() => {}), log);
    const context = { getRemainingTimeInMillis: () => 10 } as Context; // the handler needs nothing else of it
    const response = await handler(httpEvent(), context);
    expect(response).toMatchObject({ statusCode: 500, headers: { 'x-request-id': 'request-1' } });
    expect(logged).toMatchObject([{ level: 'error', requestId: 'request-1', error: expect.any(Error) }]);
  });
});

describe('publicHandler', () => {
  const requestContext = { requestId: 'r', http: { method: 'GET' } };

  it.each([
    ['without a token', requestContext],
    ['with one', httpEvent().requestContext],
  ])('takes a request %s, and gives the route no claims', async (_what, requestContext) => {
    const { log } = createMemoryPorts();
    const requests: PublicRequest[] = [];
    const handler = publicHandler((request) => {
      requests.push(request);
      return ok();
    }, log);
    const response = await handler(httpEvent({ rawPath: '/a b', requestContext }), {} as Context); // it needs nothing of it
    expect(response.statusCode).toBe(200);
    expect(requests).toMatchObject([{ rawPath: '/a b', method: 'GET' }]);
    expect(requests[0]).not.toHaveProperty('claims');
  });

  it('hands bytes on in base64, with the headers of their file', async () => {
    const { log } = createMemoryPorts();
    const bytes = Buffer.from([0, 255]);
    const headers = { 'content-type': 'text/plain', 'cache-control': 'public' };
    const handler = publicHandler(async () => ({ kind: 'file', bytes, headers }), log);
    expect(await handler(httpEvent({ rawPath: '/a' }), {} as Context)).toEqual({
      statusCode: 200,
      headers: { ...SAFE, ...headers, 'x-request-id': 'request-1' },
      body: 'AP8=',
      isBase64Encoded: true,
    });
  });
});
