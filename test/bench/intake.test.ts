import { describe, expect, it } from 'vitest';
import { documentsOf, SHAPES } from '../../bench/cost/shapes.ts';
import { measureIntake } from '../../bench/intake/measure.ts';

describe('the intake of 1000 patches', () => {
  it('waits for one call per ten lanes, one for the payload, one for the header and one that notes they are sent', async () => {
    const [distinct] = SHAPES;
    if (distinct === undefined) throw new Error('there is no shape');
    const documents = documentsOf(distinct);
    const { calls, floor, least, submit, bodyBytes } = await measureIntake('documents', documents, 3);
    expect(calls).toBe(100 + 3);
    expect(bodyBytes).toBeGreaterThan(700_000);
    expect(Math.min(floor.p50, least.p50, submit.p50)).toBeGreaterThan(0);
    expect(submit.p99).toBeGreaterThanOrEqual(submit.p50);
  });
});
