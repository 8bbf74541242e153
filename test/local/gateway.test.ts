import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRouter } from '../../local/gateway/router.ts';
import { type LocalStack, startLocalStack } from '../../local/run.ts';
import type { FunctionSpec } from '../../local/template/stack.ts';
import { sharedFolder } from '../support/folders.ts';
import { writeAssembly } from './support/assemblies.ts';
import { resources, route } from './support/templates.ts';

/** Answers with its own event, or with whatever the query asks for. */
const HANDLER = `
export const handler = async (event, context) => {
  const { answer, fail } = event.queryStringParameters ?? {};
  if (fail === 'throw') throw new Error('secret cause');
  if (fail === 'exit') process.exit(3);
  if (answer !== undefined) return JSON.parse(answer);
  return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ event, context }) };
};`;

const folder = await sharedFolder();
let stack: LocalStack;
let token: string;

beforeAll(async () => {
  const open = { AuthorizationType: 'NONE', AuthorizerId: undefined };
  const all = resources({
    Route: route('POST /things/{id}'),
    Exact: route('GET /things/special', open),
    One: route('GET /things/{id}', open),
    Greedy: route('ANY /files/{path+}', open),
    GreedyGet: route('GET /files/{path+}', open),
  });
  const assembly = await writeAssembly(`${folder}/assembly`, all, HANDLER);
  stack = await startLocalStack({ dataFolder: `${folder}/data`, assembly });
  token = await stack.token({ partnerId: 'p', tenantExternalId: 't' });
});

afterAll(() => stack.stop());

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(stack.url + path, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });

async function eventOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.status).toBe(200);
  const { event } = (await response.json()) as { event: Record<string, unknown> };
  return event;
}

