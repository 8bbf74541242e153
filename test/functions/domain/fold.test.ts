import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IndexedPatch, ON_FAILURE, type Operation } from '../../../functions/domain/batch.ts';
import {
  type Blocker,
  blockerOf,
  type Folded,
  type FoldRules,
  fold,
  type RecordResult,
} from '../../../functions/domain/fold.ts';
import { type JsonObject, ownField } from '../../../functions/domain/json.ts';
import { mergePatch } from '../../../functions/domain/merge-patch.ts';
import type { Problem } from '../../../functions/domain/schema.ts';
import { MAX_DOCUMENT_BYTES, storedBytes } from '../../../functions/domain/storable.ts';
import { patches, resource, stateOf } from '../../support/domain.ts';
import { anyJsonObject } from './json-arbitraries.ts';

const NOW = '2026-11-24T12:00:00.000Z';
const NONE: Folded = { resource: undefined, version: 0 };

function rules(overrides: Partial<FoldRules> = {}): FoldRules {
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `new-${ids}`;
  };
  return {
    operation: 'patch',
    onFailure: 'continue',
    checkDocument: () => [],
    newId,
    now: NOW,
    ...overrides,
  };
}

/** Refuses documents whose field `bad` is true. */
function refuseBad(document: JsonObject): readonly Problem[] {
  return ownField(document, 'bad') === true ? [{ pointer: '/bad', message: 'must not be true' }] : [];
}

function problems(count: number): readonly Problem[] {
  return Array.from({ length: count }, (_, at) => ({ pointer: `/f${at}`, message: 'must be string' }));
}

/** The outcomes in short, with the codes of failures. */
function outcomes(results: readonly RecordResult[]): readonly string[] {
  return results.map((result) => (result.outcome === 'failed' ? result.failure.code : result.outcome));
}

function failureOf(results: readonly RecordResult[]) {
  const failures = results.flatMap((result) => (result.outcome === 'failed' ? [result.failure] : []));
  expect(failures).toHaveLength(1);
  return failures[0];
}

