import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { InvocationResult } from '../../local/functions/process.ts';
import { temporaryFolder } from '../support/folders.ts';
import { isAlive, poolOf } from './support/functions.ts';

/** Does what the event says, and tells which process did. */
const HANDLER = `
let calls = 0;
export const handler = async ({ does, ms }, context) => {
  calls += 1;
  if (does === 'throw') throw new TypeError('not so');
  if (does === 'exit') process.exit(7);
  if (does === 'reject') { Promise.reject(new Error('unheard')); await new Promise(() => {}); }
  if (does === 'spin') for (;;) {}
  if (does === 'hang') await new Promise(() => {});
  if (does === 'wait') await new Promise((resolve) => setTimeout(resolve, ms));
  if (does === 'large') return 'x'.repeat(6 * 1024 * 1024);
  if (does === 'environment') return process.env;
  if (does === 'nothing') return undefined;
  if (does === 'send') process.send({ kind: 'foreign' });
  console.log('called', calls);
  return { pid: process.pid, calls, left: context.getRemainingTimeInMillis() };
};`;

const event = (does: string, ms = 0) => JSON.stringify({ does, ms });

function returned(result: InvocationResult): {
  readonly pid: number;
  readonly calls: number;
  readonly left: number;
} {
  if (result.kind === 'failed') throw new Error(result.errorMessage);
  return JSON.parse(result.payload);
}

