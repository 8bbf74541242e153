import fc from 'fast-check';
import { type OperationId, ROUTES } from '../../../functions/openapi/routes.ts';
import {
  bodyOf,
  changes,
  deletions,
  externalId,
  KINDS,
  type Kind,
  mostly,
  newDefinition,
  patchesOf,
  resourceOf,
  retry,
} from './bodies.ts';
import { hostileText } from './hostile-values.ts';
import type { Body, FuzzRequest, Texts } from './request.ts';

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
function cursorOf(list: string, route: string): fc.Arbitrary<string> {
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
    { weight: 3, arbitrary: fc.constant(`@{cursor ${route}}`) },
    { weight: 3, arbitrary: positions.map((position) => `@{forged ${list} ${position}}`) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.values(ROUTES)).map((other) => `@{cursor ${other}}`) },
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
const page = (list: string, route: string) => ({ limit, cursor: cursorOf(list, route) });

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
        ...page('batches', ROUTES.listBatches),
        status: mostly(fc.constantFrom('success', 'failed,success'), hostileText),
        batchType: mostly(fc.constant('PARTNER_RESOURCE_BATCH_PATCH'), hostileText),
      },
    },
    getBatch: { path: batchPath },
    getBatchResults: {
      path: batchPath,
      query: {
        ...page('results', ROUTES.getBatchResults),
        outcome: mostly(fc.constantFrom('failed', 'applied,unchanged'), hostileText),
        include: mostly(fc.constant('patch'), hostileText),
      },
    },
    cancelBatch: { path: batchPath },
    retryBatch: { path: batchPath, body: retry },
    listResources: { path: { schema }, query: page('resources', ROUTES.listResources) },
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
    listSchemaDefinitions: { query: page('definitions', ROUTES.listSchemaDefinitions) },
    getSchemaDefinition: { path: { idOrName: schema } },
    updateSchemaDefinition: { path: { idOrName: madeName }, body: changes, partner: true },
    deleteSchemaDefinition: { path: { idOrName: madeName }, partner: true },
    getLimits: {},
    getOpenApi: {},
    getDocs: {},
    getDocsScript: {},
  };
}

const HEADERS = {
  'if-match': mostly(fc.constantFrom('*', '"1"', '"1", "2"'), hostileText, 2),
  'if-none-match': mostly(fc.constantFrom('*', '"1"', 'W/"x"'), hostileText, 2),
  prefer: mostly(fc.constantFrom('wait=1', 'wait="1"', 'respond-async'), hostileText, 2),
  'idempotency-key': mostly(fc.constantFrom('k-1', 'k-2', '@{fresh}'), hostileText, 2),
  'reach-tenant-id': mostly(fc.constantFrom('red', 'blue'), hostileText, 2),
  accept: mostly(fc.constantFrom('application/x-ndjson', 'application/json', '*/*;q=0'), hostileText, 2),
  'accept-encoding': mostly(fc.constantFrom('gzip', 'identity;q=0'), hostileText, 2),
  'content-length': fc.constantFrom('0', '-1', 'NaN', '99999999999'),
  'content-type': fc.oneof(
    fc.constantFrom('application/json;charset=utf-16', 'text/plain', 'application/json;;'),
    hostileText,
  ),
  'content-encoding': fc.oneof(fc.constantFrom('gzip', 'identity', 'gzip, gzip', 'br', 'GZIP '), hostileText),
};

/** Some of the entries, each with its value, and now and then one that nobody knows. */
function some(
  entries: Readonly<Record<string, fc.Arbitrary<string>>>,
  odd: fc.Arbitrary<string>,
): fc.Arbitrary<Texts> {
  const names = Object.keys(entries);
  const known =
    names.length === 0 ? fc.constant([]) : fc.subarray(names, { maxLength: Math.min(2, names.length) });
  return fc
    .tuple(known, mostly(fc.constant(undefined), odd, 24))
    .chain(([chosen, other]) =>
      fc.tuple(
        ...chosen.map((name) => fc.tuple(fc.constant(name), entries[name] ?? hostileText)),
        ...(other === undefined ? [] : [fc.tuple(fc.constant(other), hostileText)]),
      ),
    )
    .map((pairs) => Object.fromEntries(pairs));
}

const hostileClaims: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .array(
    fc.tuple(
      fc.constantFrom('partnerId', 'type', 'tenantExternalId', '__proto__'),
      fc.oneof(hostileText, fc.constantFrom('partner', '@{partner}', 'red'), fc.jsonValue({ maxDepth: 1 })),
    ),
    { maxLength: 3 },
  )
  .map((pairs) => Object.fromEntries(pairs));
const tenant = fc.constant({ partnerId: '@{partner}', tenantExternalId: 'red' });
const partner = fc.constant({ partnerId: '@{partner}', type: 'partner' });

function requestOf(route: string, shape: Shape): fc.Arbitrary<FuzzRequest> {
  const { path = {}, query = {}, body, partner: isPartners = false } = shape;
  return fc
    .record({
      path: fc.record(path),
      query: fc.oneof(fc.constant({}), some(query, hostileText)),
      headers: fc.oneof(
        { weight: 2, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: some(HEADERS, hostileText) },
      ),
      claims: mostly(
        fc.oneof({ weight: 8, arbitrary: isPartners ? partner : tenant }, { weight: 1, arbitrary: partner }),
        hostileClaims,
        20,
      ),
      ...(body === undefined ? {} : { body: bodyOf(body) }),
    })
    .map(
      ({ headers, ...request }): FuzzRequest => ({
        route,
        ...request,
        headers: { ...usualHeaders(request.body, request.claims), ...headers },
      }),
    );
}

function usualHeaders(body: Body | undefined, claims: Readonly<Record<string, unknown>>): Texts {
  return {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(body?.coding.startsWith('gzip') ? { 'content-encoding': 'gzip' } : {}),
    ...(claims['type'] === 'partner' ? { 'reach-tenant-id': 'red' } : {}),
  };
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
