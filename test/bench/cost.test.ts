import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { totalOf } from '../../bench/cost/price.ts';
import { countCosts } from '../../bench/cost/run-cost.ts';
import { SHAPES } from '../../bench/cost/shapes.ts';
import { sharedFolder } from '../support/folders.ts';

const SLOW = 300_000;
const dataFolder = join(await sharedFolder(), 'data');
/** Larger documents, and patches that change nothing, with a tenth of the patches: what sets them apart is in each one. */
const COUNTED = SHAPES.map((shape) =>
  shape.unchanged || shape.documentBytes > 1000
    ? { ...shape, name: shape.name.replace('1000', '100'), patches: 100, resources: 100 }
    : shape,
);

describe('what a batch of 1000 patches costs', () => {
  it('is counted, and no more than it was', { timeout: SLOW }, async () => {
    const costs = await countCosts({ dataFolder, assembly: inject('assembly') }, COUNTED);
    const calls = costs.map(({ shape, parts }) => [
      shape.name,
      Object.fromEntries(parts.map(({ name, calls, units }) => [name, `${calls} calls, ${units} units`])),
    ]);
    expect(Object.fromEntries(calls)).toEqual({
      '1000 resources': {
        'request to the API': '1 calls, 1 units',
        'payload and header, written': '2 calls, 5 units',
        'lanes, sent': '100 calls, 100 units',
        'lanes, received': '100 calls, 100 units',
        'lanes, deleted': '100 calls, 100 units',
        'resources, read': '100 calls, 1000 units',
        'headers, read': '200 calls, 200 units',
        'resources, written': '1000 calls, 1000 units',
        'ledger and status, written': '102 calls, 234 units',
        'invocations of functions': '101 calls, 101 units',
      },
      '100 resources, 10 patches each': {
        'request to the API': '1 calls, 1 units',
        'payload and header, written': '2 calls, 5 units',
        'lanes, sent': '10 calls, 10 units',
        'lanes, received': '10 calls, 10 units',
        'lanes, deleted': '10 calls, 10 units',
        'resources, read': '10 calls, 100 units',
        'headers, read': '20 calls, 20 units',
        'resources, written': '100 calls, 100 units',
        'ledger and status, written': '12 calls, 31 units',
        'invocations of functions': '11 calls, 11 units',
      },
      '1 resource, 1000 patches': {
        'request to the API': '1 calls, 1 units',
        'payload and header, written': '2 calls, 5 units',
        'lanes, sent': '1 calls, 2 units',
        'lanes, received': '1 calls, 2 units',
        'lanes, deleted': '1 calls, 1 units',
        'resources, read': '1 calls, 1 units',
        'headers, read': '2 calls, 2 units',
        'resources, written': '1 calls, 1 units',
        'ledger and status, written': '3 calls, 11 units',
        'invocations of functions': '2 calls, 2 units',
      },
      '100 resources, nothing changes': {
        'request to the API': '1 calls, 1 units',
        'payload and header, written': '2 calls, 4 units',
        'lanes, sent': '10 calls, 10 units',
        'lanes, received': '10 calls, 10 units',
        'lanes, deleted': '10 calls, 10 units',
        'resources, read': '10 calls, 100 units',
        'headers, read': '20 calls, 20 units',
        'resources, written': '100 calls, 100 units',
        'ledger and status, written': '12 calls, 14 units',
        'invocations of functions': '11 calls, 11 units',
      },
      '100 resources of 10 KB': {
        'request to the API': '1 calls, 1 units',
        'payload and header, written': '2 calls, 4 units',
        'lanes, sent': '10 calls, 10 units',
        'lanes, received': '10 calls, 10 units',
        'lanes, deleted': '10 calls, 10 units',
        'resources, read': '10 calls, 300 units',
        'headers, read': '20 calls, 20 units',
        'resources, written': '100 calls, 1100 units',
        'ledger and status, written': '12 calls, 14 units',
        'invocations of functions': '11 calls, 11 units',
      },
    });
    const perMillion = costs.map(({ parts }) => totalOf(parts));
    expect(perMillion.map((dollars) => dollars.toFixed(2))).toEqual(['1.10', '0.12', '0.01', '1.07', '7.57']);
  });
});
