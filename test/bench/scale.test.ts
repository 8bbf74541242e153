import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT, type Deployment } from '../../bench/scale/deployment.ts';
import { LIMITS } from '../../bench/scale/limits.ts';
import type { Load } from '../../bench/scale/load.ts';
import { evenLoad, LARGE } from '../../bench/scale/scenarios.ts';
import { SWEPT_A_MINUTE, simulate } from '../../bench/scale/simulate.ts';
import { quantile, waits } from '../../bench/scale/waits.ts';

const loads = fc
  .record({
    batchesPerSecond: fc.double({ min: 0.1, max: 400, noNaN: true }),
    seconds: fc.integer({ min: 1, max: 200 }),
    patches: fc.integer({ min: 1, max: 1000 }),
    share: fc.double({ min: 0.001, max: 1, noNaN: true }),
    documentBytes: fc.integer({ min: 50, max: 20_000 }),
    tenants: fc.integer({ min: 1, max: 500 }),
    skew: fc.double({ min: 0, max: 2, noNaN: true }),
    hotShare: fc.constant(0),
  })
  .map(({ share, ...load }): Load => ({ ...load, resources: Math.ceil(share * load.patches) }));

/** More than any of the loads needs, or less, so that most of the time few things are short. */
const from = (least: number) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(least * 2 ** 16) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 10 }).map((doublings) => least * 2 ** doublings) },
  );

const deployments = fc
  .record({
    cells: fc.integer({ min: 1, max: 5 }),
    queues: fc.integer({ min: 1, max: 3 }),
    resourceShards: from(1),
    openShards: from(1),
    requestsPerSecond: from(10),
    consumerConcurrency: from(2),
    resources: from(4000),
    batches: from(4000),
    tableThroughput: from(40_000),
    fifoTransactions: from(2400),
    concurrency: from(20),
    apiRequests: from(100),
  })
  .map(
    ({ resources, batches, ...more }): Deployment => ({ ...DEFAULT, ...more, warm: { resources, batches } }),
  );

const WIDE: Deployment = { ...LARGE, requestsPerSecond: 10_000 };

/** The same with twice as much of one thing, of each in turn. */
function enlarged({ service, warm, ...numbers }: Deployment): readonly Deployment[] {
  const doubled = Object.entries({ ...numbers, ...warm }).map(([key, value]) => ({ [key]: 2 * value }));
  return doubled.map((one) => ({ service, ...numbers, ...one, warm: { ...warm, ...one } }));
}

const closeTo = (value: number) => value * (1 + 1e-6) + 1e-3;

describe('a load that flows through a deployment', () => {
  it('ends: all that is accepted is final, and the rest was refused', () => {
    fc.assert(
      fc.property(loads, deployments, (load, deployment) => {
        const { accepted, refused, finalAtEnd, final } = simulate(load, deployment);
        expect(accepted + refused).toBeCloseTo(load.batchesPerSecond * load.seconds, 3);
        expect(final).toBeCloseTo(accepted, 3);
        expect(finalAtEnd).toBeLessThanOrEqual(closeTo(accepted));
      }),
      { numRuns: 60 },
    );
  });

  it('is never faster than any limit', () => {
    fc.assert(
      fc.property(loads, deployments, (load, deployment) => {
        const { throughput, limits } = simulate(load, deployment);
        for (const { capacity } of limits) expect(throughput).toBeLessThanOrEqual(closeTo(capacity));
      }),
      { numRuns: 60 },
    );
  });

  it('is not slower where there is more of anything', () => {
    fc.assert(
      fc.property(loads, deployments, (load, deployment) => {
        const { throughput } = simulate(load, deployment);
        for (const more of enlarged(deployment))
          expect(throughput).toBeLessThanOrEqual(closeTo(simulate(load, more).throughput));
      }),
      { numRuns: 300 },
    );
  });

  it('waits for one after the other when all patch the same resource, whatever there is of the rest', () => {
    const load = (batchesPerSecond: number): Load => ({ ...evenLoad(batchesPerSecond, 50), hotShare: 1 });
    const pace = 1000 / DEFAULT.service.hotLane;
    expect(simulate(load(pace / 2), WIDE).throughput).toBeCloseTo(pace / 2);
    expect(simulate(load(2 * pace), WIDE).throughput).toBeCloseTo(pace);
  });

  it('does not wait for a hot resource that few patch, until the queue sees nothing else', () => {
    const pace = 1000 / DEFAULT.service.hotLane;
    const load: Load = { ...evenLoad(20 * pace, 10), hotShare: 0.1 };
    expect(simulate(load, WIDE).toFinal.p50).toBeLessThan(1);
    const longer = { ...load, seconds: (4 * LIMITS.fifoLookAhead.value) / pace };
    expect(simulate(longer, WIDE).toFinal.p50).toBeGreaterThan(60);
  });

  it('leaves what the queue does not take to the sweeper, which is slow', () => {
    const { unsent, drain } = simulate(evenLoad(100, 50), { ...LARGE, fifoTransactions: 2400 });
    expect(unsent).toBeGreaterThan(1000);
    const minutes = unsent / SWEPT_A_MINUTE;
    expect(drain / 60 / minutes).toBeGreaterThan(0.8);
    expect(drain / 60 / minutes).toBeLessThan(1.2);
  });
});

describe('what waited', () => {
  it('went out in the order in which it came', () => {
    const came = waits([2, 4, 4], [0, 1, 3, 4], 10);
    expect(came).toEqual([
      { seconds: 20, batches: 2 },
      { seconds: 20, batches: 2 },
    ]);
    expect(waits([5], [5], 1)).toEqual([{ seconds: 0, batches: 5 }]);
  });

  it('is told by how long so large a part of it waited at most', () => {
    const all = [
      { seconds: 9, batches: 1 },
      { seconds: 1, batches: 98 },
      { seconds: 5, batches: 1 },
    ];
    expect([0.5, 0.98, 0.99, 1].map((part) => quantile(all, part))).toEqual([1, 1, 5, 9]);
  });
});
