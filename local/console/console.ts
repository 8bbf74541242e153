import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { readBody } from '../gateway/body.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { HttpAnswer } from '../gateway/response.ts';
import type { Issuer } from '../issuer.ts';
import { alarmAt } from '../metrics/alarms.ts';
import { type MetricStore, RESOLUTION_MS, type Windows } from '../metrics/store.ts';
import { EXAMPLE } from '../seed.ts';
import type { AlarmSpec } from '../template/read-alarms.ts';
import type { Widget } from '../template/read-dashboard.ts';
import type { QueueSpec } from '../template/stack.ts';
import { json, redirect, refusal } from './answers.ts';
import { createAssets } from './assets.ts';
import { isLocal } from './local-requests.ts';
import { readQueues } from './queues.ts';
import { describeWidgets, readWidgets } from './widgets.ts';

export interface ConsoleOptions {
  readonly widgets: readonly Widget[];
  readonly alarms: readonly AlarmSpec[];
  readonly queues: readonly QueueSpec[];
  readonly store: Pick<MetricStore, 'read'>;
  /** When the run began, in milliseconds since the epoch. */
  readonly since: number;
  /** Where the queue server lets one look into it. */
  readonly inspection: string;
  readonly issuer: Pick<Issuer, 'mint'>;
  readonly port: number;
  /** Takes one line per answer that only the log explains. */
  readonly warn: (line: string) => void;
}

const PATH = '/_console';

/** Puts the console in front of the gateway, whose requests it leaves alone. */
export function besideConsole(localConsole: Gateway, gateway: Gateway): Gateway {
  return (request) => (isUnder(request.url ?? '') ? localConsole(request) : gateway(request));
}

function isUnder(url: string): boolean {
  return url === PATH || url.startsWith(`${PATH}/`) || url.startsWith(`${PATH}?`);
}

type Route = (request: IncomingMessage, query: URLSearchParams) => HttpAnswer | Promise<HttpAnswer>;

/** Answers what is under `/_console`: a view of the run for the person at this machine, no part of the product. */
export function createConsole(options: ConsoleOptions): Gateway {
  const { widgets, queues, store, inspection, port, warn } = options;
  // An expression that is not known here is to be told of at the start, not when somebody looks.
  readWidgets(widgets, store, { from: 0, step: RESOLUTION_MS, length: RESOLUTION_MS, count: 1 });
  const assets = createAssets();
  const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
    // The page names its script and style relative to the folder.
    '': { GET: () => redirect(`${PATH}/`) },
    '/': { GET: async () => (await assets()).page },
    '/console.js': { GET: async () => (await assets()).script },
    '/console.css': { GET: async () => (await assets()).style },
    '/api/dashboard': { GET: () => json(200, { widgets: describeWidgets(widgets) }) },
    '/api/data': { GET: (_, query) => answerData(options, query) },
    '/api/queues': { GET: async () => json(200, await readQueues(inspection, queues, Date.now())) },
    '/api/identity': { GET: () => json(200, IDENTITY) },
    '/api/token': { POST: (request) => answerToken(options, request) },
  };
  return async (request) => {
    if (!isLocal(request, port)) return refusal(403, `The console is at http://127.0.0.1:${port} alone.`);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = url.pathname.slice(PATH.length);
    const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (methods === undefined) return refusal(404, 'There is nothing here.');
    const method = request.method ?? 'GET';
    const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (route === undefined) {
      const allow = Object.keys(methods).join(', ');
      return refusal(405, `This takes ${allow} alone.`, { allow });
    }
    try {
      return await route(request, url.searchParams);
    } catch (error) {
      warn(`${request.method} ${url.pathname} could not be answered: ${String(error)}`);
      return refusal(500, 'It could not be answered; the log of the local run says why.');
    }
  };
}

const { partnerId, tenantExternalId, schema: schemaName } = EXAMPLE;
const IDENTITY = { partnerId, tenantExternalId, schemaName };

const MAX_STEPS = 1000;
const range = z
  .object({
    from: z.coerce.number().int().min(0),
    to: z.coerce.number().int().min(0),
    step: z.coerce.number().int().min(RESOLUTION_MS).multipleOf(RESOLUTION_MS),
  })
  .transform(({ from, to, step }): Windows => {
    // At multiples of the step, so that a point keeps its value from one request to the next.
    const start = from - (from % step);
    return { from: start, step, length: step, count: Math.ceil((to - start) / step) };
  })
  .refine(({ count }) => count >= 1 && count <= MAX_STEPS);

function answerData({ widgets, alarms, store, since }: ConsoleOptions, query: URLSearchParams): HttpAnswer {
  const steps = range.safeParse(Object.fromEntries(query)).data;
  if (steps === undefined) {
    return refusal(
      400,
      `The query takes from and to in milliseconds, and step in whole seconds as milliseconds: at most ${MAX_STEPS} steps.`,
    );
  }
  return json(200, {
    times: Array.from({ length: steps.count }, (_, position) => steps.from + position * steps.step),
    widgets: readWidgets(widgets, store, steps),
    alarms: alarms.map((alarm) => ({
      ...describeAlarm(alarm),
      ...alarmAt(alarm, store, { since, now: Date.now() }),
    })),
  });
}

/** What an alarm's text says: `severity: what it means link`. */
function describeAlarm({ id, description }: AlarmSpec) {
  const [, severity = '', says = '', runbook = ''] = /^(\w+): (.*) (\S+)$/.exec(description) ?? [];
  // Ids are the path of the construct and a hash of eight characters.
  return { name: id.replace(/^Alarms|[0-9A-F]{8}$/g, ''), severity, says, runbook };
}

const subject = z.object({
  partnerId: z.string().min(1),
  tenantExternalId: z.string().min(1).exactOptional(),
});

async function answerToken({ issuer }: ConsoleOptions, request: IncomingMessage): Promise<HttpAnswer> {
  // A page of another site cannot send this type without asking first, and is not answered.
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return refusal(415, 'The body is to be application/json.');
  }
  const body = await readBody(request);
  const parsed = subject.safeParse(parseJson(body?.toString('utf8') ?? ''));
  if (!parsed.success) return refusal(400, 'The body is to be {"partnerId", "tenantExternalId"?}.');
  return json(200, { token: await issuer.mint(parsed.data) });
}

/** Undefined when it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
