import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { priceOf } from '../../bench/cost/price.ts';
import { BURSTS, compare } from '../../bench/scale/calibrate.ts';
import { DEFAULT } from '../../bench/scale/deployment.ts';
import { LIMITS } from '../../bench/scale/limits.ts';
import { predict } from '../../bench/scale/predict.ts';
import { formatPredictions } from '../../bench/scale/report.ts';
import { FULL, SMALL, UNEVEN } from '../../bench/scale/scenarios.ts';
import { SWEPT_A_MINUTE, simulate } from '../../bench/scale/simulate.ts';
import { workOf } from '../../bench/scale/work.ts';
import { OPEN_SHARDS, resourcePartitions } from '../../functions/adapters/keys.ts';
import { MAX_NOT_ENQUEUED } from '../../functions/sweep-batches.ts';
import { DEFAULT_CONCURRENCY } from '../../local/functions/pool.ts';
import { readAssembly } from '../../local/template/template-file.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

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
      const work = workOf({ ...shape, patches: 1000 });
      const predicted = priceOf(work, { patches: 1000 }).map(({ name, calls, units }) => ({
        name,
        calls,
        units,
      }));
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

describe('the calibration', () => {
  it('says what other bursts take on a machine that works as the model has it', () => {
    const [submit, invocation, lane] = [100, 20, 3];
    const round = new Map(
      BURSTS.map((burst) => {
        const calls = Math.ceil(burst.resources / 10);
        const ofBatch = submit + calls * invocation + burst.resources * lane;
        const all = burst.hot ? burst.batches * ofBatch : (burst.batches * ofBatch) / DEFAULT_CONCURRENCY;
        return [burst, { all, answer: submit, applying: (burst.batches - 1) * (invocation + lane) }];
      }),
    );
    for (const { measured, ratio } of compare([round]).slice(0, -1)) {
      expect(measured).toBeGreaterThan(0);
      expect(ratio.median).toBeCloseTo(1, 1);
    }
  });
});

describe('docs/scale.md', () => {
  it('says what the model says', () => {
    const text = read('docs/scale.md');
    for (const table of formatPredictions(predict())) expect(text).toContain(table);
  });
});
