import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FAILURE_CODES } from '../../../functions/domain/fold.ts';
import { createOpenApiDocument } from '../../../functions/openapi/document.ts';
import { ROUTES } from '../../../functions/openapi/routes.ts';
import { OPENAPI_TYPES, openApiTypes } from '../../support/openapi-types.ts';

const json: unknown = JSON.parse(JSON.stringify(createOpenApiDocument()));

const media = z.object({
  schema: z.record(z.string(), z.unknown()),
  examples: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
});
const header = z.object({ required: z.boolean().default(false) });
const response = z.object({
  headers: z.record(z.string(), header).default({}),
  content: z.record(z.string(), media).default({}),
});
const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), description: z.string().optional() }))
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), media) }).optional(),
  responses: z.record(z.string(), response),
});

/** The document with every reference but those of schemas followed, by operation. */
const operations = await (async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(json)));
  if (!valid) throw new Error(JSON.stringify(errors));
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), operation)) })
    .parse(validator.resolveRefs());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ ...one, route: `${method.toUpperCase()} ${path}` })),
  );
})();
const named = (id: string) => {
  const found = operations.find(({ operationId }) => operationId === id);
  if (found === undefined) throw new Error(`there is no operation ${id}`);
  return found;
};

describe('the OpenAPI document', () => {
  it('is one, by a validator of others', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(json)));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(json).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) });
  });

  it('has every route as one operation', () => {
    expect(Object.fromEntries(operations.map(({ operationId, route }) => [operationId, route]))).toEqual(
      ROUTES,
    );
  });

  it('has the types of its client up to date: npm run openapi:types', async () => {
    expect(readFileSync(OPENAPI_TYPES, 'utf8')).toBe(await openApiTypes());
  });

  it('describes every parameter', () => {
    const bare = operations.flatMap(({ route, parameters }) =>
      parameters.filter(({ description }) => !description).map(({ name }) => `${route} ${name}`),
    );
    expect(bare).toEqual([]);
  });

  it('has examples that its own schemas take', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    ajvFormats.default(ajv);
    const wrong = operations.flatMap(({ route, requestBody, responses }) =>
      [
        ...Object.values(requestBody?.content ?? {}),
        ...Object.values(responses).flatMap((one) => Object.values(one.content)),
      ].flatMap(({ schema, examples }) => {
        const validate = ajv.compile(schema);
        return Object.values(examples).flatMap(({ value }) =>
          validate(value) ? [] : [`${route}: ${ajv.errorsText(validate.errors)}`],
        );
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('asks for a token wherever the API does, and says what happens without', () => {
    const open = operations.filter(({ security }) => security.length === 0).map(({ route }) => route);
    expect(open).toEqual(['GET /openapi.json', 'GET /docs', 'GET /docs/rapidoc.js']);
    for (const { security, responses } of operations.filter(({ route }) => !open.includes(route))) {
      expect(security).toEqual([{ bearer: [] }]);
      expect(responses).toHaveProperty('401');
      expect(responses).toHaveProperty('403');
    }
  });

  it('names the tenant in the header of every call for its data, and of no other', () => {
    const withTenant = operations.filter(({ parameters }) =>
      parameters.some(({ name }) => name === 'reach-tenant-id'),
    );
    expect(withTenant.map(({ route }) => route)).toEqual(
      operations.map(({ route }) => route).filter((route) => /\/api\/(resources|batches)/.test(route)),
    );
  });

  it('says when to come again wherever a call may be too much', () => {
    for (const { responses } of operations) {
      for (const status of ['429', '503']) expect(responses[status]?.headers).toHaveProperty('retry-after');
    }
    expect(named('patchBatch').responses['202']?.headers).toMatchObject({
      location: { required: true },
      'retry-after': { required: true },
    });
  });

  it('has the headers of versions and pages', () => {
    for (const id of ['getResource', 'patchResource', 'createResource'])
      expect(named(id).responses['200']?.headers).toMatchObject({ etag: { required: true } });
    for (const id of ['patchResource', 'createResource', 'deleteResource']) {
      expect(named(id).parameters).toContainEqual(
        expect.objectContaining({ name: 'if-match', in: 'header' }),
      );
      expect(named(id).responses).toHaveProperty('412');
    }
    expect(named('getBatchResults').responses['200']?.headers).toHaveProperty('link');
  });

  it('has the codes of failures, all of them and no other', () => {
    expect(json).toMatchObject({ components: { schemas: { FailureCode: { enum: FAILURE_CODES } } } });
  });
});
