import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFaults, type Fault } from '../../chaos/faults.ts';

const OPERATIONS = ['PutItem', 'BatchGetItem', 'ReceiveMessage', 'SendMessageBatch'];
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** What each operation's calls meet, in their order. */
function drawAll(seed: number, intensity: number, calls: readonly string[]) {
  const faults = createFaults(seed, intensity);
  faults.turn('on');
  const drawn = calls.map((operation) => [operation, faults.draw(operation)?.fault] as const);
  return Map.groupBy(drawn, ([operation]) => operation);
}

describe('the faults of the fault run', () => {
  it('are the same for the nth call of an operation, in whatever order operations are called', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.array(fc.constantFrom(...OPERATIONS), { minLength: 50, maxLength: 200 }),
        (seed, calls) => {
          const inOrder = drawAll(seed, 5, calls.toSorted());
          for (const [operation, drawn] of drawAll(seed, 5, calls)) {
            expect(drawn).toEqual(inOrder.get(operation));
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('differ from seed to seed', () => {
    const calls = Array<string>(500).fill('PutItem');
    expect(drawAll(1, 1, calls)).not.toEqual(drawAll(2, 1, calls));
  });

  it('happen as often as the intensity says, and not at all while they are off', () => {
    const calls = Array<string>(5000).fill('PutItem');
    const countOf = (intensity: number) =>
      drawAll(1, intensity, calls)
        .get('PutItem')
        ?.filter(([, fault]) => fault !== undefined).length ?? 0;
    expect(countOf(0)).toBe(0);
    expect(countOf(1)).toBeGreaterThan(100);
    expect(countOf(4)).toBeGreaterThan(3 * countOf(1));
    const off = createFaults(1, 5);
    expect(calls.map((operation) => off.draw(operation)).filter((one) => one !== undefined)).toEqual([]);
  });

  it('are counted by kind when they took effect', () => {
    const faults = createFaults(1, 1);
    for (const fault of ['lost', 'late', 'lost'] satisfies Fault[]) faults.count(fault);
    expect(faults.counts()).toEqual(
      new Map([
        ['lost', 2],
        ['late', 1],
      ]),
    );
  });
});
