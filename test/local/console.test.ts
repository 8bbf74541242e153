import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLocalSqsClient } from '../../local/clients.ts';
import { type LocalStack, startLocalStack } from '../../local/run.ts';
import { sharedFolder } from '../support/folders.ts';
import { writeAssembly } from './support/assemblies.ts';
import { resources, route } from './support/templates.ts';

/** Emits a metric per call, and fails when asked to. */
const HANDLER = `
export const handler = async (event) => {
  const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [
    { Namespace: 'Test', Dimensions: [['service']], Metrics: [{ Name: 'Things', Unit: 'Count' }] } ] };
  console.log(JSON.stringify({ _aws, service: 'test', Things: [2, 3] }));
  if (event.queryStringParameters?.fail) throw new Error('asked for');
  return { statusCode: 200, body: JSON.stringify(event.requestContext.authorizer?.jwt.claims ?? {}) };
};`;

const metric = (namespace: string, name: string, dimensions: unknown[], options: object) => [
  namespace,
  name,
  ...dimensions,
  options,
];
const things = metric('Test', 'Things', ['service', 'test'], { id: 'things', stat: 'Sum', period: 60 });
const consumed = metric('AWS/DynamoDB', 'ConsumedReadCapacityUnits', ['TableName', 'Test-Table'], {
  id: 'consumed',
  stat: 'Sum',
  period: 60,
});
const placed = { x: 0, y: 0, width: 12, height: 6 };
const WIDGETS = [
  { type: 'text', ...placed, properties: { markdown: '## Health' } },
  { type: 'alarm', ...placed, properties: { title: 'Alarms', alarms: [] } },
  {
    type: 'metric',
    ...placed,
    properties: {
      title: 'Things',
      view: 'timeSeries',
      yAxis: { left: { label: 'Count' } },
      annotations: { horizontal: [{ value: 9, label: 'Alarm' }] },
      metrics: [
        things,
        metric('AWS/ApiGateway', 'Count', ['ApiId', 'Api'], { stat: 'Sum', period: 60, label: 'Calls' }),
        metric('AWS/Lambda', 'Errors', ['FunctionName', 'Test-Function'], { stat: 'Sum', period: 60 }),
        consumed,
        [{ expression: '10 * things / PERIOD(things)', label: 'Rate', period: 60 }],
        [{ expression: 'FILL(consumed, 0) + things', label: 'Both', period: 60 }],
      ],
    },
  },
  {
    type: 'metric',
    ...placed,
    properties: { title: 'Now', view: 'singleValue', metrics: [things] },
  },
];
const ALARM = {
  AlarmDescription: 'critical: Too many things. docs/runbook.md#things',
  Metrics: [
    {
      Id: 'm1',
      MetricStat: {
        Metric: { Namespace: 'Test', MetricName: 'Things', Dimensions: [{ Name: 'service', Value: 'test' }] },
        Period: 60,
        Stat: 'Sum',
      },
    },
  ],
  Threshold: 9,
  ComparisonOperator: 'GreaterThanThreshold',
  DatapointsToAlarm: 1,
  EvaluationPeriods: 1,
  TreatMissingData: 'notBreaching',
};

const folder = await sharedFolder();
let stack: LocalStack;

beforeAll(async () => {
  const all = resources({
    Open: route('GET /open', { AuthorizationType: 'NONE', AuthorizerId: undefined }),
    AlarmsThings0123ABCD: { Type: 'AWS::CloudWatch::Alarm', Properties: ALARM },
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardBody: JSON.stringify({ widgets: WIDGETS }) },
    },
  });
  const assembly = await writeAssembly(`${folder}/assembly`, all, HANDLER);
  stack = await startLocalStack({ dataFolder: `${folder}/data`, assembly });
});
afterAll(() => stack.stop());

async function get(path: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${stack.url}/_console/api/${path}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  return (await response.json()) as Record<string, unknown>;
}

it('describes the widgets of the dashboard, and which of their lines this run measures', async () => {
  const { widgets } = await get('dashboard');
  expect(widgets).toEqual([
    { ...placed, id: 'w0', kind: 'text', title: '', markdown: '## Health', series: [] },
    { ...placed, id: 'w1', kind: 'alarms', title: 'Alarms', series: [] },
    {
      ...placed,
      id: 'w2',
      kind: 'timeseries',
      title: 'Things',
      stacked: false,
      yAxis: { left: { label: 'Count', min: 0 } },
      annotations: [{ value: 9, label: 'Alarm' }],
      series: [
        ['Things', true],
        ['Calls', true],
        ['Errors', true],
        ['ConsumedReadCapacityUnits', false],
        ['Rate', true],
        ['Both', false],
      ].map(([label, measured], at) => ({ id: `s${at}`, label, axis: 'left', unit: 'Count', measured })),
    },
    {
      ...placed,
      id: 'w3',
      kind: 'number',
      title: 'Now',
      stacked: false,
      annotations: [],
      series: [{ id: 's0', label: 'Things', axis: 'left', measured: true }],
    },
  ]);
});

it('gives what functions emitted, and what Lambda and API Gateway would have measured', async () => {
  await fetch(`${stack.url}/open`);
  await fetch(`${stack.url}/open?fail=1`);
  await vi.waitFor(async () => {
    // One step that holds all of the run.
    const { times, widgets } = await get('data?from=0&to=1&step=4000000000000');
    expect(times).toEqual([0]);
    expect(widgets).toEqual({
      w2: { s0: [10], s1: [2], s2: [1], s3: [null], s4: [100 / 4e9], s5: [null] },
      w3: { s0: [null] },
    });
  });
});

