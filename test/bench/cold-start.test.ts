import { describe, expect, inject, it } from 'vitest';
import { measureColdStarts } from '../../bench/cold-start/measure.ts';
import { formatColdStarts } from '../../bench/cold-start/report.ts';

describe('the cold starts', () => {
  it('are measured of every function, beside a handler that does nothing', async () => {
    const starts = await measureColdStarts(inject('assembly'), 1);
    const [empty, ...functions] = starts;
    expect(empty?.name).toBe('empty handler');
    expect(functions).toHaveLength(20);
    expect(functions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['SubmitBatch', 'ApplyPatches', 'SettleDeadLetters', 'SweepBatches']),
    );
    for (const { name, ms, cpuMs, bytes, gzipBytes } of starts) {
      expect(Math.min(ms, cpuMs), name).toBeGreaterThan(0);
      expect(gzipBytes, name).toBeLessThan(bytes);
    }
    // Reads have no more in them than the clients themselves: their credentials come from one place.
    const read = functions.find(({ name }) => name === 'GetResource');
    expect(read?.bytes).toBeLessThan(empty?.bytes ?? 0);
    expect(formatColdStarts(starts).split('\n')).toHaveLength(3 + starts.length + 1);
  });
});
