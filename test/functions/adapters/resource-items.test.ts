import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseState, toItem } from '../../../functions/adapters/resource-items.ts';
import { CorruptDataError } from '../../../functions/domain/errors.ts';
import { OUTCOMES } from '../../../functions/domain/ledger.ts';
import { NO_STATE, type ResourceState } from '../../../functions/domain/resource.ts';
import { resource, stateOf } from '../../support/domain.ts';
import { anyDocument } from './document-arbitraries.ts';

const NOW = new Date('2026-11-24T10:00:00.999Z');
/** Thirty days later, in seconds. */
const EXPIRES_AT = Date.parse('2026-12-24T10:00:00Z') / 1000;

const marker = [
  { batchId: 'batch-2', lane: 7, outcomes: ['applied', 'applied', 'unchanged'] },
  { batchId: 'batch-1', lane: 0, outcomes: ['failed'] },
] as const;

const anyState: fc.Arbitrary<ResourceState> = fc
  .record({
    held: fc.option(
      fc.record({ id: fc.uuid(), createdAt: fc.string(), updatedAt: fc.string(), data: anyDocument }),
      { nil: undefined },
    ),
    version: fc.nat(),
    revision: fc.integer({ min: 1 }),
    marker: fc.array(
      fc.record({
        batchId: fc.uuid(),
        lane: fc.nat(999),
        outcomes: fc.array(fc.constantFrom(...OUTCOMES), { minLength: 1 }),
      }),
    ),
  })
  .map(({ held, version, ...rest }) => ({
    ...rest,
    version,
    resource: held === undefined ? undefined : { ...held, version },
  }));

describe('toItem', () => {
  it('makes a resource an item that never expires', () => {
    const held = resource({ version: 4, data: { customerId: 'c-1', constructor: 1 } });
    expect(toItem(stateOf(held, { revision: 6, marker }), NOW)).toEqual({
      id: held.id,
      createdAt: held.createdAt,
      updatedAt: held.updatedAt,
      data: { customerId: 'c-1', '~constructor': 1 },
      version: 4,
      revision: 6,
      marker: ['batch-2:7:a2u', 'batch-1:0:f'],
    });
  });

  it('makes what is left of a resource an item that expires after thirty days', () => {
    expect(toItem(stateOf(undefined, { version: 4, revision: 6, marker }), NOW)).toEqual({
      version: 4,
      revision: 6,
      marker: ['batch-2:7:a2u', 'batch-1:0:f'],
      expiresAt: EXPIRES_AT,
    });
  });
});

describe('parseState', () => {
  it('reads every state as it was written', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const read = parseState(toItem(state, NOW), NOW);
        expect(JSON.stringify(read.resource?.data)).toBe(JSON.stringify(state.resource?.data));
        const bare = ({ resource: held, ...rest }: ResourceState) => ({
          ...rest,
          resource: held && { ...held, data: undefined },
        });
        expect(bare(read)).toEqual(bare(state));
      }),
    );
  });

  it('reads what the marker has let go', () => {
    for (const held of [resource(), undefined]) {
      const state = stateOf(held, { version: 1, revision: 7, forgotten: '01JDA00002', lost: '01JDA00001' });
      expect(parseState(toItem(state, NOW), NOW)).toEqual(state);
    }
  });

  it('finds nothing where there is no item', () => {
    expect(parseState(undefined, NOW)).toEqual(NO_STATE);
  });

  it('passes over keys and whatever else an item may have', () => {
    const state = stateOf(resource());
    expect(parseState({ ...toItem(state, NOW), pk: 'a', sk: 'b', more: 1 }, NOW)).toEqual(state);
  });

  it('finds nothing in a tombstone from the second it expires in', () => {
    const tombstone = stateOf(undefined, { version: 1, revision: 2 });
    const item = toItem(tombstone, NOW);
    expect(parseState(item, new Date(EXPIRES_AT * 1000 - 1))).toEqual(tombstone);
    expect(parseState(item, new Date(EXPIRES_AT * 1000))).toEqual(NO_STATE);
  });

  it('keeps a resource and a tombstone whose time to expire is not for them to say', () => {
    const state = stateOf(resource());
    expect(parseState({ ...toItem(state, NOW), expiresAt: 1 }, NOW)).toEqual(state);
    const tombstone = stateOf(undefined, { version: 1, revision: 2 });
    expect(parseState({ version: 1, revision: 2, marker: [] }, NOW)).toEqual(tombstone);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['no version', { version: undefined }],
    ['a version below 0', { version: -1 }],
    ['a version between two', { version: 1.5 }],
    ['no revision', { revision: undefined }],
    ['the revision of nothing', { revision: 0 }],
    ['no marker', { marker: undefined }],
    ['a marker entry that is none', { marker: ['batch-1:0:f', 'batch-1:0:x'] }],
    ['a document that is a list', { data: [] }],
    ['no id', { id: undefined }],
    ['a time that is a number', { createdAt: 1 }],
    ['an expiry that is text', { expiresAt: 'soon' }],
  ])('does not read an item with %s', (_, difference) => {
    const item = { ...toItem(stateOf(resource(), { marker }), NOW), ...difference };
    expect(() => parseState(item, NOW)).toThrow(new CorruptDataError('a resource is not readable'));
  });
});
