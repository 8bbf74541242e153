// What an HTTP API hands to a function (payload format 2.0).
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import * as z from 'zod/mini';

/**
 * Half of a surrogate pair is no Unicode: no key can hold it, and no URL of an answer. It becomes U+FFFD, as bytes do on
 * their way here that are no UTF-8.
 */
const unicode = z.pipe(
  z.string(),
  z.transform((text) => text.toWellFormed()),
);

const httpEvent = z.object({
  routeKey: z.string(),
  headers: z._default(z.record(z.string(), z.optional(z.string())), {}),
  pathParameters: z._default(z.record(z.string(), z.optional(unicode)), {}),
  queryStringParameters: z._default(z.record(z.string(), z.optional(unicode)), {}),
  body: z.optional(z.string()),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({ requestId: z.string(), http: z.object({ method: z.string() }) }),
});
const authorized = z.object({
  requestContext: z.object({
    authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
  }),
});

/** A request that the authorizer let through. Header names are lower case; path parameters are decoded. */
export interface HttpRequest {
  readonly requestId: string;
  /** As the API names it: `GET /api/batches/{batchId}`. */
  readonly route: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
  /** The verified token's claims, as API Gateway passes them on: strings. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A request that no authorizer saw: without claims, so that nobody in it can be taken for a caller. */
export interface PublicRequest extends Omit<HttpRequest, 'claims'> {
  /** Path as a whole, decoded. */
  readonly rawPath: string;
}

export const httpRequest = z.pipe(
  z.intersection(httpEvent, authorized),
  z.transform(
    (event): HttpRequest => ({ ...toRequest(event), claims: event.requestContext.authorizer.jwt.claims }),
  ),
);
export const publicRequest = z.pipe(
  z.extend(httpEvent, { rawPath: unicode }),
  z.transform((event): PublicRequest => ({ ...toRequest(event), rawPath: event.rawPath })),
);

function toRequest(event: z.infer<typeof httpEvent>): Omit<HttpRequest, 'claims'> {
  const { routeKey: route, requestContext, pathParameters, queryStringParameters } = event;
  const { headers, body, isBase64Encoded } = event;
  const { requestId, http } = requestContext;
  const { method } = http;
  const [path, query] = [pathParameters, queryStringParameters];
  return { requestId, route, method, headers, path, query, body, isBase64Encoded };
}
