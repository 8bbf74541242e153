import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../demo/at-once.ts';

describe('atOnce', () => {
  it('gives the results in the order of the items, and never works on more at once than it may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.integer(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        async (scheduler, items, limit) => {
          let running = 0;
          let most = 0;
          const results = await scheduler.waitFor(
            atOnce(limit, items, async (item) => {
              running += 1;
              most = Math.max(most, running);
              await scheduler.schedule(Promise.resolve());
              running -= 1;
              return item + 1;
            }),
          );
          expect(results).toEqual(items.map((item) => item + 1));
          expect(most).toBe(Math.min(limit, items.length));
        },
      ),
    );
  });

  it('rejects with the first failure, and begins nothing after it', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('one');
    };
    await expect(atOnce(2, [1, 2, 3, 4, 5, 6], work)).rejects.toThrow('one');
    expect(begun).toEqual([1, 2]);
  });
});
