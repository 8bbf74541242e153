import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FunctionPool } from '../functions/pool.ts';
import type { InvocationResult } from '../functions/process.ts';
import type { RouteSpec, StackSpec } from '../template/stack.ts';
import { type Authorization, type Authorizer, createAuthorizer, type KeySet } from './authorizer.ts';
import { readBody } from './body.ts';
import { toHttpEvent } from './event.ts';
import {
  BAD_REQUEST,
  gatewayAnswer,
  type HttpAnswer,
  INTERNAL_ERROR,
  NOT_FOUND,
  TOO_LARGE,
  toHttpAnswer,
  UNAVAILABLE,
} from './response.ts';
import { createRouter } from './router.ts';

export interface GatewayOptions {
  readonly stack: Pick<StackSpec, 'api' | 'accountId'>;
  readonly keys: KeySet;
  readonly poolOf: (functionName: string) => FunctionPool;
  /** Takes one line per answer that only the log explains. */
  readonly warn: (line: string) => void;
}

export type Gateway = (request: IncomingMessage) => Promise<HttpAnswer>;

/** What Lambda's Invoke call takes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** Answers requests as an HTTP API with the template's routes and authorizers does. */
export function createGateway({ stack, keys, poolOf, warn }: GatewayOptions): Gateway {
  const { api, accountId } = stack;
  const match = createRouter(api.routes);
  const authorizers = new Map<RouteSpec, Authorizer>(
    api.routes.flatMap((route) =>
      route.authorizer ? [[route, createAuthorizer(route.authorizer, keys)]] : [],
    ),
  );

  const answer = async (request: IncomingMessage, requestId: string): Promise<HttpAnswer> => {
    const [rawPath = '/', query = ''] = split(request.url ?? '/');
    const path = decode(rawPath);
    if (path === undefined) return BAD_REQUEST;
    const found = match(request.method ?? 'GET', rawPath);
    if (found === undefined) return NOT_FOUND;
    const { route } = found;
    const authorization = await authorize(request, route, authorizers.get(route));
    if (authorization?.kind === 'denied') {
      return gatewayAnswer(401, 'Unauthorized', { 'www-authenticate': authorization.challenge });
    }
    const body = await readBody(request);
    if (body === undefined) return TOO_LARGE;
    const claims = authorization?.claims;
    const now = new Date();
    const event = JSON.stringify(
      toHttpEvent({
        request,
        body,
        match: found,
        path,
        query,
        requestId,
        claims,
        apiId: api.id,
        accountId,
        now,
      }),
    );
    if (Buffer.byteLength(event) > MAX_EVENT_BYTES) return TOO_LARGE;
    const result = await timed(route.timeoutMs, poolOf(route.function.name).invoke(event));
    if (result === undefined) return UNAVAILABLE;
    if (result.kind === 'failed') return INTERNAL_ERROR;
    const read = toHttpAnswer(result.payload);
    if (read === undefined) warn(`${route.function.id} returned what API Gateway cannot read as an answer.`);
    return read ?? INTERNAL_ERROR;
  };

  return async (request) => {
    const requestId = randomBytes(11).toString('base64');
    const { status, headers, body } = await answer(request, requestId).catch((error: unknown) => {
      warn(`${request.method} ${request.url} could not be answered: ${String(error)}`);
      return INTERNAL_ERROR;
    });
    return { status, headers: { ...headers, 'apigw-requestid': requestId }, body };
  };
}

async function authorize(
  { headers }: IncomingMessage,
  { authorizer }: RouteSpec,
  check: Authorizer | undefined,
): Promise<Authorization | undefined> {
  if (authorizer === undefined || check === undefined) return undefined;
  const value = headers[authorizer.header];
  return check(Array.isArray(value) ? value[0] : value);
}

/** Undefined when the integration's time is up; the function goes on, as it does at Lambda. */
async function timed(
  milliseconds: number,
  invocation: Promise<InvocationResult>,
): Promise<InvocationResult | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([invocation, late]);
  } finally {
    clearTimeout(timer);
  }
}

function split(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    // Percent signs that encode nothing: the caller answers 400.
    return undefined;
  }
}
