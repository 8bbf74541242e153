import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ON_FAILURE, OPERATIONS, type Operation } from '../../functions/domain/batch.ts';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  ownField,
  pointerToken,
} from '../../functions/domain/json.ts';
import { outcomeOf } from '../../functions/domain/ledger.ts';
import type { ResourceState } from '../../functions/domain/resource.ts';
import { MAX_DOCUMENT_BYTES } from '../../functions/domain/storable.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { resource, stateOf } from '../support/domain.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { batchKey, dataOf, keyOf } from './support/consumer.ts';
import { createIntake, drain, storeWithSchema } from './support/processes.ts';
import { jsonRequest } from './support/requests.ts';

const IDS = ['c-1', 'c-2', 'c-3'] as const;

const answer = z.object({
  statusCode: z.literal(200),
  body: z.object({
    data: z.strictObject({
      schemaDefinitionId: z.literal('schema-1'),
      recordCount: z.number(),
      summary: z.strictObject({ applied: z.number(), unchanged: z.number(), failed: z.number() }),
      results: z.array(
        z.strictObject({
          index: z.number(),
          externalId: z.string(),
          outcome: z.enum(['applied', 'unchanged', 'failed']),
          code: z.string().optional(),
          message: z.string().optional(),
          errors: z.array(z.string()).optional(),
          retryable: z.boolean().optional(),
          currentVersion: z.number().optional(),
          causedBy: z.number().optional(),
          changed: z.array(z.string()).optional(),
          cleared: z.array(z.string()).optional(),
          truncated: z.literal(true).optional(),
        }),
      ),
    }),
  }),
});

function storeOf(states: Readonly<Record<string, ResourceState>>): MemoryStore {
  const store = storeWithSchema();
  for (const [id, state] of Object.entries(states)) store.states.set(keyOf(id), state);
  return store;
}

function callOf(method: string, body: object, query: HttpRequest['query']): HttpRequest {
  return jsonRequest(body, { method, path: { schema: 'customer' }, query });
}

/** What is told of a PATCH of these customers. */
async function preview(
  store: MemoryStore,
  resources: readonly JsonObject[],
  query: HttpRequest['query'] = {},
) {
  const { submit } = createIntake(store);
  const told = await submit(callOf('PATCH', { resources }, { validateOnly: 'true', ...query }));
  return answer.parse(told).body.data;
}

interface Case {
  readonly operation: Operation;
  readonly onFailure: string;
  readonly states: Readonly<Record<string, ResourceState>>;
  readonly patches: readonly { readonly patch: JsonObject; readonly ifVersion: number | null }[];
}

/** Any fields; what a schema wants of a whole document often is not there: `email`, `since` with `tier`, `city`. */
const fields = fc.record(
  {
    name: fc.constantFrom('A', 'B', null),
    visits: fc.constantFrom(0, 1, null),
    tier: fc.constantFrom('gold', null),
    since: fc.constantFrom('2026-01-01', null),
    tags: fc.constantFrom(['a'], ['a', 'b'], [], null),
    address: fc.constantFrom(
      null,
      { city: 'Bern' },
      { place: { floor: 1 } },
      { city: 'Bern', place: { floor: null } },
      { place: null },
      {},
    ),
    more: fc.jsonValue({ maxDepth: 3 }),
  },
  { requiredKeys: [] },
);

/** Often none, so that patches which change nothing are no rarity. */
const someFields = fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 6, arbitrary: fields });

/** As a body brings it, and with numbers that it may bring. */
function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value), (_, field) =>
    typeof field === 'number' ? Math.trunc(field % 1000) || 0 : field,
  );
}

function withoutNulls(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([name, field]) => [name, withoutNulls(field)]));
}

/** A resource, which may break the schema as it is now; or what is left of one that was deleted; or nothing. */
function state(customerId: string): fc.Arbitrary<ResourceState> {
  return fc
    .oneof(
      { weight: 3, arbitrary: fc.record({ version: fc.integer({ min: 1, max: 3 }), fields }) },
      { weight: 1, arbitrary: fc.record({ version: fc.nat(3) }) },
    )
    .map((made) => {
      if (!('fields' in made)) return stateOf(undefined, { version: made.version, revision: made.version });
      const data = withoutNulls(asJson({ customerId, email: 'a@b.example', ...made.fields }));
      return stateOf(resource({ version: made.version, data: isJsonObject(data) ? data : {} }), {
        revision: 5,
      });
    });
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  operation: fc.constantFrom(...OPERATIONS, 'patch'),
  onFailure: fc.constantFrom(...ON_FAILURE, ''),
  states: fc.record({ 'c-1': state('c-1'), 'c-2': state('c-2'), 'c-3': state('c-3') }),
  patches: fc.array(
    fc.record({
      patch: fc
        .tuple(fc.constantFrom('c-1', ...IDS), fc.constantFrom({}, { email: 'x@y.example' }), someFields)
        .map(([customerId, email, more]) => asJson({ customerId, ...email, ...more })),
      ifVersion: fc.constantFrom(null, null, 1, 2, 3, 4),
    }),
    { minLength: 1, maxLength: 12 },
  ),
});

