import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexedPatch } from '../../../functions/domain/batch.ts';
import { ownField } from '../../../functions/domain/json.ts';
import { laneOf, splitLane, toLanes } from '../../../functions/domain/lanes.ts';
import { patches } from '../../support/domain.ts';

const externalIdOf = ({ patch }: IndexedPatch) => String(ownField(patch, 'id'));
const sizeOf = ({ patch }: IndexedPatch) => Number(ownField(patch, 'size'));

function laneOfSizes(...sizes: readonly number[]) {
  return { externalId: 'r', patches: patches(...sizes.map((size) => ({ size }))) };
}

/** The sizes of the patches in each part. */
function splitSizes(maxBytes: number, ...sizes: readonly number[]): readonly (readonly number[])[] {
  return splitLane(laneOfSizes(...sizes), maxBytes, sizeOf).map((part) => part.patches.map(sizeOf));
}

describe('toLanes', () => {
  it('puts the patches of one resource into one lane, in request order', () => {
    const [b0, a1, b2, c3, a4] = patches({ id: 'b' }, { id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'a' });
    const all = [b0, a1, b2, c3, a4].filter((patch) => patch !== undefined);
    expect(toLanes(all, externalIdOf)).toEqual([
      { externalId: 'b', patches: [b0, b2] },
      { externalId: 'a', patches: [a1, a4] },
      { externalId: 'c', patches: [c3] },
    ]);
  });

  it('keeps external ids apart that objects would confuse or sort', () => {
    const ids = ['__proto__', '10', '9', 'constructor', '', 'A', 'a'];
    const lanes = toLanes(patches(...ids.map((id) => ({ id }))), externalIdOf);
    expect(lanes.map(({ externalId }) => externalId)).toEqual(ids);
  });

  it('loses no patch, keeps the order in each lane, and has the lanes in the order of their first patches', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), (ids) => {
        const all = patches(...ids.map((id) => ({ id })));
        const lanes = toLanes(all, externalIdOf);
        for (const { externalId, patches: lane } of lanes) {
          expect(lane).toEqual(all.filter((patch) => externalIdOf(patch) === externalId));
        }
        expect(lanes.map(({ externalId }) => externalId)).toEqual([...new Set(ids)]);
      }),
    );
  });
});

describe('laneOf', () => {
  it('is the index of the first patch', () => {
    expect(laneOf({ patches: patches({ a: 1 }, { a: 2 }, { a: 3 }).slice(1) })).toBe(1);
  });

  it('does not exist without patches', () => {
    expect(() => laneOf({ patches: [] })).toThrow('a lane has at least one patch');
  });
});

describe('splitLane', () => {
  it('leaves a lane whole that takes exactly the bytes of a message', () => {
    expect(splitSizes(10, 3, 3, 4)).toEqual([[3, 3, 4]]);
  });

  it('begins a part with the patch that is one byte too many', () => {
    expect(splitSizes(10, 3, 3, 5, 5, 1)).toEqual([[3, 3], [5, 5], [1]]);
  });

  it('gives a patch to itself that is larger than a message', () => {
    expect(splitSizes(10, 1, 11, 0, 1, 25, 26, 9)).toEqual([[1], [11], [0, 1], [25], [26], [9]]);
  });

  it('makes no part of no patches', () => {
    expect(splitSizes(10)).toEqual([]);
  });

  it('keeps the external id and the patches themselves', () => {
    const lane = laneOfSizes(6, 6);
    const parts = splitLane(lane, 10, sizeOf);
    expect(parts.map(({ externalId }) => externalId)).toEqual(['r', 'r']);
    expect(parts.map((part) => part.patches[0])).toEqual(lane.patches);
  });

  it('loses nothing, keeps the order, fills each part, and passes the limit with single patches only', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 })), fc.integer({ min: 1, max: 20 }), (sizes, maxBytes) => {
        const parts = splitSizes(maxBytes, ...sizes);
        expect(parts.flat()).toEqual(sizes);
        const sum = (part: readonly number[]) => part.reduce((total, size) => total + size, 0);
        for (const [at, part] of parts.entries()) {
          if (sum(part) > maxBytes) expect(part).toHaveLength(1);
          const next = parts[at + 1]?.[0];
          if (next !== undefined) expect(sum(part) + next).toBeGreaterThan(maxBytes);
        }
      }),
    );
  });

  it('names every part by an index of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 })), (sizes) => {
        const names = splitLane(laneOfSizes(...sizes), 10, sizeOf).map(laneOf);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it('tells every part but the first which patch of the lane comes right before it', () => {
    const lane = {
      externalId: 'r',
      patches: patches({}, {}, {}, {}, {}).map((patch) => ({ ...patch, index: 3 * patch.index + 2 })),
    };
    const parts = splitLane(lane, 2, () => 1);
    expect(parts).toEqual([
      { externalId: 'r', patches: lane.patches.slice(0, 2) },
      { externalId: 'r', patches: lane.patches.slice(2, 4), previous: 5 },
      { externalId: 'r', patches: lane.patches.slice(4), previous: 11 },
    ]);
    expect(parts[0]).not.toHaveProperty('previous');
  });

  it('links the parts of any lane from its first to its last', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 }), { minLength: 1 }), (sizes) => {
        const parts = splitLane(laneOfSizes(...sizes), 10, sizeOf);
        expect(parts.map(({ previous }) => previous)).toEqual([
          undefined,
          ...parts.slice(0, -1).map((part) => part.patches.at(-1)?.index),
        ]);
      }),
    );
  });
});
