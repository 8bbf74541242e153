import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../functions/domain/batch.ts';
import {
  decodeEntry,
  encodeEntry,
  forgottenBy,
  MARKER_LANES,
  type MarkerEntry,
  mayHaveForgotten,
  takenIn,
  withLane,
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

describe('withLane', () => {
  it('puts the newest lane first', () => {
    const [newest, ...older] = entries(2);
    expect(newest && withLane(older, newest, 1)).toEqual(entries(2));
  });

  it.each([
    { held: 0, unreported: 1, kept: 1 },
    { held: 2, unreported: 1, kept: 3 },
    { held: 3, unreported: 1, kept: MARKER_LANES },
    { held: 3, unreported: 3, kept: MARKER_LANES },
    { held: 3, unreported: 4, kept: 4 },
    { held: 9, unreported: 10, kept: 10 },
    { held: 10, unreported: 10, kept: 10 },
    { held: 10, unreported: 1, kept: MARKER_LANES },
  ])(
    'keeps $kept lanes of $held and a new one, $unreported of them unreported',
    ({ held, unreported, kept }) => {
      const newest = entry({ lane: 999 });
      expect(withLane(entries(held), newest, unreported)).toEqual([newest, ...entries(held)].slice(0, kept));
    },
  );
});

describe('takenIn', () => {
  const marker = [
    entry({ batchId: 'new', lane: 5, outcomes: ['applied', 'failed'] }),
    entry({ batchId: 'new', lane: 2, outcomes: ['unchanged'] }),
    entry({ batchId: 'old', lane: 5, outcomes: ['cancelled', 'cancelled'] }),
  ];

  it('tells what became of each patch of a lane that the resource took in', () => {
    expect(takenIn(marker, 'new', 5, [5, 9])).toEqual([
      { index: 5, outcome: 'applied' },
      { index: 9, outcome: 'failed' },
    ]);
    expect(takenIn(marker, 'old', 5, [5, 6])).toEqual([
      { index: 5, outcome: 'cancelled' },
      { index: 6, outcome: 'cancelled' },
    ]);
  });

  it('knows nothing of other lanes and other batches', () => {
    expect(takenIn(marker, 'new', 3, [3])).toBeUndefined();
    expect(takenIn(marker, 'old', 2, [2])).toBeUndefined();
    expect(takenIn([], 'new', 5, [5, 9])).toBeUndefined();
  });

  it('does not guess when the lane has more patches than the marker', () => {
    expect(() => takenIn(marker, 'new', 2, [2, 3])).toThrow(
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

  it('leaves room in the item for the longest document, the longest keys and ten of the longest entries', () => {
    const outcomes = Array.from({ length: 1000 }, (_, at): Outcome => (at % 2 === 0 ? 'applied' : 'failed'));
    const marker = 10 * utf8Bytes(encodeEntry(entry({ lane: 999, outcomes })));
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

describe('what a marker has let go', () => {
  it('is nothing while all lanes fit', () => {
    const held = entries(MARKER_LANES - 1);
    expect(forgottenBy(held, withLane(held, entry({ lane: 9 }), 1), undefined)).toBeUndefined();
    expect(mayHaveForgotten(undefined, BATCH_ID)).toBe(false);
  });

  it('never includes a lane that it may not name: of any lanes taken in, each is held or may be forgotten', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.ulid(), fc.integer({ min: 1, max: 10 })), { maxLength: 20 }),
        (lanes) => {
          let marker: readonly MarkerEntry[] = [];
          let forgotten: string | undefined;
          for (const [batchId, unreported] of lanes) {
            const next = withLane(marker, entry({ batchId }), unreported);
            forgotten = forgottenBy(marker, next, forgotten);
            marker = next;
          }
          for (const [batchId] of lanes) {
            const isHeld = marker.some((held) => held.batchId === batchId);
            expect(isHeld || mayHaveForgotten(forgotten, batchId)).toBe(true);
          }
        },
      ),
    );
  });

  it('is told from a batch that came later', () => {
    const held = entries(MARKER_LANES);
    const forgotten = forgottenBy(held, withLane(held, entry({ batchId: '01JDA00001' }), 1), undefined);
    expect(forgotten).toBe(BATCH_ID.slice(0, 10));
    expect(mayHaveForgotten(forgotten, '01JDA00001BATCH')).toBe(false);
    expect(mayHaveForgotten(forgotten, BATCH_ID)).toBe(true);
  });
});
