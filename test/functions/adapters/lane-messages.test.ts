import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLane, deduplicationId, encodeLane } from '../../../functions/adapters/lane-messages.ts';
import type { LaneMessage } from '../../../functions/domain/lanes.ts';
import { anyDocument } from './document-arbitraries.ts';

function lane(overrides: Partial<LaneMessage> = {}): LaneMessage {
  return {
    partnerId: 'partner-1',
    tenantId: 'tenant-1',
    batchId: '01JDA0000000000000000BATCH',
    schemaId: 'schema-1',
    externalId: 'c-1',
    patches: [
      { index: 3, patch: { customerId: 'c-1', email: null } },
      { index: 17, patch: { customerId: 'c-1', email: 'ada@example.org' } },
    ],
    ...overrides,
  };
}

const anyId = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
const anyLane: fc.Arbitrary<LaneMessage> = fc.record({
  partnerId: anyId,
  tenantId: anyId,
  batchId: anyId,
  schemaId: anyId,
  externalId: anyId,
  patches: fc.array(
    fc.record(
      { index: fc.nat(999), patch: anyDocument, ifVersion: fc.integer({ min: 1, max: 2 ** 53 - 1 }) },
      { requiredKeys: ['index', 'patch'] },
    ),
    { minLength: 1, maxLength: 4 },
  ),
});
/** With `previous` where the decoder puts it: the comparison is one of texts. */
const anyPart: fc.Arbitrary<LaneMessage> = fc
  .tuple(anyLane, fc.option(fc.nat(998), { nil: undefined }))
  .map(([{ patches, ...ids }, previous]) => ({
    ...ids,
    ...(previous === undefined ? {} : { previous }),
    patches,
  }));

describe('a lane message', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyPart, (message) => {
        // As text, because `__proto__` is a field like any other; -0 is 0 in JSON.
        expect(JSON.stringify(decodeLane(encodeLane(message)))).toBe(JSON.stringify(message));
      }),
    );
  });

  it('is made of characters that SQS takes', () => {
    fc.assert(
      fc.property(anyPart, (message) => {
        expect(encodeLane(message)).toMatch(
          /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u,
        );
      }),
    );
  });

  it('says which form it has, so that a later one can be told from it', () => {
    expect(JSON.parse(encodeLane(lane()))).toEqual({
      v: 1,
      partnerId: 'partner-1',
      tenantId: 'tenant-1',
      batchId: '01JDA0000000000000000BATCH',
      schemaId: 'schema-1',
      externalId: 'c-1',
      patches: [
        [3, { customerId: 'c-1', email: null }],
        [17, { customerId: 'c-1', email: 'ada@example.org' }],
      ],
    });
  });

  it('has what a part of a lane has beside its patches, and versions where they are asked for', () => {
    const part = lane({
      previous: 2,
      patches: [
        { index: 3, patch: {}, ifVersion: 7 },
        { index: 4, patch: {} },
      ],
    });
    expect(JSON.parse(encodeLane(part))).toMatchObject({
      previous: 2,
      patches: [
        [3, {}, 7],
        [4, {}],
      ],
    });
    expect(decodeLane(encodeLane(part))).toEqual(part);
    const first = decodeLane(encodeLane(lane()));
    expect(first).not.toHaveProperty('previous');
    expect(first?.patches[0]).not.toHaveProperty('ifVersion');
  });

  it('leaves out where a patch stands in the batch that is retried: nothing is applied by it', () => {
    const patches = [{ index: 0, patch: { a: 1 }, parentIndex: 5 }];
    expect(decodeLane(encodeLane(lane({ patches })))?.patches).toEqual([{ index: 0, patch: { a: 1 } }]);
  });

  it.each<[string, Partial<LaneMessage>]>([
    ['an external id that is longer than a key', { externalId: 'é'.repeat(513) }],
    ['a tenant whose key is longer than one', { tenantId: '#'.repeat(700) }],
    ['a batch id that is longer than a key', { batchId: 'b'.repeat(2048) }],
    ['half of a surrogate pair in an id', { partnerId: '\ud800' }],
    ['half of a surrogate pair in an external id', { externalId: 'c-\udfff' }],
  ])('is none with %s, which a read of all messages at once would fail for', (_, ids) => {
    expect(decodeLane(encodeLane(lane(ids)))).toBeUndefined();
  });

  it('may have ids as long as keys', () => {
    const longest = lane({ externalId: 'é'.repeat(512) });
    expect(decodeLane(encodeLane(longest))).toEqual(longest);
  });

  it('has no more in it than the lane', () => {
    const body = { ...JSON.parse(encodeLane(lane())), more: 1 };
    expect(decodeLane(JSON.stringify(body))).toEqual(lane());
  });
});

describe('decodeLane', () => {
  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['cut JSON', encodeLane(lane()).slice(0, -1)],
    ['null', 'null'],
    ['a list', '[]'],
    ['an empty object', '{}'],
  ])('finds no lane in %s', (_, body) => {
    expect(decodeLane(body)).toBeUndefined();
  });

  it.each(['v', 'partnerId', 'tenantId', 'batchId', 'schemaId', 'externalId', 'patches'])(
    'finds no lane in a body without %s',
    (field) => {
      const { [field]: _, ...body } = JSON.parse(encodeLane(lane()));
      expect(decodeLane(JSON.stringify(body))).toBeUndefined();
    },
  );

  it.each<[string, object]>([
    ['another form', { v: 2 }],
    ['an empty partner', { partnerId: '' }],
    ['an empty tenant', { tenantId: '' }],
    ['an empty batch', { batchId: '' }],
    ['an empty schema', { schemaId: '' }],
    ['an empty external id', { externalId: '' }],
    ['an external id that is a number', { externalId: 1 }],
    ['no patches', { patches: [] }],
    ['a patch without its index', { patches: [[{}]] }],
    ['an index below 0', { patches: [[-1, {}]] }],
    ['an index between two', { patches: [[0.5, {}]] }],
    ['an index that is text', { patches: [['0', {}]] }],
    ['a patch that is a list', { patches: [[0, []]] }],
    ['a patch that is null', { patches: [[0, null]] }],
    ['more than a patch', { patches: [[0, {}, {}]] }],
    ['a version of 0', { patches: [[0, {}, 0]] }],
    ['a version between two', { patches: [[0, {}, 1.5]] }],
    ['a version that is text', { patches: [[0, {}, '1']] }],
    ['a version that is null', { patches: [[0, {}, null]] }],
    ['more than a patch and its version', { patches: [[0, {}, 1, 1]] }],
    ['a previous patch below 0', { previous: -1 }],
    ['a previous patch that is text', { previous: '0' }],
    ['a previous patch that is null', { previous: null }],
    ['one bad patch of two', { patches: [[0, {}], [1]] }],
  ])('finds no lane in a body with %s', (_, difference) => {
    const body = { ...JSON.parse(encodeLane(lane())), ...difference };
    expect(decodeLane(JSON.stringify(body))).toBeUndefined();
  });
});

describe('deduplicationId', () => {
  it('names the batch and the first index, and nothing else', () => {
    expect(deduplicationId(lane())).toBe('01JDA0000000000000000BATCH-3');
    expect(deduplicationId(lane({ externalId: 'other', patches: lane().patches.slice(0, 1) }))).toBe(
      '01JDA0000000000000000BATCH-3',
    );
  });
});
