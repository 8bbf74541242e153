import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyOf, type SourceRecord } from '../../cli/sending/batch-body.ts';
import { cutBatches, type SourceBatch } from '../../cli/sending/cut-batches.ts';
import { createMeter } from '../../cli/sending/meter.ts';
import { createWindow } from '../../cli/sending/window.ts';

async function cut(
  chunks: readonly (readonly SourceRecord[])[],
  limits: { readonly maxItems: number; readonly maxBodyBytes: number },
): Promise<readonly SourceBatch[]> {
  const batches: SourceBatch[] = [];
  for await (const batch of cutBatches(chunks, 'patch', limits)) batches.push(batch);
  return batches;
}

const record = fc
  .record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), text: fc.string({ maxLength: 40 }) })
  .map(({ id, text }): SourceRecord => ({ externalId: id, json: JSON.stringify({ id, text }) }));

/** The same records, as they may come. */
const chunked = fc.array(fc.array(record, { maxLength: 9 }), { maxLength: 9 });

describe('cutting records into batches', () => {
  it('keeps all of them in their order, within the limits, as large as they allow', async () => {
    await fc.assert(
      fc.asyncProperty(
        chunked,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 150, max: 600 }),
        async (chunks, maxItems, maxBodyBytes) => {
          const batches = await cut(chunks, { maxItems, maxBodyBytes });
          expect(batches.flatMap(({ records }) => records)).toEqual(chunks.flat());
          let start = 0;
          for (const [at, batch] of batches.entries()) {
            expect(batch.start).toBe(start);
            start += batch.records.length;
            expect(batch.records.length).toBeLessThanOrEqual(maxItems);
            expect(Buffer.byteLength(bodyOf('patch', batch.records))).toBeLessThanOrEqual(maxBodyBytes);
            const next = batches[at + 1]?.records[0];
            if (next === undefined) continue;
            const withNext = [...batch.records, next];
            const isFull =
              withNext.length > maxItems || Buffer.byteLength(bodyOf('patch', withNext)) + 1 > maxBodyBytes;
            expect(isFull).toBe(true);
          }
        },
      ),
    );
  });

  it('does not depend on how the records come', async () => {
    await fc.assert(
      fc.asyncProperty(chunked, async (chunks) => {
        const limits = { maxItems: 4, maxBodyBytes: 200 };
        expect(await cut(chunks, limits)).toEqual(await cut([chunks.flat()], limits));
      }),
    );
  });
});

describe('the meter of a file', () => {
  const batch = (bytes: number, position: number): SourceBatch => ({
    start: 0,
    bytes,
    records: [{ json: '{}', externalId: 'a', position }],
  });

  it('counts what has ended in any order, and the last batch for no more than it is', () => {
    const meter = createMeter();
    const batches = [batch(400, 500), batch(400, 1000), batch(200, 1000)] as const;
    for (const one of batches) meter.cut(one);
    expect(meter.end(batches[2], false)).toEqual({ position: 200, replayedPosition: 0 });
    expect(meter.end(batches[0], true)).toEqual({ position: 600, replayedPosition: 400 });
    expect(meter.end(batches[1], false)).toEqual({ position: 1000, replayedPosition: 400 });
  });

  it('does not go back, and has all of the file at its end', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 5 }), (all, inFlight) => {
        const meter = createMeter();
        const open: SourceBatch[] = [];
        const positions: number[] = [0];
        const end = () => positions.push(meter.end(open.shift() ?? expect.unreachable(), false).position);
        for (const [at, bytes] of all.entries()) {
          const next = batch(bytes, at + 1);
          meter.cut(next);
          open.push(next);
          if (open.length > inFlight) end();
        }
        while (open.length > 0) end();
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        expect(positions.at(-1)).toBe(all.length);
      }),
    );
  });
});

describe('the window of batches in flight', () => {
  it('has never two with a resource in common, nor more than it may, and starts them in their order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e'), { minLength: 1 }), {
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 4 }),
        async (scheduler, batches, limit) => {
          const window = createWindow(limit, new AbortController().signal);
          const inFlight = new Set<readonly string[]>();
          const started: (readonly string[])[] = [];
          const feeding = (async () => {
            for (const names of batches) {
              await window.start(new Set(names), async () => {
                const others = [...inFlight].flat();
                expect(others.filter((name) => names.includes(name))).toEqual([]);
                inFlight.add(names);
                expect(inFlight.size).toBeLessThanOrEqual(limit);
                started.push(names);
                await scheduler.schedule(Promise.resolve());
                inFlight.delete(names);
              });
            }
            await window.end();
          })();
          await scheduler.waitFor(feeding);
          expect(started).toEqual(batches);
        },
      ),
    );
  });

  it('starts nothing more after a failure, and tells of it when all has ended', async () => {
    const window = createWindow(2, new AbortController().signal);
    const { promise: release, resolve } = Promise.withResolvers<void>();
    let hasEnded = false;
    await window.start(new Set('a'), async () => {
      await release;
      hasEnded = true;
    });
    await window.start(new Set('b'), () => Promise.reject(new Error('refused')));
    expect(await window.start(new Set('c'), () => expect.unreachable())).toBe(false);
    resolve();
    await expect(window.end()).rejects.toThrow('refused');
    expect(hasEnded).toBe(true);
  });
});
