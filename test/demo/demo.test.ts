import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { createClient } from '../../demo/client.ts';
import { type DemoOptions, demo } from '../../demo/demo.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recorded } from './support/scenario.ts';

/** Enough for every kind of patch. */
const ROWS = 60;

async function prepare(overrides: Partial<DemoOptions> = {}) {
  const parentFolder = await temporaryFolder();
  const output = recorded();
  const options: DemoOptions = {
    output,
    parentFolder,
    rows: ROWS,
    assembly: inject('assembly'),
    signal: new AbortController().signal,
    ...overrides,
  };
  return { output, options, leftBehind: () => readdir(parentFolder) };
}

describe('the demo', () => {
  it('uploads, patches and reads back on a stack of its own without a mismatch, and leaves nothing behind', async () => {
    const { options, output, leftBehind } = await prepare();
    const code = await demo(options);
    expect(output.text()).toMatch(/\nmismatches: 0 \(62 airports read back\)\n$/);
    expect(output.text()).toMatch(/\nfailed: \d+ validation_failed, 2 resource_not_found\n/);
    expect(code).toBe(0);
    expect(await leftBehind()).toEqual([]);
  });

  it('ends with 1, names what differs and keeps the logs when an airport is not read back as it should be', async () => {
    const { options, output, leftBehind } = await prepare({
      connect: (to) => {
        const client = createClient(to);
        return {
          ...client,
          airport: async (iata) => {
            const airport = await client.airport(iata);
            return airport && iata === '00M'
              ? { ...airport, data: { ...airport.data, name: 'Nowhere' } }
              : airport;
          },
        };
      },
    });
    expect(await demo(options)).toBe(1);
    expect(output.text()).toMatch(
      /\nmismatches: 1 \(62 airports read back\)\nairport 00M: name should be "Thigpen", is "Nowhere"\n/,
    );
    const [kept = 'nothing', ...others] = await leftBehind();
    expect(others).toEqual([]);
    expect(output.text()).toMatch(new RegExp(`logs of this run are kept in \\S+${kept}\\n$`));
  });

  it('ends with 1 and says why when the API does not answer as it should', async () => {
    const { options, output, leftBehind } = await prepare({
      connect: (to) => createClient({ ...to, partnerToken: to.tenantToken }),
    });
    expect(await demo(options)).toBe(1);
    expect(output.text()).toContain('POST /partner/schema-definitions was answered with 403, not 201');
    expect(await leftBehind()).toHaveLength(1);
  });

  it('ends with 1 and says why when the stack does not start', async () => {
    const { options, output, leftBehind } = await prepare({ dynamodb: 'mysql' });
    expect(await demo(options)).toBe(1);
    expect(output.text()).toContain('PATCHLANE_DYNAMODB is "mysql"');
    expect(await leftBehind()).toHaveLength(1);
  });

  it('takes a start that fails after an abort for a part of it', async () => {
    const reason = new Error('enough');
    const { options, output, leftBehind } = await prepare({
      signal: AbortSignal.abort(reason),
      dynamodb: 'mysql',
    });
    await expect(demo(options)).rejects.toBe(reason);
    expect(output.text()).not.toContain('mysql');
    expect(await leftBehind()).toEqual([]);
  });

  it('stops the stack and leaves nothing behind when it is aborted half-way', async () => {
    const ending = new AbortController();
    const reason = new Error('enough');
    let url = '';
    const { options, output, leftBehind } = await prepare({
      signal: ending.signal,
      connect: (to) => {
        url = to.url;
        const client = createClient(to);
        return {
          ...client,
          submit: async (batch) => {
            const batchId = await client.submit(batch);
            if (batch.operation === 'patch') ending.abort(reason);
            return batchId;
          },
        };
      },
    });
    await expect(demo(options)).rejects.toBe(reason);
    expect(output.text()).toMatch(/\nstopping\n$/);
    expect(await leftBehind()).toEqual([]);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});

describe('npm run demo', () => {
  it.skipIf(process.platform === 'win32')(
    'stops and leaves nothing behind at Ctrl-C, with the exit code of the signal',
    async () => {
      const folder = await temporaryFolder();
      const child = spawn(process.execPath, ['bin/demo.ts'], {
        env: { ...process.env, TMPDIR: folder },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
        if (text.endsWith('starting the functions\n')) child.kill('SIGINT');
      });
      const [code] = await once(child, 'close');
      expect(text.split('\n').slice(-2)).toEqual(['stopping', '']);
      expect(code).toBe(130);
      // npm, which bundles the functions, keeps its compiled code there.
      const left = (await readdir(folder)).filter((name) => name !== 'node-compile-cache');
      expect(left).toEqual([]);
    },
  );
});
