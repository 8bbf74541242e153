import { describe, expect, it } from 'vitest';
import { createConflictPause } from '../../../functions/adapters/conflict-pause.ts';

const RETRIES = [1, 2, 3, 4, 5];

async function pausesFor(random: () => number): Promise<readonly number[]> {
  const pauses: number[] = [];
  const pause = createConflictPause(random, async (ms) => void pauses.push(ms));
  for (const retry of RETRIES) await pause(retry);
  return pauses;
}

describe('the pause before a write that met another is tried again', () => {
  it("has a bound that doubles, and all of a lane's pauses together one of less than 2 s", async () => {
    const longest = await pausesFor(() => 1);
    expect(longest).toEqual([40, 80, 160, 320, 640]);
    expect(longest.reduce((sum, ms) => sum + ms)).toBeLessThan(2000);
  });

  it('is any part of that, as chance has it each time', async () => {
    expect(await pausesFor(() => 0)).toEqual([0, 0, 0, 0, 0]);
    const chances = [0.5, 0.25, 0.75, 0.1, 0.9];
    const drawn = chances.values();
    expect(await pausesFor(() => drawn.next().value ?? 0)).toEqual([20, 20, 120, 32, 576]);
  });

  it('really is waited for', async () => {
    const before = performance.now();
    await createConflictPause(() => 1)(1);
    // Timers are whole milliseconds, and may be early by one.
    expect(performance.now() - before).toBeGreaterThanOrEqual(39);
  });
});