describe('fold', () => {
  const held = resource({ version: 4, data: { customerId: 'c-1', name: 'Ann' } });
  const patch = { customerId: 'c-1', name: 'Bob' };

  it.each<[Operation, 'there', 'applied' | 'already_exists']>([
    ['patch', 'there', 'applied'],
    ['upsert', 'there', 'applied'],
    ['create', 'there', 'already_exists'],
  ])('of a %s, the resource being %s: %s', (operation, _there, expected) => {
    const folded = fold(stateOf(held), patches(patch), rules({ operation }));
    expect(outcomes(folded.results)).toEqual([expected]);
    if (expected === 'applied') {
      expect(folded.resource).toEqual({ ...held, version: 5, updatedAt: NOW, data: patch });
      expect(folded.version).toBe(5);
    } else {
      expect(folded.resource).toBe(held);
      expect(folded.version).toBe(4);
    }
  });

  it.each<[Operation, 'absent', 'applied' | 'resource_not_found']>([
    ['patch', 'absent', 'resource_not_found'],
    ['upsert', 'absent', 'applied'],
    ['create', 'absent', 'applied'],
  ])('of a %s, the resource being %s: %s', (operation, _absent, expected) => {
    const folded = fold(NONE, patches(patch), rules({ operation }));
    expect(outcomes(folded.results)).toEqual([expected]);
    expect(folded).toMatchObject(
      expected === 'applied'
        ? {
            version: 1,
            resource: { id: 'new-1', version: 1, createdAt: NOW, updatedAt: NOW, data: patch },
          }
        : NONE,
    );
  });

  it('creates once: what a lane creates, its next patches find', () => {
    const lane = patches({ a: 1 }, { b: 2 });
    const upserted = fold(NONE, lane, rules({ operation: 'upsert' }));
    expect(outcomes(upserted.results)).toEqual(['applied', 'applied']);
    expect(upserted.resource).toMatchObject({ id: 'new-1', version: 2, data: { a: 1, b: 2 } });
    const created = fold(NONE, lane, rules({ operation: 'create' }));
    expect(outcomes(created.results)).toEqual(['applied', 'already_exists']);
    expect(created.resource).toMatchObject({ id: 'new-1', version: 1, data: { a: 1 } });
  });

  it('goes on from the version of a resource that was deleted, under a new id', () => {
    const folded = fold(
      { resource: undefined, version: 7 },
      patches({ a: 1 }),
      rules({ operation: 'upsert' }),
    );
    expect(folded.version).toBe(8);
    expect(folded.resource).toMatchObject({ id: 'new-1', version: 8, createdAt: NOW });
  });

  it('deletes a resource, and finds none to delete after it', () => {
    const folded = fold(
      stateOf(held),
      patches({}, {}),
      rules({ operation: 'delete', checkDocument: refuseBad }),
    );
    expect(outcomes(folded.results)).toEqual(['applied', 'resource_not_found']);
    expect(folded).toMatchObject({ resource: undefined, version: 5 });
  });

  it('creates a resource of nothing but deletions as an empty document', () => {
    const folded = fold(NONE, patches({ a: null }), rules({ operation: 'upsert' }));
    expect(outcomes(folded.results)).toEqual(['applied']);
    expect(folded.resource?.data).toEqual({});
  });

  it('leaves the resource as it was when a patch fails, and goes on with the next', () => {
    const lane = patches({ a: 1 }, { a: 2, bad: true }, { b: 3 }, { bad: true }, { a: null });
    const folded = fold(stateOf(held), lane, rules({ checkDocument: refuseBad }));
    expect(outcomes(folded.results)).toEqual([
      'applied',
      'validation_failed',
      'applied',
      'validation_failed',
      'applied',
    ]);
    expect(folded.resource?.data).toEqual({ ...held.data, b: 3 });
    expect(folded.version).toBe(7);
  });

  it('creates nothing by a patch that fails, and takes no id for it', () => {
    const lane = patches({ bad: true }, { a: 1 });
    const created = fold(NONE, lane, rules({ operation: 'create', checkDocument: refuseBad }));
    expect(outcomes(created.results)).toEqual(['validation_failed', 'applied']);
    expect(created.resource).toMatchObject({ id: 'new-1', version: 1, data: { a: 1 } });
    const none = fold(NONE, patches({ bad: true }), rules({ operation: 'create', checkDocument: refuseBad }));
    expect(none).toMatchObject(NONE);
  });

  it('gives every patch its outcome under its own index', () => {
    const lane = patches({ a: 1 }, { bad: true }, { a: 1 }).map(({ index, patch }) => ({
      index: 10 * index + 3,
      patch,
    }));
    const { results } = fold(stateOf(held), lane, rules({ checkDocument: refuseBad }));
    expect(results).toMatchObject([
      { index: 3, outcome: 'applied' },
      { index: 13, outcome: 'failed' },
      { index: 23, outcome: 'unchanged' },
    ]);
  });

  it('calls a patch unchanged that changes nothing, and leaves version and times alone', () => {
    const start = resource({ data: { a: { b: 1, c: [2] } } });
    const lane = patches({}, { a: { c: [2], b: 1 } }, { x: null, a: { y: null } });
    const folded = fold(stateOf(start), lane, rules());
    expect(outcomes(folded.results)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(folded.resource).toBe(start);
    expect(folded.version).toBe(1);
  });

  it('calls a patch unchanged even where the schema has become stricter than the resource', () => {
    const start = resource({ data: { bad: true } });
    const lane = patches({ bad: true }, { a: 1 });
    const { results } = fold(stateOf(start), lane, rules({ checkDocument: refuseBad }));
    expect(outcomes(results)).toEqual(['unchanged', 'validation_failed']);
  });

  it('counts the change and the change back, both', () => {
    const folded = fold(stateOf(held), patches({ name: 'Bob' }, { name: 'Ann' }), rules());
    expect(outcomes(folded.results)).toEqual(['applied', 'applied']);
    expect(folded.resource).toEqual({ ...held, version: 6, updatedAt: NOW });
  });

  it('applies the patches one after the other, never merged with each other', () => {
    const start = resource({ data: { a: { c: 3 } } });
    const folded = fold(stateOf(start), patches({ a: 1 }, { a: { b: 2 } }), rules());
    expect(folded.resource?.data).toEqual({ a: { b: 2 } });
  });

  it('checks the merged document, not the patch', () => {
    const checked: JsonObject[] = [];
    const checkDocument = (document: JsonObject) => {
      checked.push(document);
      return [];
    };
    fold(stateOf(held), patches({ a: 1 }, { name: null }), rules({ checkDocument }));
    expect(checked).toEqual([
      { ...held.data, a: 1 },
      { customerId: 'c-1', a: 1 },
    ]);
  });

  it('has no results for no patches', () => {
    expect(fold(stateOf(held), [], rules())).toEqual({ resource: held, version: 4, results: [] });
  });
});

describe('a patch that asks for a version', () => {
  const held = resource({ version: 4, data: { customerId: 'c-1' } });
  /** Patches with these versions, each with a change of its own unless it is one that fails. */
  const lane = (...asked: readonly (number | undefined)[]) =>
    patches(...asked.map((_, at) => ({ at }))).map((patch, at) => {
      const ifVersion = asked[at];
      return ifVersion === undefined ? patch : { ...patch, ifVersion };
    });

  it('is applied where the resource has it, and counts the versions that earlier patches made', () => {
    const folded = fold(stateOf(held), lane(4, 5, undefined, 7), rules());
    expect(outcomes(folded.results)).toEqual(['applied', 'applied', 'applied', 'applied']);
    expect(folded.version).toBe(8);
  });

  it.each([3, 5, 1])('fails where the resource has another one, and changes nothing: %i', (asked) => {
    const folded = fold(stateOf(held), lane(asked), rules());
    expect(failureOf(folded.results)).toEqual({
      code: 'version_mismatch',
      message: `The resource has version 4, not ${asked}.`,
      errors: [],
      retryable: false,
      currentVersion: 4,
    });
    expect(folded).toMatchObject({ resource: held, version: 4 });
  });

  it('counts no version for a patch that failed or changed nothing', () => {
    const start = stateOf(held);
    const some = [
      { index: 0, patch: { bad: true }, ifVersion: 4 },
      { index: 1, patch: { customerId: 'c-1' }, ifVersion: 4 },
      { index: 2, patch: { a: 1 }, ifVersion: 4 },
      { index: 3, patch: { a: 2 }, ifVersion: 4 },
    ];
    const { results } = fold(start, some, rules({ checkDocument: refuseBad }));
    expect(outcomes(results)).toEqual(['validation_failed', 'unchanged', 'applied', 'version_mismatch']);
    expect(results[3]).toMatchObject({ failure: { currentVersion: 5 } });
  });

  it('fails before it is seen that it would change nothing, or break the schema', () => {
    const some = [
      { index: 0, patch: { customerId: 'c-1' }, ifVersion: 3 },
      { index: 1, patch: { bad: true }, ifVersion: 3 },
    ];
    const { results } = fold(stateOf(held), some, rules({ checkDocument: refuseBad }));
    expect(outcomes(results)).toEqual(['version_mismatch', 'version_mismatch']);
  });

  it('of a resource that is not there fails for that', () => {
    const { results } = fold({ resource: undefined, version: 4 }, lane(4), rules());
    expect(failureOf(results)).toEqual({
      code: 'resource_not_found',
      message: 'There is no resource with this external id.',
      errors: [],
      retryable: false,
    });
  });
});

describe('after a failure', () => {
  const held = stateOf(resource({ data: { customerId: 'c-1' } }));
  const lane = patches({ a: 1 }, { bad: true }, { b: 2 }, { bad: true }, { c: 3 });
  const skipRest = rules({ onFailure: 'skipRest', checkDocument: refuseBad });
  const skipped = (causedBy: number, retryable = false) => ({
    code: 'skipped_after_failure',
    message: `It was skipped, because record ${causedBy} failed before it.`,
    errors: [],
    retryable,
    causedBy,
  });

  it('the rest of the lane is skipped, and all of it by the first failure', () => {
    const folded = fold(held, lane, skipRest);
    expect(outcomes(folded.results)).toEqual([
      'applied',
      'validation_failed',
      'skipped_after_failure',
      'skipped_after_failure',
      'skipped_after_failure',
    ]);
    for (const result of folded.results.slice(2)) expect(result).toMatchObject({ failure: skipped(1) });
    expect(folded.resource?.data).toEqual({ customerId: 'c-1', a: 1 });
    expect(folded.version).toBe(2);
    expect(folded.blocker).toEqual({ index: 1, retryable: false });
  });

  it('the rest goes on where the batch says so, and nothing keeps back what comes after the lane', () => {
    const folded = fold(held, lane, rules({ checkDocument: refuseBad }));
    expect(outcomes(folded.results)).toEqual([
      'applied',
      'validation_failed',
      'applied',
      'validation_failed',
      'applied',
    ]);
    expect(folded.blocker).toBeUndefined();
  });

  it('nothing is skipped where nothing failed: a patch that changes nothing is no failure', () => {
    const folded = fold(held, patches({ a: 1 }, { a: 1 }, { b: 1 }), skipRest);
    expect(outcomes(folded.results)).toEqual(['applied', 'unchanged', 'applied']);
    expect(folded.blocker).toBeUndefined();
  });

  it('in an earlier part of the lane, all of this one is skipped, and may be sent again as its cause may', () => {
    for (const retryable of [true, false]) {
      const blocker = { index: 7, retryable };
      const folded = fold(held, patches({ a: 1 }, { bad: true }), skipRest, blocker);
      expect(folded.results).toEqual(
        [0, 1].map((index) => ({ index, outcome: 'failed', failure: skipped(7, retryable) })),
      );
      expect(folded).toMatchObject({ resource: held.resource, version: held.version, blocker });
    }
  });

  it.each<[Operation, Folded]>([
    ['delete', NONE],
    ['patch', NONE],
    ['create', held],
  ])('of a %s the rest is skipped, too', (operation, start) => {
    const { results } = fold(start, patches({}, {}), rules({ operation, onFailure: 'skipRest' }));
    expect(results[1]).toMatchObject({ failure: skipped(0) });
  });

  it('what is skipped passes its cause on', () => {
    const failure = { code: 'validation_failed', message: '', errors: [] } as const;
    expect(blockerOf(3, { ...failure, retryable: true })).toEqual({ index: 3, retryable: true });
    expect(blockerOf(3, { ...failure, retryable: false, causedBy: 1 })).toEqual({
      index: 1,
      retryable: false,
    });
  });
});

describe('a failure', () => {
  it.each<[string, Folded, Operation, string]>([
    ['resource_not_found', NONE, 'patch', 'There is no resource with this external id.'],
    ['already_exists', stateOf(resource()), 'create', 'There is already a resource with this external id.'],
  ])('of code %s says so and has no errors', (code, start, operation, message) => {
    const { results } = fold(start, patches({ a: 1 }), rules({ operation }));
    expect(results).toEqual([
      { index: 0, outcome: 'failed', failure: { code, message, errors: [], retryable: false } },
    ]);
  });

  it('of validation names each problem with its pointer, the document itself as /', () => {
    const found = [
      { pointer: '', message: 'must have at least 2 fields' },
      { pointer: '/a/0', message: 'must be string' },
    ];
    const { results } = fold(stateOf(resource()), patches({ a: [1] }), rules({ checkDocument: () => found }));
    expect(failureOf(results)).toEqual({
      code: 'validation_failed',
      message: 'The patched resource does not match its schema.',
      errors: ['/: must have at least 2 fields', '/a/0: must be string'],
      retryable: false,
    });
  });

  it.each([
    [1, undefined],
    [20, undefined],
    [21, '... and at least 1 more'],
    [120, '... and at least 100 more'],
  ])('of %i problems names twenty at most and how many more there are', (count, more) => {
    const checkDocument = () => problems(count);
    const { results } = fold(stateOf(resource()), patches({ a: 1 }), rules({ checkDocument }));
    const named = problems(Math.min(count, 20)).map(({ pointer }) => `${pointer}: must be string`);
    expect(failureOf(results)?.errors).toEqual(more === undefined ? named : [...named, more]);
  });

  it('is short enough to be stored, however long the names of its fields are', () => {
    const long = { pointer: `/${'f'.repeat(100_000)}`, message: 'must be string' };
    const checkDocument = () => Array.from({ length: 50 }, () => long);
    const failure = failureOf(
      fold(stateOf(resource()), patches({ changed: true }), rules({ checkDocument })).results,
    );
    expect(failure?.errors[0]).toMatch(/^\/f+ \.\.\. f+: must be string$/);
    expect(JSON.stringify(failure).length).toBeLessThan(12_000);
  });

  describe('of size', () => {
    const empty = storedBytes({ ...resource().data, text: '' });
    const fill = (bytes: number) => ({ text: 'x'.repeat(bytes - empty) });

    it('spares the document that takes all the bytes it may', () => {
      const { results, ...folded } = fold(
        stateOf(resource()),
        patches(fill(MAX_DOCUMENT_BYTES), { more: 1 }, { text: '' }),
        rules(),
      );
      expect(outcomes(results)).toEqual(['applied', 'resource_too_large', 'applied']);
      expect(folded.resource?.data).toEqual({ customerId: 'c-1', text: '' });
    });

    it('befalls the document of one byte more, and says how many there are', () => {
      const { results, ...folded } = fold(
        stateOf(resource()),
        patches(fill(MAX_DOCUMENT_BYTES + 1)),
        rules(),
      );
      expect(failureOf(results)).toEqual({
        code: 'resource_too_large',
        message: 'The patched resource would take 389121 bytes; it may take 389120.',
        errors: [],
        retryable: false,
      });
      expect(folded.resource).toEqual(resource());
    });

    it('comes after validation, which names the field to shorten', () => {
      const checkDocument = () => problems(1);
      const { results } = fold(
        stateOf(resource()),
        patches(fill(MAX_DOCUMENT_BYTES + 1)),
        rules({ checkDocument }),
      );
      expect(outcomes(results)).toEqual(['validation_failed']);
    });
  });
});

describe('folding any lane', () => {
  const anyLane = fc.record({
    start: fc.oneof(
      fc.nat({ max: 9 }).map((version): Folded => ({ resource: undefined, version })),
      fc.tuple(fc.integer({ min: 1, max: 9 }), anyJsonObject).map(([version, data]): Folded => {
        return { resource: resource({ version, data }), version };
      }),
    ),
    lane: fc
      .array(fc.oneof(anyJsonObject, fc.constantFrom<JsonObject>({ bad: true }, { bad: null }, {})), {
        maxLength: 6,
      })
      .map((documents) => patches(...documents)),
    operation: fc.constantFrom<Operation>('patch', 'upsert', 'create'),
  });

  it('is folding its patches one by one', () => {
    const anyOnFailure = fc.constantFrom(...ON_FAILURE);
    fc.assert(
      fc.property(anyLane, anyOnFailure, ({ start, lane, operation }, onFailure) => {
        const whole = fold(start, lane, rules({ operation, onFailure, checkDocument: refuseBad }));
        const single = rules({ operation, onFailure, checkDocument: refuseBad });
        const results: RecordResult[] = [];
        const last = lane.reduce<Folded & { readonly blocker?: Blocker | undefined }>(
          (before, patch: IndexedPatch) => {
            const step = fold(before, [patch], single, before.blocker);
            results.push(...step.results);
            return { resource: step.resource, version: step.version, blocker: step.blocker };
          },
          start,
        );
        expect(whole).toEqual({ ...last, results });
      }),
    );
  });

  it('is merging the patches that were applied, and counting them', () => {
    fc.assert(
      fc.property(anyLane, ({ start, lane, operation }) => {
        const { results, ...folded } = fold(start, lane, rules({ operation, checkDocument: refuseBad }));
        expect(results.map(({ index }) => index)).toEqual(lane.map(({ index }) => index));
        const applied = lane.filter((_, at) => results[at]?.outcome === 'applied');
        expect(folded.version).toBe(start.version + applied.length);
        const merged = applied.reduce<ReturnType<typeof mergePatch> | undefined>(
          (document, { patch }) => mergePatch(document, patch),
          start.resource?.data,
        );
        expect(JSON.stringify(folded.resource?.data)).toBe(JSON.stringify(merged));
        if (applied.length === 0) expect(folded.resource).toBe(start.resource);
        else {
          expect(folded.resource?.version).toBe(folded.version);
          expect(folded.resource?.updatedAt).toBe(NOW);
          expect(folded.resource?.createdAt).toBe(start.resource?.createdAt ?? NOW);
          expect(folded.resource?.id).toBe(start.resource?.id ?? 'new-1');
        }
      }),
    );
  });

  it('changes nothing of what it was given', () => {
    fc.assert(
      fc.property(anyLane, ({ start, lane, operation }) => {
        const before = JSON.stringify([start, lane]);
        fold(start, lane, rules({ operation }));
        expect(JSON.stringify([start, lane])).toBe(before);
      }),
    );
  });
});