describe('a function pool', () => {
  it('keeps a process for the next invocation', async () => {
    const { pool, log } = await poolOf(HANDLER);
    const first = returned(await pool.invoke(event('go')));
    const second = returned(await pool.invoke(event('go')));
    expect(second).toMatchObject({ pid: first.pid, calls: 2 });
    expect(first.left).toBeGreaterThan(0);
    expect(first.left).toBeLessThanOrEqual(10_000);
    expect(await log()).toContain('called 1');
  });

  it('leaves what was compiled for the next process, beside the code', async () => {
    const { pool, folder } = await poolOf(HANDLER);
    await pool.invoke(event('go'));
    const left = await readdir(join(folder, '.compile-cache'), { recursive: true, withFileTypes: true });
    expect(left.filter((one) => one.isFile())).not.toEqual([]);
  });

  it('runs one invocation at a time in each process, and no more processes than it may', async () => {
    const { pool } = await poolOf(HANDLER, { concurrency: 2 });
    const results = (await Promise.all(Array.from({ length: 6 }, () => pool.invoke(event('wait', 20))))).map(
      returned,
    );
    const pids = new Set(results.map(({ pid }) => pid));
    expect(pids.size).toBe(2);
    const calls = [...pids].map((pid) =>
      results
        .filter((one) => one.pid === pid)
        .map((one) => one.calls)
        .sort(),
    );
    for (const [, numbers] of calls.entries()) expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  it.each(['hang', 'spin'])(
    'kills a process that does not end in time (%s), and starts another',
    async (does) => {
      const { pool, warnings } = await poolOf(HANDLER, { timeoutMs: 300, concurrency: 1 });
      const { pid } = returned(await pool.invoke(event('go')));
      expect(await pool.invoke(event(does), 'r-1')).toEqual({
        kind: 'failed',
        requestId: 'r-1',
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: r-1 Error: Task timed out after 0.30 seconds',
      });
      await vi.waitUntil(() => !isAlive(pid));
      expect(returned(await pool.invoke(event('go')))).toMatchObject({ calls: 1 });
      expect(warnings).toEqual([expect.stringContaining('Function failed: Sandbox.Timedout')]);
    },
  );

  it.each([
    ['exit', 'Runtime exited with error: exit status 7'],
    ['reject', 'Runtime exited with error: exit status 1'],
  ])('reports a process that ends by itself (%s), and starts another', async (does, message) => {
    const { pool } = await poolOf(HANDLER, { concurrency: 1 });
    expect(await pool.invoke(event(does))).toMatchObject({
      kind: 'failed',
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining(message),
    });
    expect(returned(await pool.invoke(event('go')))).toMatchObject({ calls: 1 });
  });

  it('reports what a handler throws, and keeps its process', async () => {
    const { pool, warnings, log } = await poolOf(HANDLER, { concurrency: 1 });
    expect(await pool.invoke(event('throw'))).toMatchObject({ kind: 'failed', errorType: 'TypeError' });
    expect(returned(await pool.invoke(event('go')))).toMatchObject({ calls: 2 });
    expect(warnings).toHaveLength(1);
    expect(await log()).toContain('TypeError: not so');
  });

  it('notices a process that was killed while it was idle', async () => {
    const { pool } = await poolOf(HANDLER, { concurrency: 1 });
    const { pid } = returned(await pool.invoke(event('go')));
    process.kill(pid, 'SIGKILL');
    await vi.waitUntil(() => !isAlive(pid));
    await vi.waitUntil(async () => (await pool.invoke(event('go'))).kind === 'returned');
  });

  it('takes nothing for null, and refuses an answer over 6 MB', async () => {
    const { pool } = await poolOf(HANDLER);
    expect(await pool.invoke(event('nothing'))).toMatchObject({ kind: 'returned', payload: 'null' });
    expect(await pool.invoke(event('large'))).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('is not confused by messages of the bundle itself', async () => {
    const { pool } = await poolOf(HANDLER);
    expect(returned(await pool.invoke(event('send')))).toMatchObject({ calls: 1 });
  });

  it('gives a function nothing of its own environment, and the trace of the invocation', async () => {
    const { pool } = await poolOf(HANDLER, { environment: { ONLY: 'this' } });
    const result = await pool.invoke(event('environment'));
    const environment = Object.keys(JSON.parse(result.kind === 'returned' ? result.payload : '{}'));
    expect(environment.filter((name) => !name.startsWith('NODE_CHANNEL_'))).toEqual([
      'ONLY',
      '_X_AMZN_TRACE_ID',
    ]);
  });

  it.each([
    ['throw new RangeError("no such setting")', 'RangeError', 'no such setting'],
    ['process.exit(4)', 'Runtime.ExitError', 'exit status 4'],
    ['export const other = 1;', 'Error', 'exports no function handler'],
  ])('fails an invocation when the bundle does not load: %s', async (bundle, errorType, message) => {
    const { pool } = await poolOf(bundle);
    expect(await pool.invoke(event('go'))).toMatchObject({
      kind: 'failed',
      errorType: expect.stringContaining(errorType),
      errorMessage: expect.stringContaining(message),
    });
  });

  it('lets invocations end when it stops, but not for longer than it was told', async () => {
    const { pool } = await poolOf(HANDLER);
    const { pid } = returned(await pool.invoke(event('go')));
    const [soon, never] = [pool.invoke(event('wait', 50)), pool.invoke(event('hang'))];
    const stopped = pool.stop(500);
    expect(returned(await soon)).toMatchObject({ pid });
    expect(await never).toMatchObject({ kind: 'failed', errorType: 'Runtime.ExitError' });
    await stopped;
    expect(isAlive(pid)).toBe(false);
    expect(await pool.invoke(event('go'))).toMatchObject({ kind: 'failed', errorType: 'Stopping' });
  });
});

it('a function process ends when its parent is killed', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'index.mjs'), HANDLER);
  const entry = JSON.stringify(
    fileURLToPath(new URL('../../local/functions/function-process.ts', import.meta.url)),
  );
  const parent = join(folder, 'parent.mjs');
  await writeFile(
    parent,
    `import { fork } from 'node:child_process';
     const child = fork(${entry}, [${JSON.stringify(folder)}, 'index.handler'], { serialization: 'advanced' });
     child.once('message', () => process.send(child.pid));`,
  );
  const process = fork(parent);
  const [pid]: unknown[] = await once(process, 'message');
  expect(isAlive(Number(pid))).toBe(true);
  process.kill('SIGKILL');
  await vi.waitUntil(() => !isAlive(Number(pid)), { timeout: 5000 });
});
