import fc from 'fast-check';
import { type OperationId, ROUTES } from '../../../functions/openapi/routes.ts';
import { deletions, externalId, KINDS, type Kind, patchesOf, resourceOf, retry } from './bodies.ts';
import { bodyOf } from './coded-bodies.ts';
import { claimsOf, headers, some, usualHeaders } from './headers.ts';
import { hostileText, mostly } from './hostile-values.ts';
import type { FuzzRequest } from './request.ts';
import { changes, newDefinition } from './schema-bodies.ts';

const batchId = mostly(
  fc.nat({ max: 5 }).map((at) => `@{batch ${at}}`),
  fc.oneof(
    hostileText,
    fc.constantFrom('01ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FAV-', '-', '@{batch 0}-x'),
  ),
);
const madeName = mostly(
  fc.nat({ max: 9 }).map((at) => `@{made ${at}}`),
  hostileText,
);

const flag = mostly(fc.constantFrom('', 'true', 'false', 'null'), hostileText);
const limit = mostly(
  fc.constantFrom('1', '2', '100'),
  fc.oneof(hostileText, fc.constantFrom('0', '1001', '1e2', '٣')),
);

/** Of this list, of another, of another tenant's; and forged with a digest that is right. */
function cursorOf(list: string, operation: OperationId): fc.Arbitrary<string> {
  const positions = fc.constantFrom(
    'c-1',
    '\\ud800',
    '\\u0000',
    '-1',
    '1e9',
    'NaN',
    '\\ufeff',
    '@{chars 1024}',
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(`@{cursor ${operation}}`) },
    { weight: 3, arbitrary: positions.map((position) => `@{forged ${list} ${position}}`) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('listBatches', 'getBatchResults', 'listResources', 'listSchemaDefinitions')
        .map((other) => `@{cursor ${other}}`),
    },
    { weight: 1, arbitrary: positions.map((position) => `@{forged elsewhere ${position}}`) },
    { weight: 1, arbitrary: fc.constantFrom('WyJhIiwiYiJd', 'bnVsbA', '@{cursor x}@{cursor x}', 'e30=') },
    { weight: 1, arbitrary: hostileText },
  );
}

interface Shape {
  readonly path?: Readonly<Record<string, fc.Arbitrary<string>>>;
  readonly query?: Readonly<Record<string, fc.Arbitrary<string>>>;
  readonly body?: fc.Arbitrary<string>;
  /** Only the partner itself may call. */
  readonly partner?: boolean;
}

const batchPath = { batchId };
const writeOptions = { ignoreUnknownFields: flag };
const onFailure = mostly(fc.constantFrom('continue', 'skipRest'), hostileText);
const onconflict = mostly(fc.constantFrom('upsert', 'reject'), hostileText);
const page = (list: string, operation: OperationId) => ({ limit, cursor: cursorOf(list, operation) });

/** The parts of every route's requests, about resources of one kind. */
function shapesOf(kind: Kind): Readonly<Record<OperationId, Shape>> {
  const schema = mostly(
    fc.constantFrom(kind, kind.toUpperCase()),
    fc.oneof(fc.constantFrom('@{made 0}', '@{made 1}'), hostileText),
    20,
  );
  const resourcePath = { schema, externalId };
  const patches = patchesOf(kind);
  return {
    patchBatch: {
      path: { schema },
      query: { ...writeOptions, validateOnly: flag, onFailure },
      body: patches,
    },
    ingestBatch: {
      path: { schema },
      query: { ...writeOptions, onconflict, validateOnly: flag, onFailure },
      body: patches,
    },
    deleteBatch: { path: { schema }, query: { dryRun: flag, onFailure }, body: deletions },
    listBatches: {
      query: {
        ...page('batches', 'listBatches'),
        status: mostly(fc.constantFrom('success', 'failed,success'), hostileText),
        batchType: mostly(fc.constant('PARTNER_RESOURCE_BATCH_PATCH'), hostileText),
      },
    },
    getBatch: { path: batchPath },
    getBatchResults: {
      path: batchPath,
      query: {
        ...page('results', 'getBatchResults'),
        outcome: mostly(fc.constantFrom('failed', 'applied,unchanged'), hostileText),
        include: mostly(fc.constant('patch'), hostileText),
      },
    },
    cancelBatch: { path: batchPath },
    retryBatch: { path: batchPath, body: retry },
    listResources: { path: { schema }, query: page('resources', 'listResources') },
    createResource: {
      path: { schema },
      query: { ...writeOptions, onconflict },
      body: resourceOf(kind, true),
    },
    getResource: { path: resourcePath },
    patchResource: {
      path: resourcePath,
      query: writeOptions,
      body: mostly(resourceOf(kind, false), resourceOf(kind, true)),
    },
    deleteResource: { path: resourcePath },
    createSchemaDefinition: { body: newDefinition, partner: true },
    listSchemaDefinitions: { query: page('definitions', 'listSchemaDefinitions') },
    getSchemaDefinition: { path: { idOrName: schema } },
    updateSchemaDefinition: { path: { idOrName: madeName }, body: changes, partner: true },
    deleteSchemaDefinition: { path: { idOrName: madeName }, partner: true },
    getLimits: {},
    getOpenApi: {},
    getDocs: {},
    getDocsScript: {},
  };
}

function requestOf(route: string, shape: Shape): fc.Arbitrary<FuzzRequest> {
  const { path = {}, query = {}, body, partner: isPartners = false } = shape;
  return fc
    .record({
      path: fc.record(path),
      query: fc.oneof(fc.constant({}), some(query)),
      headers,
      claims: claimsOf(isPartners),
      ...(body === undefined ? {} : { body: bodyOf(body) }),
    })
    .map(
      ({ headers: given, ...request }): FuzzRequest => ({
        route,
        ...request,
        headers: { ...usualHeaders(request.body, request.claims), ...given },
      }),
    );
}

const unknown: fc.Arbitrary<FuzzRequest> = fc.record({
  route: fc.constant('$default'),
  method: mostly(fc.constantFrom('GET', 'PUT', 'HEAD', 'OPTIONS'), hostileText),
  rawPath: fc.oneof(
    hostileText.map((text) => `/${text}`),
    fc.constantFrom(
      '/api/batches',
      '/docs',
      '/partner/schema-definitions/@{chars 9000}',
      '//',
      '/api/resources//batch',
    ),
  ),
});

/** How often: what takes a body has the most that can go wrong, what is public and reads nothing the least. */
function weightOf(operation: OperationId, { body, path }: Shape): number {
  if (operation === 'patchBatch' || operation === 'createSchemaDefinition') return 16;
  if (body !== undefined) return 8;
  return path === undefined && !operation.startsWith('list') ? 1 : 4;
}

function requestsAbout(kind: Kind): fc.Arbitrary<FuzzRequest> {
  // `Object.entries` forgets that the names are those of operations.
  const shapes = Object.entries(shapesOf(kind)) as readonly (readonly [OperationId, Shape])[];
  return fc.oneof(
    ...shapes.map(([operation, shape]) => ({
      weight: weightOf(operation, shape),
      arbitrary: requestOf(ROUTES[operation], shape),
    })),
    { weight: 2, arbitrary: unknown },
  );
}

/** Requests of every route. */
export const anyRequest: fc.Arbitrary<FuzzRequest> = fc.oneof(...KINDS.map(requestsAbout));
