import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../functions/domain/batch.ts';
import {
  decodeEntry,
  encodeEntry,
  isUpTo,
  MARKER_LANES,
  MARKER_LIMIT,
  type MarkerEntry,
  outcomesIn,
  type Standing,
  takeIn,
} from '../../../functions/domain/marker.ts';
import { MAX_DOCUMENT_BYTES, utf8Bytes } from '../../../functions/domain/storable.ts';

const BATCH_ID = '01JDA0000000000000000BATCH';

function entry(overrides: Partial<MarkerEntry> = {}): MarkerEntry {
  return { batchId: BATCH_ID, lane: 0, outcomes: ['applied'], ...overrides };
}

/** Entries of so many lanes, the newest first. */
function entries(count: number): readonly MarkerEntry[] {
  return Array.from({ length: count }, (_, at) => entry({ lane: count - at }));
}

/** Runs, as patches of one resource have them, and single outcomes. */
const anyOutcomes = fc
  .array(
    fc.tuple(
      fc.constantFrom<Outcome>('applied', 'unchanged', 'failed', 'cancelled'),
      fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 150 })),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((runs) => runs.flatMap(([outcome, times]) => Array<Outcome>(times).fill(outcome)));

const anyEntry: fc.Arbitrary<MarkerEntry> = fc.record({
  batchId: fc.oneof(fc.ulid(), fc.string({ minLength: 1 })).filter((id) => !id.includes(':')),
  lane: fc.nat({ max: 999 }),
  outcomes: anyOutcomes,
});

const all = (standing: Standing) => () => standing;

describe('takeIn', () => {
  const newest = entry({ batchId: '01JDA00009', lane: 999 });

  it('puts the newest lane first', () => {
    expect(takeIn({ marker: entries(1) }, newest, all('open'))).toEqual({ marker: [newest, ...entries(1)] });
  });

  it.each<[string, number, Standing, number]>([
    ['an empty marker', 0, 'reported', 1],
    ['as many lanes as it keeps in any case', MARKER_LANES - 1, 'reported', MARKER_LANES],
    ['one lane more, reported', MARKER_LANES, 'reported', MARKER_LANES],
    ['many lanes, reported', 15, 'reported', MARKER_LANES],
    ['many lanes, their batches gone', 15, 'gone', MARKER_LANES],
    ['many lanes, not reported', 10, 'open', 11],
    ['one lane less than the limit, not reported', MARKER_LIMIT - 1, 'open', MARKER_LIMIT],
    ['all the lanes that it can keep, not reported', MARKER_LIMIT, 'open', MARKER_LIMIT],
  ])('keeps of %s those that it must', (_, held, standing, kept) => {
    const { marker } = takeIn({ marker: entries(held) }, newest, all(standing));
    expect(marker).toEqual([newest, ...entries(held)].slice(0, kept));
  });

  it('keeps a lane that is not reported behind others that are', () => {
    const [open, ...others] = entries(5).toReversed();
    const held = [...others.toReversed(), ...(open === undefined ? [] : [open])];
    const { marker } = takeIn({ marker: held }, newest, (lane) => (lane === open ? 'open' : 'reported'));
    expect(marker).toEqual([newest, ...entries(5).slice(0, 2), open]);
  });

  it('remembers the latest batch of those that it let go, apart where no ledger is known to hold them', () => {
    const held = ['01JDA00008', '01JDA00007', '01JDA00003', '01JDA00005', '01JDA00004', '01JDA00001'].map(
      (batchId) => entry({ batchId }),
    );
    const standingOf = ({ batchId }: MarkerEntry) => (batchId < '01JDA00004' ? 'gone' : 'reported');
    expect(takeIn({ marker: held }, newest, standingOf)).toEqual({
      marker: [newest, ...held.slice(0, 2)],
      forgotten: '01JDA00005',
      lost: '01JDA00003',
    });
  });

  it('keeps in mind what it remembered, whatever goes later', () => {
    const before = { marker: entries(2), forgotten: '01JDA00002', lost: '01JDA00001' };
    expect(takeIn(before, newest, all('reported'))).toMatchObject({
      forgotten: '01JDA00002',
      lost: '01JDA00001',
    });
    const held = { ...before, marker: entries(3).map((lane) => ({ ...lane, batchId: '01JDA00000' })) };
    expect(takeIn(held, newest, all('reported'))).toMatchObject({ forgotten: '01JDA00002' });
  });

  it('never loses a lane without a word: of any lanes, each is held, or among those let go', () => {
    const standing = fc.constantFrom<Standing>('open', 'open', 'open', 'reported', 'gone');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.ulid(), standing), { maxLength: 60 }), (lanes) => {
        const standings = new Map(lanes);
        let taken: ReturnType<typeof takeIn> = { marker: [] };
        for (const [batchId] of lanes) {
          taken = takeIn(taken, entry({ batchId }), (held) => standings.get(held.batchId) ?? 'open');
        }
        expect(taken.marker.length).toBeLessThanOrEqual(MARKER_LIMIT);
        for (const [batchId] of lanes) {
          const isHeld = taken.marker.some((held) => held.batchId === batchId);
          const gone = standings.get(batchId) === 'reported' ? taken.forgotten : taken.lost;
          expect(isHeld || isUpTo(gone, batchId)).toBe(true);
        }
      }),
    );
  });
});

