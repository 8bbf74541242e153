import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { describe, expect, inject, it } from 'vitest';
import { type ChaosOptions, chaos } from '../../chaos/chaos.ts';
import { createClient } from '../../chaos/client.ts';
import { FAULTS } from '../../chaos/faults.ts';
import { DEFAULTS } from '../../chaos/options.ts';
import { recorded } from '../demo/support/scenario.ts';
import { temporaryFolder } from '../support/folders.ts';

/** The default run takes about three minutes on two slow cores that other tests use too. */
const SLOW = 900_000;

async function run(overrides: Partial<ChaosOptions> = {}) {
  const output = recorded();
  const parentFolder = await temporaryFolder();
  const code = await chaos({
    ...DEFAULTS,
    seed: randomInt(2 ** 31 - 1),
    output,
    parentFolder,
    assembly: inject('assembly'),
    signal: new AbortController().signal,
    ...overrides,
  });
  const numberOf = (row: string) => Number(new RegExp(`│ ${row} +│ +(\\d+) │`).exec(output.text())?.[1]);
  return { code, text: output.text(), numberOf, leftBehind: await readdir(parentFolder) };
}

function without(fields: unknown, name: string): object {
  return Object.fromEntries(Object.entries(Object(fields)).filter(([other]) => other !== name));
}

const CALM = { patches: 120, resources: 6, restarts: 0, intensity: 0 };

describe('the fault run', () => {
  it('loses nothing, applies nothing twice and keeps the order, whatever fails', {
    timeout: SLOW,
  }, async () => {
    const { code, text, numberOf, leftBehind } = await run();
    process.stdout.write(text);
    expect(code, text).toBe(0);
    expect(numberOf('patches')).toBe(20_000);
    for (const violation of ['lost', 'twice', 'out of order', 'otherwise wrong']) {
      expect(numberOf(violation)).toBe(0);
    }
    for (const happened of [...Object.values(FAULTS), 'processes killed', 'messages delivered again']) {
      expect(numberOf(happened), happened).toBeGreaterThan(0);
    }
    expect(numberOf('restarts of everything')).toBe(1);
    expect(text).toMatch(/^seed \d+\n.*\nseed \d+\n$/s);
    expect(leftBehind).toEqual([]);
  });

  it('ends with 1 and says how to repeat it when a patch left no trace', { timeout: SLOW }, async () => {
    const { code, text, numberOf } = await run({
      ...CALM,
      seed: 7,
      connect: (to) => {
        const client = createClient(to);
        return {
          ...client,
          read: async (externalId) => {
            const stored = await client.read(externalId);
            if (externalId !== 'cell-3' || stored === undefined) return stored;
            const { done, tail } = stored.data;
            const data = { ...stored.data, done: without(done, 'c0'), tail: without(tail, 'c0') };
            return { version: stored.version - 1, data };
          },
        };
      },
    });
    expect(code).toBe(1);
    expect(numberOf('lost')).toBe(1);
    expect(text).toContain('lost: cell-3, c0 p0 left no trace\n');
    expect(text).toContain('npm run chaos -- --seed 7 --patches 120 --resources 6');
  });

  it('ends with 1 and says why when a batch does not end', { timeout: SLOW }, async () => {
    const { code, text } = await run({
      ...CALM,
      seed: 7,
      deadline: 1,
      connect: (to) => {
        const client = createClient(to);
        return { ...client, progress: async (id) => ({ ...(await client.progress(id)), pendingRecords: 1 }) };
      },
    });
    expect(code).toBe(1);
    expect(text).toMatch(/\nBatch c0 \(\S+\) has 1 of 6 pending after 1 s\.\n/);
  });
});
