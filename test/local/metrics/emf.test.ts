import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEmf } from '../../../local/metrics/emf.ts';
import { followFile } from '../../../local/metrics/follow-file.ts';
import { temporaryFolder } from '../../support/folders.ts';

const EMF = {
  _aws: {
    Timestamp: 1_800_000_000_000,
    CloudWatchMetrics: [
      {
        Namespace: 'Stage',
        Dimensions: [['service'], ['service', 'code']],
        Metrics: [{ Name: 'Failed', Unit: 'Count' }, { Name: 'LaneSize' }],
      },
    ],
  },
  service: 'patchlane',
  code: 'validation_failed',
  Failed: 2,
  LaneSize: [1, 3],
  batchId: 'b',
};

describe('a line of EMF', () => {
  it('gives every metric under every set of dimensions', () => {
    const own = { namespace: 'Stage', at: 1_800_000_000_000 };
    const service = { service: 'patchlane' };
    const both = { ...service, code: 'validation_failed' };
    expect(readEmf(JSON.stringify(EMF))).toEqual([
      { ...own, name: 'Failed', dimensions: service, values: [2] },
      { ...own, name: 'LaneSize', dimensions: service, values: [1, 3] },
      { ...own, name: 'Failed', dimensions: both, values: [2] },
      { ...own, name: 'LaneSize', dimensions: both, values: [1, 3] },
    ]);
  });

  it.each(['{"level":"INFO","message":"batch accepted"}', 'no JSON', 'says "_aws"', ''])(
    'is not %j',
    (line) => {
      expect(readEmf(line)).toEqual([]);
    },
  );

  it.each([
    ['{"_aws":{}}'],
    ['{"_aws":'],
    [JSON.stringify({ ...EMF, service: 1 })],
    [JSON.stringify({ ...EMF, Failed: 'two' })],
  ])('that cannot be read is an error: %s', (line) => {
    expect(() => readEmf(line)).toThrow();
  });
});

describe('a followed file', () => {
  it('gives each line once and whole, however its bytes come', async () => {
    const folder = await temporaryFolder();
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\n', ' '));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.array(fc.nat({ max: 30 }), { maxLength: 8 }),
        fc.uuid(),
        async (lines, sizes, name) => {
          const path = join(folder, name);
          await writeFile(path, 'of an earlier run\n');
          const read: string[] = [];
          const file = await followFile(path, (one) => read.push(one));
          let left = Buffer.from(lines.map((one) => `${one}\n`).join(''));
          for (const size of sizes) {
            await appendFile(path, left.subarray(0, size));
            left = left.subarray(size);
            await file.read();
          }
          await appendFile(path, left);
          await Promise.all([file.read(), file.read()]);
          await file.close();
          expect(read).toEqual(lines);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('passes over a line that no log would take, and goes on', async () => {
    const path = join(await temporaryFolder(), 'log');
    const read: string[] = [];
    const file = await followFile(path, (one) => read.push(one));
    await appendFile(path, `${'x'.repeat(1024 * 1024 + 1)}\nnext\n`);
    await file.read();
    await file.close();
    expect(read).toEqual(['next']);
  });
});