function requestOf({ operation, onFailure, patches }: Case, only: boolean): HttpRequest {
  const told = only ? 'true' : undefined;
  if (operation === 'delete') {
    const body = { externalIds: patches.map(({ patch }) => patch['customerId']) };
    return callOf('DELETE', body, { onFailure, dryRun: told });
  }
  const resources = patches.map(({ patch }) => patch);
  const query = { onFailure, validateOnly: told };
  if (operation === 'patch')
    return callOf('PATCH', { resources, ifVersion: patches.map(({ ifVersion }) => ifVersion) }, query);
  return callOf(
    'POST',
    { resources },
    { ...query, onconflict: operation === 'create' ? 'reject' : 'upsert' },
  );
}

/** RFC 7396, section 2, word by word. */
function merge(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const result = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, merge(result.get(name), value));
  }
  return Object.fromEntries(result);
}

/** All values of a document that are reached through objects alone, by pointer. */
function valuesIn(value: Json, pointer = ''): readonly (readonly [string, Json])[] {
  const inside = isJsonObject(value)
    ? Object.entries(value).flatMap(([name, field]) => valuesIn(field, pointer + pointerToken(name)))
    : [];
  return [[pointer, value], ...inside];
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

/** By comparing all values of two documents: those that stand in an object of both. */
function differences(before: Json | undefined, after: Json | undefined) {
  if (after === undefined) return { changed: [], cleared: before === undefined ? [] : [''] };
  const [old, now] = [new Map(valuesIn(before ?? {})), new Map(valuesIn(after))];
  const stands = (pointer: string) =>
    pointer !== '' && isJsonObject(old.get(parentOf(pointer))) && isJsonObject(now.get(parentOf(pointer)));
  const isNew = (pointer: string, value: Json) =>
    !isDeepStrictEqual(value, old.get(pointer)) && !(isJsonObject(value) && isJsonObject(old.get(pointer)));
  return {
    changed: [...now].filter(([at, value]) => stands(at) && isNew(at, value)).map(([at]) => at),
    cleared: [...old].filter(([at]) => stands(at) && !now.has(at)).map(([at]) => at),
  };
}

describe('a preview', () => {
  it('tells what the real call comes to, record by record, and what each of them changes', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anyCase, async (made) => {
        const store = storeOf(made.states);
        const { submit, names } = createIntake(store);
        const told = await submit(requestOf(made, true));
        const { results, summary, recordCount } = answer.parse(told).body.data;
        expect(names()).toEqual(['findSchema', 'readSnapshot']);

        expect(await createIntake(store).submit(requestOf(made, false))).toMatchObject({ statusCode: 202 });
        await drain(store);
        const [held] = store.headers.values();
        if (held === undefined) expect.fail('there is no batch');
        const failures = store.failures.get(held);
        const documents = new Map<string, Json | undefined>(
          IDS.map((id) => [id, made.states[id]?.resource?.data]),
        );
        const real = made.patches.map(({ patch }, index) => {
          const externalId = String(ownField(patch, 'customerId'));
          const outcome = outcomeOf(held.ledger, index);
          const failure = outcome === 'failed' ? failures?.get(index) : {};
          const before = documents.get(externalId);
          if (outcome === 'applied')
            documents.set(externalId, made.operation === 'delete' ? undefined : merge(before, patch));
          const { changed, cleared } = differences(before, documents.get(externalId));
          return { index, externalId, outcome, ...failure, changed: changed.sort(), cleared: cleared.sort() };
        });
        expect(
          results.map(({ changed = [], cleared = [], ...result }) => ({
            ...result,
            changed: changed.toSorted(),
            cleared: cleared.toSorted(),
          })),
        ).toEqual(real);
        for (const id of IDS) expect(dataOf(store, id)).toEqual(documents.get(id));

        const countOf = (wanted: string) => real.filter(({ outcome }) => outcome === wanted).length;
        expect(recordCount).toBe(made.patches.length);
        expect(summary).toEqual({
          applied: countOf('applied'),
          unchanged: countOf('unchanged'),
          failed: countOf('failed'),
        });
        for (const { code, outcome } of results) seen.add(code ?? outcome);
      }),
      { numRuns: 1000 },
    );
    // What is generated comes to everything but a resource that is too large: that has a test of its own.
    expect([...seen].sort()).toEqual([
      'already_exists',
      'applied',
      'resource_not_found',
      'skipped_after_failure',
      'unchanged',
      'validation_failed',
      'version_mismatch',
    ]);
  });

  it('tells of a resource that would be too large', async () => {
    const data = { customerId: 'c-1', email: 'a@b.example', more: 'x'.repeat(MAX_DOCUMENT_BYTES - 1000) };
    const store = storeOf({ 'c-1': stateOf(resource({ data })) });
    const patches = [{ customerId: 'c-1', name: 'y'.repeat(1000) }];
    const { results } = await preview(store, patches);
    await createIntake(store).submit(callOf('PATCH', { resources: patches }, {}));
    await drain(store);
    const [held] = store.headers.values();
    const failure = store.failures.get(held ?? batchKey())?.get(0);
    expect(failure?.code).toBe('resource_too_large');
    expect(results).toEqual([{ outcome: 'failed', ...failure, changed: [], cleared: [] }]);
  });

  it('reads a hundred resources at once, each one once, and tells of them in request order', async () => {
    const resources = Array.from({ length: 700 }, (_, at) => ({ customerId: `c-${at % 250}`, visits: at }));
    const states = resources
      .slice(0, 250)
      .map(({ customerId }) => [
        customerId,
        stateOf(resource({ data: { customerId, email: 'a@b.example' } })),
      ]);
    const store = storeOf(Object.fromEntries(states));
    const { submit, ports } = createIntake(store);
    const told = await submit(callOf('PATCH', { resources }, { validateOnly: 'true' }));
    const { results } = answer.parse(told).body.data;
    expect(results.map(({ index, externalId }) => [index, externalId])).toEqual(
      resources.map(({ customerId }, index) => [index, customerId]),
    );
    const reads = ports.calls.flatMap((call) => (call.name === 'readSnapshot' ? [call.args[0].length] : []));
    expect(reads).toEqual([100, 100, 50]);
  });

  it('shows a hundred pointers of a record and says when there are more', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, at]));
    const data = { customerId: 'c-1', email: 'a@b.example', more: { old: 1 } };
    const store = storeOf({ 'c-1': stateOf(resource({ data })) });
    const { results } = await preview(store, [
      { customerId: 'c-1', more: many(100) },
      { customerId: 'c-1', more: { ...many(100), more: many(101) } },
      {
        customerId: 'c-1',
        more: { more: Object.fromEntries(Object.keys(many(101)).map((name) => [name, null])) },
      },
      { customerId: 'c-1', more: { more: many(101) } },
    ]);
    expect(
      results.map(({ changed, cleared, truncated }) => [changed?.length, cleared?.length, truncated]),
    ).toEqual([
      [100, 0, undefined],
      [1, 0, undefined],
      [0, 100, true],
      [100, 0, true],
    ]);
    expect(results[3]?.changed?.slice(0, 2)).toEqual(['/more/more/f0', '/more/more/f1']);
  });

  it('leaves out details where they would not fit, and says so', async () => {
    const names = Array.from({ length: 100 }, (_, at) => `${at}-${'é'.repeat(520)}`);
    const more = Object.fromEntries(names.map((name) => [name, 1]));
    const states = Array.from({ length: 50 }, (_, at) => {
      const data = { customerId: `c-${at}`, email: 'a@b.example', more };
      return [`c-${at}`, stateOf(resource({ data }))] as const;
    });
    const gone = Object.fromEntries(names.map((name) => [name, null]));
    const patches = Array.from({ length: 38 }, (_, at) => ({ customerId: `c-${at}`, more: gone }));
    const data = await preview(storeOf(Object.fromEntries(states)), [
      ...patches,
      { customerId: 'c-0', tier: 'gold' },
    ]);
    const cut = data.results.findIndex(({ truncated }) => truncated === true);
    expect(cut).toBeGreaterThan(0);
    for (const [at, { cleared, outcome, truncated }] of data.results.slice(0, 38).entries()) {
      for (const pointer of cleared ?? []) expect(pointer).toMatch(/^\/more\/\d+-é+ \.\.\. é+$/);
      expect([outcome, cleared?.length, truncated]).toEqual(
        at < cut ? ['applied', 100, undefined] : ['applied', undefined, true],
      );
    }
    expect(data.results[38]).toEqual({
      index: 38,
      externalId: 'c-0',
      outcome: 'failed',
      code: 'validation_failed',
      truncated: true,
    });
    expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThan(5 * 1024 * 1024);
  });
});
