// The only file that knows status codes: what a route replies becomes an answer of an HTTP API (payload format 2.0).
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import middy, { type Request } from '@middy/core';
import type * as z from 'zod/mini';
import { TransientError } from './domain/errors.ts';
import type { Log } from './domain/ports.ts';
import { type HttpRequest, httpRequest, type PublicRequest, publicRequest } from './http-request.ts';
import type { Refusal } from './refusal.ts';
import { requestFacts } from './request-facts.ts';

export type Reply =
  | ({ readonly kind: 'ok'; readonly data: object; readonly etag?: string } & Progressing)
  /** What the caller has already, by its `If-None-Match`. */
  | ({ readonly kind: 'not-modified'; readonly etag: string } & Progressing)
  | { readonly kind: 'created'; readonly data: object; readonly location: string; readonly etag?: string }
  /** One JSON value per line; `next` is where the list goes on. */
  | { readonly kind: 'lines'; readonly lines: readonly object[]; readonly next: string | undefined }
  | {
      readonly kind: 'accepted';
      readonly message: string;
      readonly data: object;
      readonly location: string;
      readonly retryAfterSeconds: number;
      /** An earlier request with the same idempotency key was answered so. */
      readonly replayed: boolean;
    }
  /** The same for everybody: see `static-file.ts`. */
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly headers: Headers }
  | { readonly kind: 'file-not-modified'; readonly headers: Headers }
  | Refusal;

/** What an answer says of a thing that goes on by itself. */
interface Progressing {
  /** When to look again; undefined when nothing more will happen. */
  readonly retryAfterSeconds?: number | undefined;
  /** The preferences of the request that were followed. https://www.rfc-editor.org/rfc/rfc7240#section-3 */
  readonly preferenceApplied?: string | undefined;
}

type Headers = Readonly<Record<string, string>>;

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Headers;
  readonly body: string;
  readonly isBase64Encoded?: boolean;
}

export function respond(reply: Reply): Omit<HttpResponse, 'body'> & { readonly body: object } {
  switch (reply.kind) {
    case 'ok':
      return answer(
        200,
        { success: true, data: reply.data },
        { ...(reply.etag === undefined ? {} : { etag: reply.etag }), ...progressHeaders(reply) },
      );
    case 'not-modified':
      // No lines are no body.
      return answer(304, [], { etag: reply.etag, ...progressHeaders(reply) });
    case 'created':
      return answer(
        201,
        { success: true, data: reply.data },
        { location: reply.location, ...(reply.etag === undefined ? {} : { etag: reply.etag }) },
      );
    case 'accepted':
      return answer(
        202,
        { success: true, message: reply.message, data: reply.data },
        {
          location: reply.location,
          'retry-after': String(reply.retryAfterSeconds),
          ...(reply.replayed ? { 'idempotency-replayed': 'true' } : {}),
        },
      );
    case 'lines':
      return answer(200, reply.lines, {
        'content-type': 'application/x-ndjson',
        // https://www.rfc-editor.org/rfc/rfc8288
        ...(reply.next === undefined ? {} : { link: `<${reply.next}>; rel="next"` }),
      });
    case 'file':
      return answer(200, reply.bytes, reply.headers);
    case 'file-not-modified':
      return answer(304, [], reply.headers);
    case 'invalid':
      return answer(400, { success: false, message: reply.message, errors: reply.errors });
    case 'forbidden':
      return answer(403, { success: false, message: reply.message });
    case 'not-found':
      return answer(404, { success: false, message: reply.message, data: { error: reply.message } });
    case 'method-not-allowed':
      return answer(405, { success: false, message: reply.message }, { allow: reply.allow.join(', ') });
    case 'conflict':
      return answer(409, { success: false, message: reply.message });
    case 'precondition-failed':
      return answer(412, { success: false, message: reply.message });
    case 'too-large':
      return answer(413, { success: false, message: reply.message });
    case 'unsupported-media-type':
      return answer(415, { success: false, message: reply.message });
    case 'unprocessable':
      return answer(422, { success: false, message: reply.message });
  }
}

function answer(statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}) {
  return { statusCode, headers, body };
}

function progressHeaders({ retryAfterSeconds, preferenceApplied }: Progressing) {
  return {
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...(preferenceApplied === undefined ? {} : { 'preference-applied': preferenceApplied }),
  };
}

/** The answer to an error: what it was goes to the log, the caller learns whether to try again. */
export function respondToError(error: unknown): ReturnType<typeof respond> {
  return error instanceof TransientError
    ? answer(
        503,
        { success: false, message: 'The service is busy. Send the same request again in a moment.' },
        { 'retry-after': '2' },
      )
    : answer(500, { success: false, message: 'Something went wrong on our side; it has been logged.' });
}

/**
 * What keeps a browser from taking an answer for anything but data. Other sites may not read it: no answer that needs a
 * token allows another origin. https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
 */
const SAFE_HEADERS = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/** A Lambda handler for one route; every answer is JSON and carries the request id, and is one line in the log. */
export function httpHandler(route: (request: HttpRequest) => Promise<Reply>, log: Log) {
  return handlerOf(httpRequest, route, log);
}

/** The same for a route without authorizer. */
export function publicHandler(route: (request: PublicRequest) => Promise<Reply>, log: Log) {
  return handlerOf(publicRequest, route, log);
}

function handlerOf<R extends HttpRequest | PublicRequest>(
  shape: z.ZodMiniType<R>,
  route: (request: R) => Promise<Reply>,
  log: Log,
) {
  const finish = (response: ReturnType<typeof respond>, requestId: string | undefined): HttpResponse => ({
    statusCode: response.statusCode,
    headers: {
      ...SAFE_HEADERS,
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
      ...response.headers,
    },
    ...toBody(response.body),
  });
  const facts = (event: unknown, { statusCode, headers }: HttpResponse, { startedAt }: Timing) => ({
    ...requestFacts(shape.safeParse(event).data, headers),
    status: statusCode,
    durationMs: Math.round(performance.now() - startedAt),
  });
  return middy<unknown, HttpResponse, Error, Request['context'], Timing>()
    .before(({ internal }) => {
      internal.startedAt = performance.now();
    })
    .after(({ event, response, internal }) => {
      if (response) log.info('request answered', facts(event, response, internal));
    })
    .onError((request) => {
      const { event, error, internal } = request;
      const response = finish(respondToError(error), shape.safeParse(event).data?.requestId);
      log.error('request failed', { ...facts(event, response, internal), error });
      request.response = response;
    })
    .handler(async (event: unknown) => {
      const request = shape.parse(event);
      return finish(respond(await route(request)), request.requestId);
    });
}

/** What Middy keeps of one invocation. */
interface Timing extends Record<string, unknown> {
  startedAt: number;
}

function toBody(body: object): Pick<HttpResponse, 'body' | 'isBase64Encoded'> {
  if (Buffer.isBuffer(body)) return { body: body.toString('base64'), isBase64Encoded: true };
  // Only lines are a list: see `respond`.
  const lines = Array.isArray(body) ? body.map((line) => `${JSON.stringify(line)}\n`) : undefined;
  return { body: lines === undefined ? JSON.stringify(body) : lines.join('') };
}
