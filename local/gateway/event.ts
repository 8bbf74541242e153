import type { IncomingMessage } from 'node:http';
import type { Match } from './router.ts';

export interface EventInput {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly match: Match;
  /** Path without the query, decoded: HTTP APIs hand it on so, in `rawPath` too. */
  readonly path: string;
  readonly query: string;
  readonly requestId: string;
  readonly claims: Readonly<Record<string, string>> | undefined;
  readonly apiId: string;
  readonly accountId: string;
  readonly now: Date;
}

/**
 * Builds the event that an HTTP API hands to a function, payload format 2.0.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toHttpEvent(input: EventInput): object {
  const { request, body, match, path, query, requestId, claims, apiId, accountId, now } = input;
  const headers = headersOf(request);
  const parameters = [...new URLSearchParams(query)];
  const cookies = request.headers.cookie?.split(/; */);
  const method = request.method ?? 'GET';
  const domainName = request.headers.host ?? '';
  const text = isText(headers);
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookies === undefined ? {} : { cookies }),
    headers,
    ...(parameters.length === 0 ? {} : { queryStringParameters: joined(parameters) }),
    requestContext: {
      accountId,
      apiId,
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: null } } }),
      domainName,
      domainPrefix: apiId,
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.key,
      stage: '$default',
      time: clfTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(match.parameters).length === 0 ? {} : { pathParameters: match.parameters }),
    ...(body.length === 0 ? {} : { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

/** Connection headers concern the two ends of one connection; cookies have a field of their own. */
const NOT_PASSED_ON = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'expect',
  'cookie',
]);

function headersOf({ headersDistinct, socket, headers: { host } }: IncomingMessage): Record<string, string> {
  const sent = Object.entries(headersDistinct).flatMap(([name, values]): [string, string][] =>
    NOT_PASSED_ON.has(name) || values === undefined ? [] : [[name, values.join(',')]],
  );
  return {
    ...Object.fromEntries(sent),
    'x-forwarded-for': socket.remoteAddress ?? '',
    'x-forwarded-port': String(socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
    ...(host === undefined ? {} : { host }),
  };
}

/**
 * Text arrives as it is, anything else in base64. The documentation does not list the types; these were observed, and
 * `application/merge-patch+json` is not among them.
 */
const TEXT = /^(text\/[^;]+|application\/(json|javascript|xml))\s*(;|$)/i;

function isText(headers: Readonly<Record<string, string>>): boolean {
  const { 'content-type': type, 'content-encoding': encoding } = headers;
  return encoding === undefined && type !== undefined && TEXT.test(type);
}

function joined(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const groups = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries(
    [...groups].map(([name, all]) => [name, all.map(([, value]) => value).join(',')]),
  );
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
function clfTime(now: Date): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
