import * as z from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { MAX_ERRORS } from '../refusal.ts';
import { mediaOf } from './envelope.ts';
import { answerHeaders } from './headers.ts';
import type { Operation } from './operation.ts';

const refusal = z
  .object({ success: z.literal(false), message: z.string() })
  .meta({ id: 'Refusal', description: 'Nothing was done; `message` says why.' });
const invalid = refusal
  .extend({
    errors: z.array(z.string()).meta({
      description: `Every problem with its place and what was expected; up to ${MAX_ERRORS}, then how many more.`,
    }),
  })
  .meta({ id: 'InvalidRequest', description: 'Something in the request is wrong.' });
const notFound = refusal
  .extend({ data: z.object({ error: z.string() }) })
  .meta({ id: 'NotFound', description: 'There is no such thing for this tenant.' });
const gatewayAnswer = z
  .object({ message: z.string() })
  .meta({ id: 'GatewayAnswer', description: 'Answered by API Gateway, before any function ran.' });

const message = (text: string) => ({ success: false, message: text });
const json = (schema: z.ZodType, example: unknown) => ({
  'application/json': mediaOf({ schema, example }),
});
const headers = answerHeaders([]);
const busy = {
  ...headers,
  'retry-after': {
    description: 'Seconds to wait before the same request is sent again; not with an answer of API Gateway.',
    schema: { type: 'integer' as const },
  },
};

/** What each status of a refusal looks like. */
const REFUSALS = {
  400: {
    id: 'InvalidRequest',
    description: 'Something in the request is wrong; `errors` says what, where and what was expected.',
    headers,
    content: json(invalid, {
      ...message('The batch is not valid; nothing of it was taken.'),
      errors: ['resources[17]/email: must match format "email"'],
    }),
  },
  401: {
    id: 'Unauthorized',
    description: 'The token is missing, expired or not of this issuer.',
    headers: {
      'www-authenticate': {
        description: 'What is wrong with the token.',
        schema: { type: 'string' as const },
      },
    },
    content: json(gatewayAnswer, { message: 'Unauthorized' }),
  },
  403: {
    id: 'Forbidden',
    description: 'The token may not do this, or not for this tenant.',
    headers,
    content: json(refusal, message('This call needs a partner token; the token is bound to a tenant.')),
  },
  404: {
    id: 'NotFound',
    description: 'There is no such schema definition, batch or resource for this tenant.',
    headers,
    content: json(notFound, {
      ...message('There is no customer "c-9".'),
      data: { error: 'There is no customer "c-9".' },
    }),
  },
  409: {
    id: 'Conflict',
    description: 'What is to be made is there already, or another call came at the same time.',
    headers,
    content: json(refusal, message('There is already a customer "c-1".')),
  },
  412: {
    id: 'PreconditionFailed',
    description: '`If-Match` names another version than the resource has.',
    headers,
    content: json(refusal, message('The customer "c-1" has version 3, which If-Match does not name.')),
  },
  413: {
    id: 'TooLarge',
    description: 'The body, or the resource that it would make, is too large.',
    headers,
    content: json(
      z.union([refusal, gatewayAnswer]),
      message('The body may take 4194304 bytes, decompressed. Send fewer or smaller items per call.'),
    ),
  },
  415: {
    id: 'UnsupportedMediaType',
    description: 'The content type or encoding is not taken.',
    headers,
    content: json(
      refusal,
      message('The content type must be application/json or application/merge-patch+json, in UTF-8.'),
    ),
  },
  422: {
    id: 'OtherRequest',
    description: 'The idempotency key was used for another request.',
    headers,
    content: json(
      refusal,
      message('The idempotency key was used for another request. Send a new key with a new request.'),
    ),
  },
  429: {
    id: 'TooManyRequests',
    description: 'More requests than the account takes.',
    headers: busy,
    content: json(z.union([refusal, gatewayAnswer]), { message: 'Too Many Requests' }),
  },
  500: {
    id: 'Fault',
    description: 'Something went wrong on our side; the log has it under the request id.',
    headers,
    content: json(
      z.union([refusal, gatewayAnswer]),
      message('Something went wrong on our side; it has been logged.'),
    ),
  },
  503: {
    id: 'Busy',
    description: 'Busy: send the same request again in a while.',
    headers: busy,
    content: json(
      z.union([refusal, gatewayAnswer]),
      message('The service is busy. Send the same request again in a moment.'),
    ),
  },
} as const satisfies Readonly<Record<number, ZodOpenApiResponseObject>>;

/** The refusals that a call can meet, by what it takes. */
export function refusalsOf(
  operation: Operation,
  hasPathParameters: boolean,
): Readonly<Record<number, ZodOpenApiResponseObject>> {
  const { scope, query, headers, body, refusals = [] } = operation;
  const readsInput = scope !== 'public' && (scope === 'tenant' || [query, headers, body].some(Boolean));
  const statuses: readonly (keyof typeof REFUSALS)[] = [
    ...(readsInput ? ([400] as const) : []),
    ...(scope === 'public' ? [] : ([401, 403] as const)),
    ...(hasPathParameters ? ([404] as const) : []),
    ...(body === undefined ? [] : ([413, 415] as const)),
    ...refusals,
    429,
    500,
    503,
  ];
  return Object.fromEntries(statuses.map((status) => [status, REFUSALS[status]]));
}