it('gives of a number the latest data point', async () => {
  await fetch(`${stack.url}/open`);
  await vi.waitFor(async () => {
    const now = Date.now() + 1000;
    const { widgets } = await get(`data?from=${now - 600_000}&to=${now}&step=1000`);
    expect(widgets).toMatchObject({ w3: { s0: [expect.any(Number)] } });
  });
});

it('tells of alarms with their severity and article', async () => {
  const { alarms } = await get(`data?from=0&to=60000&step=60000`);
  expect(alarms).toEqual([
    {
      name: 'Things',
      severity: 'critical',
      says: 'Too many things.',
      runbook: 'docs/runbook.md#things',
      state: expect.stringMatching(/^(INSUFFICIENT_DATA|OK|ALARM)$/),
      reason: expect.any(String),
    },
  ]);
});

it('shows what waits in the queues and takes none of it', async () => {
  const client = createLocalSqsClient(stack.endpoints.sqs);
  const url = stack.stack.queues.find(({ name }) => name === 'Test-Dead.fifo')?.url;
  const send = (MessageBody: string, group: string) =>
    client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody,
        MessageGroupId: group,
        MessageDeduplicationId: group,
      }),
    );
  await send(JSON.stringify({ batchId: 'b-1', externalId: 'x-1', patches: [[0, {}]] }), 'g-1');
  await send('no lane', 'g-2');
  const message = { receives: 0, state: 'visible', sentAt: expect.stringMatching(/^\d{4}-.*Z$/) };
  const waiting = {
    name: 'Test-Dead.fifo',
    kind: 'deadLetters',
    visible: 2,
    inFlight: 0,
    oldestAgeSeconds: expect.any(Number),
    messages: [
      { ...message, groupId: 'g-1', batchId: 'b-1', externalId: 'x-1', records: 1 },
      { ...message, groupId: 'g-2' },
    ],
  };
  const empty = { visible: 0, inFlight: 0, oldestAgeSeconds: null, messages: [] };
  const expected = { queues: [waiting, { ...empty, name: 'Test-Queue.fifo', kind: 'patches' }] };
  expect(await get('queues')).toEqual(expected);
  expect(await get('queues')).toEqual(expected);
  const received = await client.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
  expect(received.Messages).toHaveLength(2);
  const inFlight = { ...waiting, visible: 0, inFlight: 2 };
  expect((await get('queues'))['queues']).toMatchObject([
    { ...inFlight, messages: [{ state: 'inFlight', receives: 1 }, { state: 'inFlight' }] },
    {},
  ]);
  client.destroy();
});

describe('a token', () => {
  const ask = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${stack.url}/_console/api/token`, { method: 'POST', body, headers });

  it('is one that the product takes', async () => {
    const { partnerId, tenantExternalId } = await get('identity');
    const answer = await ask(JSON.stringify({ partnerId, tenantExternalId }));
    const { token } = (await answer.json()) as { token: string };
    const response = await fetch(`${stack.url}/things/1`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await response.json()).toMatchObject({ partnerId, tenantExternalId });
  });

  it.each([
    ['{}', undefined, 400],
    ['no JSON', undefined, 400],
    ['{"partnerId":""}', undefined, 400],
    ['{"partnerId":"p"}', { 'content-type': 'text/plain' }, 415],
  ])('is not made of %s', async (body, headers, status) => {
    expect((await ask(body, headers)).status).toBe(status);
  });
});

describe('the console', () => {
  async function call(path: string, headers: Record<string, string>, method = 'GET') {
    const sent = request(`${stack.url}${path}`, { method, headers }).end();
    const [response] = await new Promise<[import('node:http').IncomingMessage]>((resolve) => {
      sent.once('response', (one) => resolve([one]));
    });
    return { status: response.statusCode, headers: response.headers, body: JSON.parse(await text(response)) };
  }

  const port = () => new URL(stack.url).port;

  it('is for this machine alone', async () => {
    const identity = '/_console/api/identity';
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      expect((await call(identity, { host: `${host}:${port()}` })).status).toBe(200);
    }
    for (const host of ['attacker.example', `attacker.example:${port()}`, '127.0.0.1', '127.0.0.1:1']) {
      expect((await call(identity, { host })).status).toBe(403);
    }
    const origin = `http://127.0.0.1:${port()}`;
    expect((await call(identity, { origin })).status).toBe(200);
    for (const other of ['https://attacker.example', 'null', 'http://127.0.0.1:1']) {
      expect((await call(identity, { origin: other })).status).toBe(403);
    }
  });

  it('lets no other page read or run anything', async () => {
    const { headers } = await call('/_console/api/identity', { origin: stack.url });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|http/);
  });

  it.each([
    ['GET', '/_console/api/nothing', 404],
    ['GET', '/_console/api/constructor', 404],
    ['POST', '/_console/api/data', 405],
    ['GET', '/_console/api/token', 405],
    ['GET', '/_console/api/data', 400],
    ['GET', '/_console/api/data?from=0&to=1000&step=1500', 400],
    ['GET', '/_console/api/data?from=1000&to=0&step=1000', 400],
    ['GET', '/_console/api/data?from=0&to=1001000&step=1000', 400],
  ])('answers %s %s with %d in JSON', async (method, path, status) => {
    const answer = await call(path, {}, method);
    expect(answer).toMatchObject({ status, body: { message: expect.stringMatching(/\.$/) } });
  });

  it('is no part of the product', async () => {
    for (const path of ['/_consoles', '/api/data']) {
      expect(await call(path, {})).toMatchObject({ status: 404, body: { message: 'Not Found' } });
    }
  });
});
