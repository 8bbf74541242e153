import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, createWorkload, type Step } from '../../chaos/workload.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

function batchesOf(steps: readonly Step[]): readonly Batch[] {
  return steps.filter((step) => step.kind === 'batch');
}

describe('the workload of the fault run', () => {
  it('is drawn from the seed, and another from another', () => {
    expect(createWorkload(1, 3000, 50)).toEqual(createWorkload(1, 3000, 50));
    expect(createWorkload(1, 3000, 50)).not.toEqual(createWorkload(2, 3000, 50));
  });

  it('has as many patches in batches as were asked for, 1 to 1000 in each', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 40, max: 4000 }),
        (seed, resources, patches) => {
          const { creations, steps } = createWorkload(seed, patches, resources);
          const sizes = [...creations, ...batchesOf(steps)].map((batch) => batch.patches.length);
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(patches);
          expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
          expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has in its default size the largest and the smallest batch, every expected outcome, and single writes', () => {
    const { steps } = createWorkload(1, 20_000, 200);
    const batches = batchesOf(steps);
    const sizes = batches.map(({ patches }) => patches.length);
    expect(sizes).toEqual(expect.arrayContaining([1, 1000]));
    const expected = new Set(batches.flatMap(({ patches }) => patches.map((patch) => patch.expected)));
    expect([...expected].toSorted()).toEqual([
      'applied',
      'resource_not_found',
      'skipped_after_failure',
      'unchanged',
      'validation_failed',
      'version_mismatch',
    ]);
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(['batch', 'single', 'life']));
    expect(batches.some(({ cancelled }) => cancelled)).toBe(true);
  });
});
