import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { mediaOf } from './envelope.ts';
import { answerHeaders } from './headers.ts';
import type { Answer, Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { PATH_PARAMETERS, TENANT_HEADER } from './parameters.ts';
import { refusalsOf } from './refusals.ts';
import { type OperationId, ROUTES } from './routes.ts';
import { TAGS } from './tags.ts';

/** The OpenAPI document of the whole API, made of the schemas that requests are checked with. */
export function createOpenApiDocument() {
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Patchlane',
        version: '0.1.0',
        description: ABOUT,
      },
      servers: [{ url: '/' }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      paths: toPaths(),
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description:
              'RS256, with the claim `partnerId`, and either `tenantExternalId` or `type: "partner"`.',
          },
        },
      },
    },
    { override },
  );
}

/** What zod's own JSON Schema says more or less of than is meant. */
const override: ZodOpenApiOverride = ({ zodSchema, jsonSchema, io }) => {
  const { type } = zodSchema._zod.def;
  // The only custom check of a request is that something is an object of JSON.
  if (type === 'custom') Object.assign(jsonSchema, { type: 'object', additionalProperties: {} });
  if (type === 'record') delete jsonSchema.propertyNames;
  // Short, and what renderers show on one line.
  const [value] = type === 'nullable' ? (jsonSchema.anyOf ?? []) : [];
  if (value !== undefined && 'type' in value && typeof value.type === 'string') {
    delete jsonSchema.anyOf;
    Object.assign(jsonSchema, { ...value, type: [value.type, 'null'] });
  }
  // Answers may grow: a client must not refuse a field that it does not know.
  if (type === 'object' && io === 'output') delete jsonSchema.additionalProperties;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
};

const ABOUT = `A multi-tenant resource store whose main call is the asynchronous batch of merge patches.

- Every call carries \`authorization: Bearer <token>\`; a partner token names the tenant in \`reach-tenant-id\`.
- Every refusal is \`{"success": false, "message"}\`, a 400 with every problem in \`errors\`.
- Every answer has a request id that the log knows it by: \`x-request-id\`, or \`apigw-requestid\` of API Gateway.
- This document for machines: [openapi.json](/openapi.json).`;

function toPaths(): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [id, route] of Object.entries(ROUTES)) {
    const [method = '', path = ''] = route.split(' ');
    const operation = OPERATIONS[id as OperationId]; // Object.entries forgets its key type
    paths[path] = { ...paths[path], [method.toLowerCase()]: toOperation(id, path, operation) };
  }
  return paths;
}

function toOperation(operationId: string, path: string, operation: Operation): ZodOpenApiOperationObject {
  const { tag, scope, summary, description, query, headers, body, answers } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const tenant = scope === 'tenant' ? TENANT_HEADER : undefined;
  const header = headers === undefined ? tenant : headers.extend(tenant?.shape ?? {});
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: scope === 'public' ? [] : [{ bearer: [] }],
    requestParams: {
      ...(names.length === 0 ? {} : { path: z.object(pick(PATH_PARAMETERS, names)) }),
      ...(query === undefined ? {} : { query }),
      ...(header === undefined ? {} : { header }),
    },
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': mediaOf(body), 'application/merge-patch+json': mediaOf(body) },
          },
        }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, one]) => [status, toResponse(one)])),
      ...refusalsOf(operation, names.length > 0),
    },
  };
}

function toResponse({ description, headers = [], content = {} }: Answer) {
  const media = Object.entries(content).map(([type, one]) => [type, mediaOf(one)]);
  return {
    description,
    headers: answerHeaders(headers),
    ...(media.length === 0 ? {} : { content: Object.fromEntries(media) }),
  };
}

/** A route with a parameter that nobody described fails here, when the document is made. */
function pick<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(
    names.map((name) => {
      const one = all[name];
      if (one === undefined) throw new TypeError(`the path parameter ${name} is not described`);
      return [name, one];
    }),
  );
}
