import { SEPARATE } from '../cost/shapes.ts';
import { DEFAULT, type Deployment } from './deployment.ts';
import type { Load } from './load.ts';

/** A load, and a deployment that it fits into. */
export interface Scenario {
  readonly load: Load;
  readonly recommended: Deployment;
}

/** Ten minutes, from tenants of which the largest sends 1.6 %, to as many resources as patches. */
export function evenLoad(batchesPerSecond: number, patches: number): Load {
  return {
    batchesPerSecond,
    seconds: 600,
    patches,
    resources: patches,
    documentBytes: SEPARATE.documentBytes,
    tenants: 1000,
    skew: 0.5,
    hotShare: 0,
  };
}

/** A stack that takes 50,000 patches per second, if the quotas are raised as far. */
export const LARGE: Deployment = {
  ...DEFAULT,
  consumerConcurrency: 500,
  warm: { resources: 60_000, batches: 15_000 },
  tableThroughput: 60_000,
  concurrency: 2000,
};

export const FULL: readonly Scenario[] = [
  {
    load: evenLoad(10, 1000),
    recommended: { ...DEFAULT, consumerConcurrency: 100, warm: { resources: 20_000, batches: 4000 } },
  },
  { load: evenLoad(100, 1000), recommended: { ...LARGE, cells: 2 } },
  {
    load: evenLoad(1000, 1000),
    recommended: { ...LARGE, cells: 20, concurrency: 15_000, resourceShards: 32 },
  },
  {
    load: evenLoad(10_000, 1000),
    recommended: {
      ...LARGE,
      cells: 100,
      // The largest tenant alone sends more than one queue takes.
      queues: 4,
      resourceShards: 256,
      warm: { resources: 200_000, batches: 50_000 },
      tableThroughput: 200_000,
      concurrency: 120_000,
      apiRequests: 30_000,
    },
  },
];

export const SMALL: readonly Scenario[] = [
  { load: evenLoad(10, 50), recommended: DEFAULT },
  { load: evenLoad(100, 50), recommended: { ...DEFAULT, warm: { resources: 10_000, batches: 4000 } } },
  { load: evenLoad(1000, 50), recommended: { ...LARGE, requestsPerSecond: 4000 } },
  {
    load: evenLoad(10_000, 50),
    recommended: {
      ...LARGE,
      requestsPerSecond: 4000,
      cells: 10,
      resourceShards: 16,
      concurrency: 15_000,
      apiRequests: 30_000,
    },
  },
];

/** A load that is not spread as the others are. */
export interface Uneven {
  readonly name: string;
  readonly load: Load;
  readonly deployment: Deployment;
}

const alone = { tenants: 1, skew: 0 };

export const UNEVEN: readonly Uneven[] = [
  { name: 'one tenant alone', load: { ...evenLoad(10, 1000), ...alone }, deployment: LARGE },
  {
    name: 'one tenant alone, 32 shards',
    load: { ...evenLoad(10, 1000), ...alone },
    deployment: { ...LARGE, resourceShards: 32 },
  },
  {
    name: 'the largest of 1000 tenants sends 13 %',
    load: { ...evenLoad(100, 1000), skew: 1 },
    deployment: { ...LARGE, cells: 2 },
  },
  {
    name: 'a resource that every batch patches',
    load: { ...evenLoad(70, 50), hotShare: 1 },
    deployment: LARGE,
  },
  { name: 'the same, at more than its pace', load: { ...evenLoad(100, 50), hotShare: 1 }, deployment: LARGE },
  {
    name: 'a resource that every tenth batch patches',
    load: { ...evenLoad(1000, 50), hotShare: 0.1 },
    deployment: { ...LARGE, requestsPerSecond: 4000 },
  },
  {
    name: 'a resource that every second batch patches',
    load: { ...evenLoad(1000, 50), hotShare: 0.5 },
    deployment: { ...LARGE, requestsPerSecond: 4000 },
  },
];
