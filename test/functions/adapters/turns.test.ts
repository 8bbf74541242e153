import { setImmediate as afterOthers } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../functions/adapters/turns.ts';

/** A clock that work sets on. */
function createWork() {
  let at = 5000;
  return {
    clock: () => at,
    work: (ms: number) => {
      at += ms;
    },
  };
}

describe('turns', () => {
  it('let other work of the process go on after 20 ms, and not before', async () => {
    const { clock, work } = createWork();
    const takeTurn = createTurns(clock)(10_000);
    const others: string[] = [];
    const other = afterOthers().then(() => others.push('other'));
    work(19);
    await takeTurn();
    expect(others).toEqual([]);
    work(1);
    await takeTurn();
    await other;
    expect(others).toEqual(['other']);
  });

  it('count anew after each pause', async () => {
    const { clock, work } = createWork();
    const takeTurn = createTurns(clock)(10_000);
    work(20);
    await takeTurn();
    const others: string[] = [];
    const other = afterOthers().then(() => others.push('other'));
    work(19);
    await takeTurn();
    expect(others).toEqual([]);
    await other;
  });

  it('end with six tenths of the time that the invocation has', async () => {
    const { clock, work } = createWork();
    const takeTurn = createTurns(clock)(10_000);
    work(6000);
    await expect(takeTurn()).resolves.toBeUndefined();
    work(1);
    await expect(takeTurn()).rejects.toThrow('the time of the invocation is up');
  });

  it('end while others have theirs', async () => {
    const { clock, work } = createWork();
    const takeTurn = createTurns(clock)(10_000);
    const other = afterOthers().then(() => work(6000));
    work(20);
    await expect(takeTurn()).rejects.toThrow('the time of the invocation is up');
    await other;
  });

  it('begin anew with each invocation', async () => {
    const { clock, work } = createWork();
    const startTurns = createTurns(clock);
    startTurns(1000);
    work(5000);
    await expect(startTurns(1000)()).resolves.toBeUndefined();
  });
});
