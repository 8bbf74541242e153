import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../local/console/page/model/batch.ts';
import { judge, titleOf } from '../../../local/console/page/model/health.ts';
import { generate, toText } from '../../../local/console/page/model/patches.ts';
import { parseProblem } from '../../../local/console/page/model/problem.ts';

function alarm(name: string, state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA', severity = 'ticket') {
  return { name, severity, state, says: '', reason: '', runbook: 'a' };
}

describe('the first line', () => {
  it('is healthy when no alarm is raised, and says how many have no data', () => {
    expect(judge([alarm('A', 'OK'), alarm('B', 'INSUFFICIENT_DATA')])).toMatchObject({
      kind: 'healthy',
      detail: '2 alarms: 1 OK, 1 without data',
    });
  });

  it('is not healthy when one is raised, and names the worst first', () => {
    const { kind, raised } = judge([alarm('A', 'ALARM'), alarm('B', 'OK'), alarm('C', 'ALARM', 'critical')]);
    expect(kind).toBe('unhealthy');
    expect(raised.map(({ name }) => name)).toEqual(['C', 'A']);
  });

  it('names an alarm in words', () => {
    expect(titleOf({ name: 'SweeperNotRunning' })).toBe('Sweeper not running');
  });

  it('knows nothing without data', () => {
    expect(judge([]).kind).toBe('unknown');
    expect(judge([alarm('A', 'INSUFFICIENT_DATA')]).kind).toBe('unknown');
  });
});

describe('a problem of the API', () => {
  it.each([
    [
      'resources[17]/email: must match format "email"',
      { index: 17, pointer: '/email', message: 'must match format "email"' },
    ],
    ['resources[3]: must be object', { index: 3, message: 'must be object' }],
    [
      '/address: must have property city when property zip is present',
      { pointer: '/address', message: 'must have property city when property zip is present' },
    ],
    [
      "/: must have required property 'name'",
      { pointer: '/', message: "must have required property 'name'" },
    ],
    ['/a:b: must be string', { pointer: '/a:b', message: 'must be string' }],
    ['... and at least 3 more', { message: '... and at least 3 more' }],
  ])('%s is taken apart', (text, problem) => expect(parseProblem(text)).toEqual(problem));

  it('never loses its words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(text.endsWith(parseProblem(text).message)).toBe(true);
      }),
    );
  });
});

describe('generated patches', () => {
  const customer = {
    name: 'customer',
    externalIdField: 'customerId',
    schema: {
      required: ['customerId', 'name', 'kind'],
      properties: {
        customerId: { type: 'string' },
        name: { type: 'string' },
        kind: { enum: ['a', 'b'] },
        email: { type: 'string', format: 'email' },
        age: { type: 'integer', minimum: 18 },
        address: { type: 'object', properties: { city: { type: 'string' } } },
      },
    },
  };

  it('name the resources in turn and have what the schema requires', () => {
    expect(generate(customer, 'upsert', { patches: 3, resources: 2 })).toEqual([
      { customerId: 'r-1', name: 'name 1', kind: 'b', email: 'person-1@example.org', age: 19 },
      { customerId: 'r-2', name: 'name 2', kind: 'a', email: 'person-2@example.org', age: 20 },
      { customerId: 'r-1', name: 'name 3', kind: 'b', email: 'person-3@example.org', age: 21 },
    ]);
  });

  it('are external ids, each once, for a deletion', () => {
    expect(generate(customer, 'delete', { patches: 10, resources: 2 })).toEqual(['r-1', 'r-2']);
  });

  it('are as many as asked for, over as many resources, and come back from their text', () => {
    const amount = fc.record({
      patches: fc.integer({ min: 1, max: 50 }),
      resources: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(amount, ({ patches, resources }) => {
        const items = generate(customer, 'patch', { patches, resources });
        expect(items).toHaveLength(patches);
        expect(new Set(items.map((item) => Object(item).customerId)).size).toBe(Math.min(patches, resources));
        expect(JSON.parse(toText(items))).toEqual(items);
      }),
    );
  });
});

describe('a progress bar', () => {
  it('has a part for each outcome that there is, and leaves what is pending', () => {
    const progress = {
      totalRecords: 10,
      processedRecords: 6,
      successfulRecords: 5,
      pendingRecords: 4,
      failedRecords: 1,
      cancelledRecords: 0,
      successRate: 0.83,
    };
    expect(segmentsOf({ progress })).toEqual([
      { name: 'successful', records: 5, share: 0.5 },
      { name: 'failed', records: 1, share: 0.1 },
    ]);
  });
});
