import { expand, type Known } from './expand.ts';
import { encodeBody, type FuzzRequest, type Texts } from './request.ts';

export const REQUEST_ID = 'fuzz-request';

/**
 * The event of a request, payload format 2.0, as an HTTP API makes it, and as it never would: what a handler takes for
 * granted is what nobody has tried.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toEvent(request: FuzzRequest, known: Known): object {
  const { route, path = {}, query = {}, headers = {}, claims, body } = request;
  const parts = route.split(' ');
  const { method = parts[0], rawPath = parts[1] ?? '/' } = request;
  const encoded = body && encodeBody(expand(body.text, known), body.coding);
  const usual = { host: 'api.example.com', 'user-agent': 'fuzz', ...lengthOf(encoded) };
  return {
    version: '2.0',
    routeKey: route,
    rawPath: expand(rawPath, known),
    rawQueryString: '',
    headers: { ...usual, ...expandAll(headers, known) },
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: expandAll(query, known) }),
    requestContext: {
      ...(isPublic(route) ? {} : { authorizer: { jwt: { claims: toClaims(claims, known), scopes: null } } }),
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'fuzz' },
      requestId: REQUEST_ID,
      routeKey: route,
      stage: '$default',
    },
    ...(Object.keys(path).length === 0 ? {} : { pathParameters: expandAll(path, known) }),
    isBase64Encoded: false,
    ...encoded,
  };
}

/** Routes without an authorizer. */
export function isPublic(route: string): boolean {
  return route === '$default' || /^GET \/(openapi|docs)/.test(route);
}

function lengthOf(encoded: ReturnType<typeof encodeBody> | undefined): Texts {
  if (encoded === undefined) return {};
  const length = Buffer.byteLength(encoded.body, encoded.isBase64Encoded ? 'base64' : 'utf8');
  return { 'content-length': String(length) };
}

function toClaims(claims: FuzzRequest['claims'], known: Known): object {
  const given = claims ?? { partnerId: '@{partner}', tenantExternalId: 'red' };
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'string' ? expand(value, known) : value,
    ]),
  );
}

function expandAll(texts: Texts, known: Known): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [expand(name, known), expand(text, known)]),
  );
}