describe('outcomesIn', () => {
  const marker = [
    entry({ batchId: 'new', lane: 5, outcomes: ['applied', 'failed'] }),
    entry({ batchId: 'new', lane: 2, outcomes: ['unchanged'] }),
    entry({ batchId: 'old', lane: 5, outcomes: ['cancelled', 'cancelled'] }),
  ];

  it('tells what became of each patch of a lane that the resource took in', () => {
    expect(outcomesIn(marker, 'new', 5, [5, 9])).toEqual([
      { index: 5, outcome: 'applied' },
      { index: 9, outcome: 'failed' },
    ]);
    expect(outcomesIn(marker, 'old', 5, [5, 6])).toEqual([
      { index: 5, outcome: 'cancelled' },
      { index: 6, outcome: 'cancelled' },
    ]);
  });

  it('knows nothing of other lanes and other batches', () => {
    expect(outcomesIn(marker, 'new', 3, [3])).toBeUndefined();
    expect(outcomesIn(marker, 'old', 2, [2])).toBeUndefined();
    expect(outcomesIn([], 'new', 5, [5, 9])).toBeUndefined();
  });

  it('does not guess when the lane has more patches than the marker', () => {
    expect(() => outcomesIn(marker, 'new', 2, [2, 3])).toThrow(
      'the marker of lane 2 of new ends before its lane',
    );
  });
});

describe('encodeEntry', () => {
  it.each<[readonly Outcome[], string]>([
    [['applied'], 'a'],
    [['applied', 'applied'], 'a2'],
    [['unchanged', 'failed', 'failed', 'cancelled'], 'uf2c'],
    [['applied', 'failed', 'applied'], 'afa'],
  ])('writes runs of outcomes: %j as %s', (outcomes, runs) => {
    expect(encodeEntry(entry({ lane: 17, outcomes }))).toBe(`${BATCH_ID}:17:${runs}`);
  });

  it('is read back by decodeEntry', () => {
    fc.assert(
      fc.property(anyEntry, (written) => {
        expect(decodeEntry(encodeEntry(written))).toEqual(written);
      }),
    );
  });

  it('takes few bytes for a lane of a thousand patches that went alike', () => {
    const outcomes = Array<Outcome>(1000).fill('applied');
    expect(utf8Bytes(encodeEntry(entry({ lane: 999, outcomes })))).toBeLessThanOrEqual(40);
  });

  it('leaves room in the item for the longest document, the longest keys and all of the longest entries', () => {
    const outcomes = Array.from({ length: 1000 }, (_, at): Outcome => (at % 2 === 0 ? 'applied' : 'failed'));
    const batchId = `${BATCH_ID}-${'0'.repeat(32)}`;
    const marker = MARKER_LIMIT * utf8Bytes(encodeEntry(entry({ batchId, lane: 999, outcomes })));
    const keys = 2048 + 1024;
    expect(MAX_DOCUMENT_BYTES + marker + keys).toBeLessThan(400 * 1024);
  });
});

describe('decodeEntry', () => {
  it.each([
    '',
    'b',
    'b:0',
    'b:0:',
    ':0:a',
    'b::a',
    'b:x:a',
    'b:-1:a',
    'b:0:x',
    'b:0:2a',
    'b:0:a2x',
    'b:0:a:',
    'a:b:0:a',
    ' b:0:a\n',
    'b:0:A',
    'b:0:aa',
    'b:0:a0',
    'b:0:a1',
    'b:0:a02',
    'b:00:a',
    'b:99999999999999999999:a',
    'b:0:a99999999999999999999',
  ])('refuses %j, which encodeEntry never writes', (text) => {
    expect(decodeEntry(text)).toBeUndefined();
  });

  it('reads nothing but what encodeEntry writes', () => {
    const pieces = fc.constantFrom(':', 'a', 'u', 'f', 'c', '0', '1', '2', '10', 'b:0:', 'b:1:', 'x');
    let readable = 0;
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        const read = decodeEntry(text);
        if (read === undefined) return;
        readable += 1;
        expect(encodeEntry(read)).toBe(text);
      }),
      { numRuns: 2000 },
    );
    // Or else the property would say nothing.
    expect(readable).toBeGreaterThan(10);
  });
});

describe('isUpTo', () => {
  it('tells a batch from those that came later, and takes one of the same moment for earlier', () => {
    expect(isUpTo('01JDA00001', '01JDA00000BATCH')).toBe(true);
    expect(isUpTo('01JDA00001', '01JDA00001BATCH')).toBe(true);
    expect(isUpTo('01JDA00001', '01JDA00002BATCH')).toBe(false);
    expect(isUpTo(undefined, '01JDA00000BATCH')).toBe(false);
  });
});
