import type { Counts } from '../cost/count-calls.ts';
import { type Constraint, constant } from './constraint.ts';
import type { Deployment } from './deployment.ts';
import { LIMITS } from './limits.ts';
import { fullest, type Load, largestTenant } from './load.ts';
import { countOf, OPEN_INDEX_UNITS, OWNER_INDEX_UNITS } from './work.ts';

/** Every limit of DynamoDB that the load has to pass. */
export function storing(load: Load, deployment: Deployment, work: Counts): readonly Constraint[] {
  const { cells, resourceShards, openShards } = deployment;
  const share = fullest(load, cells);
  const partition = LIMITS.partitionWrites.value;
  const tenant = largestTenant(load);
  const writes = countOf(work, 'Resources PutItem').units;
  const reads = countOf(work, 'Resources BatchGetItem').units;
  const indexes = OPEN_INDEX_UNITS + OWNER_INDEX_UNITS;
  const ofHeaders = countOf(work, 'Batches PutItem').units + countOf(work, 'Batches UpdateItem').units;
  const readsOfHeaders = countOf(work, 'Batches BatchGetItem').units;
  const readsOver = LIMITS.warmReads.value / LIMITS.warmWrites.value;
  const table = (at: string, warm: number, units: number): readonly Constraint[] => {
    const capacity = deployment.tableThroughput / (units * share);
    return [
      constant(LIMITS.tableThroughput, at, 'apply', capacity),
      {
        limit: LIMITS.warmWrites,
        at,
        stage: 'apply',
        batchesPerSecond: (second) => {
          const doublings = Math.floor(second / LIMITS.warmDoubling.value);
          return (warm * 2 ** doublings) / (units * share);
        },
      },
    ];
  };
  const { warm } = deployment;
  return [
    ...table('Resources, written', warm.resources, writes),
    ...table('Resources, read', warm.resources * readsOver, reads),
    ...table('Batches, written', warm.batches, ofHeaders - indexes),
    ...table('Batches, read', warm.batches * readsOver, readsOfHeaders),
    constant(
      LIMITS.partitionWrites,
      'resources of a tenant',
      'apply',
      (resourceShards * partition) / (writes * tenant),
    ),
    constant(
      LIMITS.partitionWrites,
      'index `open`',
      'accept',
      (openShards * partition) / (OPEN_INDEX_UNITS * share),
    ),
    constant(LIMITS.partitionWrites, 'index `by-owner`', 'accept', partition / (OWNER_INDEX_UNITS * tenant)),
  ];
}
