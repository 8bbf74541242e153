import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { priceOf } from '../../bench/cost/price.ts';
import { PATCHES } from '../../bench/cost/shapes.ts';
import { DEFAULT, type Deployment } from '../../bench/scale/deployment.ts';
import { LIMITS } from '../../bench/scale/limits.ts';
import type { Load } from '../../bench/scale/load.ts';
import { predict } from '../../bench/scale/predict.ts';
import { formatPredictions } from '../../bench/scale/report.ts';
import { evenLoad, FULL, LARGE, SMALL, UNEVEN } from '../../bench/scale/scenarios.ts';
import { SWEPT_A_MINUTE, simulate } from '../../bench/scale/simulate.ts';
import { workOf } from '../../bench/scale/work.ts';
import { OPEN_SHARDS, resourcePartitions } from '../../functions/adapters/keys.ts';
import { MAX_NOT_ENQUEUED } from '../../functions/sweep-batches.ts';
import { readAssembly } from '../../local/template/template-file.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

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

describe('what a batch asks of each part', () => {
  const { costs } = z
    .object({
      costs: z.array(
        z.object({
          shape: z.object({ name: z.string(), resources: z.number(), documentBytes: z.number() }),
          parts: z.array(z.object({ name: z.string(), calls: z.number(), units: z.number() })),
        }),
      ),
    })
    .parse(JSON.parse(read('bench/results/cost.json')));
  const PAYLOAD = 'payload and header, written';

  it.each(costs.map((cost) => ({ ...cost, name: cost.shape.name })))(
    'is what was counted: $name',
    ({ shape, parts }) => {
      const work = workOf({ ...shape, patches: PATCHES });
      const predicted = priceOf(work, PATCHES).map(({ name, calls, units }) => ({ name, calls, units }));
      const beside = ({ name }: { readonly name: string }) => name !== PAYLOAD;
      expect(predicted.filter(beside)).toEqual(parts.filter(beside));
      // How far patches compress is theirs: the model takes the most that was counted.
      const payload = ({ name }: { readonly name: string }) => name === PAYLOAD;
      const [most, counted] = [predicted.find(payload)?.units ?? 0, parts.find(payload)?.units ?? 0];
      expect(counted).toBeGreaterThan(most - 4);
      expect(counted).toBeLessThanOrEqual(most);
    },
  );
});

describe('the deployments of the model', () => {
  const recommended = [...FULL, ...SMALL].map((one) => one.recommended);
  const deployments = [DEFAULT, ...recommended, ...UNEVEN.map((one) => one.deployment)];

  it('begin with the stack as it is when nothing is set', async () => {
    const { Resources } = (await readAssembly(inject('assembly'))).template;
    const propertiesOf = (type: string) =>
      Object.values(Resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));
    expect(propertiesOf('AWS::Lambda::EventSourceMapping')).toContainEqual(
      expect.objectContaining({
        BatchSize: 10,
        ScalingConfig: { MaximumConcurrency: DEFAULT.consumerConcurrency },
      }),
    );
    const rate = expect.objectContaining({ ThrottlingRateLimit: DEFAULT.requestsPerSecond });
    expect(propertiesOf('AWS::ApiGatewayV2::Stage')).toEqual([
      expect.objectContaining({ DefaultRouteSettings: rate }),
    ]);
  });

  it('have as many shards as keys have, and a sweeper that takes as much', () => {
    const owner = { partnerId: 'partner', tenantId: 'tenant' };
    expect(DEFAULT.resourceShards).toBe(resourcePartitions(owner, 'schema', undefined).length);
    expect(DEFAULT.openShards).toBe(OPEN_SHARDS);
    expect(SWEPT_A_MINUTE).toBe(MAX_NOT_ENQUEUED);
  });

  it('have no more than settings take, and no warmth beyond their quota', () => {
    for (const { consumerConcurrency, requestsPerSecond, warm, tableThroughput } of deployments) {
      expect(consumerConcurrency).toBeLessThanOrEqual(LIMITS.sourceConcurrency.value);
      expect(requestsPerSecond).toBeLessThanOrEqual(LIMITS.stageRequests.value);
      expect(Math.max(warm.resources, warm.batches)).toBeLessThanOrEqual(tableThroughput);
    }
  });

  it('take their loads, where they are recommended', () => {
    for (const { load, recommended: deployment } of [...FULL, ...SMALL]) {
      const { limits, finalAtEnd, accepted } = simulate(load, deployment);
      expect(limits[0]?.used).toBeLessThanOrEqual(0.9);
      expect(finalAtEnd / accepted).toBeGreaterThan(0.99);
    }
  });

  it('meet limits that each name a page of AWS', () => {
    for (const { source } of Object.values(LIMITS))
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
});

describe('docs/scale.md', () => {
  it('says what the model says', () => {
    const text = read('docs/scale.md');
    for (const table of formatPredictions(predict())) expect(text).toContain(table);
  });
});