describe('the event', () => {
  it('is payload format 2.0', async () => {
    const response = await post('/things/a%2Fb%20c?x=1&x=2&y=%C3%A4', '{"a":1}', {
      'content-type': 'application/json; charset=utf-8',
      'X-Custom': 'One',
      cookie: 'a=1; b=2',
    });
    const event = await eventOf(response);
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /things/{id}',
      rawPath: '/things/a/b c',
      rawQueryString: 'x=1&x=2&y=%C3%A4',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { x: '1,2', y: 'ä' },
      pathParameters: { id: 'a/b c' },
      headers: { 'x-custom': 'One', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
      requestContext: {
        accountId: '000000000000',
        authorizer: { jwt: { claims: { partnerId: 'p', tenantExternalId: 't' }, scopes: null } },
        http: { method: 'POST', path: '/things/a/b c', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        requestId: response.headers.get('apigw-requestid'),
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
    expect(event['headers']).not.toHaveProperty('cookie');
  });

  it('leaves out what the request has not', async () => {
    const event = await eventOf(await fetch(`${stack.url}/things/special`));
    for (const key of ['body', 'cookies', 'pathParameters', 'queryStringParameters'])
      expect(event).not.toHaveProperty(key);
    expect(event).toMatchObject({ isBase64Encoded: false, rawQueryString: '' });
    expect(event['requestContext']).not.toHaveProperty('authorizer');
  });

  it('joins the values of a header that comes twice', async () => {
    const sent = request(`${stack.url}/things/special`, { headers: { 'x-two': ['a', 'b'] } }).end();
    const [response] = await new Promise<[import('node:http').IncomingMessage]>((resolve) => {
      sent.once('response', (one) => resolve([one]));
    });
    expect(JSON.parse(await text(response)).event.headers['x-two']).toBe('a,b');
  });

  it.each([
    ['text/csv', {}, false],
    ['application/json', {}, false],
    ['application/xml', {}, false],
    ['application/merge-patch+json', {}, true],
    ['application/octet-stream', {}, true],
    ['application/json', { 'content-encoding': 'gzip' }, true],
  ])('has a body of type %s %o in base64: %s', async (type, headers, base64) => {
    const event = await eventOf(await post('/things/1', 'käse', { 'content-type': type, ...headers }));
    expect(event).toMatchObject({
      isBase64Encoded: base64,
      body: base64 ? Buffer.from('käse').toString('base64') : 'käse',
    });
  });

  it('comes with a context like that of Lambda', async () => {
    const { context } = (await (await fetch(`${stack.url}/things/special`)).json()) as { context: unknown };
    expect(context).toMatchObject({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'Test-Function',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Test-Function',
      memoryLimitInMB: '128',
    });
  });
});

describe('routing', () => {
  it('prefers the exact path to a parameter, and a method to ANY', async () => {
    const key = async (path: string, method = 'GET') =>
      (await eventOf(await fetch(stack.url + path, { method })))['routeKey'];
    expect(await key('/things/special')).toBe('GET /things/special');
    expect(await key('/things/specially')).toBe('GET /things/{id}');
    expect(await key('/files/a/b')).toBe('GET /files/{path+}');
    expect(await key('/files/a/b', 'DELETE')).toBe('ANY /files/{path+}');
  });

  it('gives a greedy parameter all that is left, and a long one whole', async () => {
    const id = 'x'.repeat(600);
    expect(await eventOf(await fetch(`${stack.url}/files/a/b`))).toMatchObject({
      pathParameters: { path: 'a/b' },
    });
    expect(await eventOf(await fetch(`${stack.url}/things/${id}`))).toMatchObject({ pathParameters: { id } });
  });

  it.each(['/', '/things', '/things/', '/things/a/b', '/Things/a', '/files/'])(
    'has nothing at %s',
    async (path) => {
      const response = await fetch(stack.url + path);
      expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
      expect(response.headers.get('apigw-requestid')).toMatch(/\S/);
    },
  );

  it('gives $default what no other route takes, HEAD of a GET too, and no parameters', () => {
    const function_ = { name: 'f' } as FunctionSpec; // a router looks at keys alone
    const routeOf = (key: string) => ({ key, function: function_, timeoutMs: 1, authorizer: undefined });
    const match = createRouter([routeOf('$default'), routeOf('GET /things/{id}')]);
    const keyOf = (method: string, path: string) => match(method, path)?.route.key;
    expect(keyOf('GET', '/things/a')).toBe('GET /things/{id}');
    for (const method of ['HEAD', 'OPTIONS', 'PUT']) expect(keyOf(method, '/things/a')).toBe('$default');
    expect(match('GET', '/other')).toMatchObject({ route: { key: '$default' }, parameters: {} });
  });

  it('refuses a path that cannot be decoded', async () => {
    expect((await fetch(`${stack.url}/things/%E0%A4%A`)).status).toBe(400);
  });
});

describe('the answer', () => {
  const ask = (answer: unknown) =>
    fetch(`${stack.url}/things/1?answer=${encodeURIComponent(JSON.stringify(answer))}`);

  it('has the status, headers, cookies and body that the function gave', async () => {
    const response = await ask({
      statusCode: 202,
      headers: { 'X-A': 1 },
      cookies: ['a=1', 'b=2'],
      body: 'hi',
    });
    expect([response.status, await response.text()]).toEqual([202, 'hi']);
    expect(response.headers.get('x-a')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('decodes a base64 body', async () => {
    const response = await ask({ statusCode: 200, body: 'AAEC', isBase64Encoded: true });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 1, 2]);
  });

  it('is the returned value itself when that has no status', async () => {
    const response = await ask({ a: [1] });
    expect([response.status, response.headers.get('content-type'), await response.json()]).toEqual([
      200,
      'application/json',
      { a: [1] },
    ]);
    expect(await (await ask('plain')).text()).toBe('plain');
  });

  it.each([[{ statusCode: 'many' }], [{ statusCode: 200, body: { a: 1 } }]])(
    'is a 500 for %o',
    async (answer) => {
      const response = await ask(answer);
      expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    },
  );

  it.each(['throw', 'exit'])(
    'is a 500 that says nothing when the function ends with %s, and the next call works',
    async (fail) => {
      const response = await fetch(`${stack.url}/things/1?fail=${fail}`);
      expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
      expect((await fetch(`${stack.url}/things/1`)).status).toBe(200);
    },
  );

  it('is a 401 with a challenge when there is no good token', async () => {
    const response = await post('/things/1', '{}', { authorization: 'Bearer x.y.z' });
    expect([response.status, await response.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    const none = await fetch(`${stack.url}/things/1`, { method: 'POST' });
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('is a 413 for a body beyond API Gateway, and for an event beyond Lambda', async () => {
    const mega = 1024 * 1024;
    const large = { 'content-type': 'text/plain' };
    for (const response of [
      await post('/things/1', 'x'.repeat(10 * mega + 1), large),
      await post('/things/1', 'x'.repeat(6 * mega), large),
      await post('/things/1', '"'.repeat(3.2 * mega), large),
      await post('/things/1', 'x'.repeat(4.6 * mega), { 'content-type': 'application/octet-stream' }),
    ]) {
      expect([response.status, await response.json()]).toEqual([
        413,
        { message: 'Request Entity Too Large' },
      ]);
    }
    expect((await post('/things/1?answer={}', 'x'.repeat(5 * mega), large)).status).toBe(200);
  });
});
