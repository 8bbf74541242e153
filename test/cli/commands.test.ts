import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EndSignal, Io } from '../../cli/io.ts';
import { run } from '../../cli/main.ts';
import { command } from '../support/command.ts';
import { runCli } from './support/run-cli.ts';
import { startStandInApi } from './support/stand-in-api.ts';

// Answers that the local run does not give at will.

async function setUp(intercept: (request: IncomingMessage, response: ServerResponse) => boolean) {
  const api = await startStandInApi({ intercept });
  onTestFinished(api.stop);
  return { PATCHLANE_URL: api.url, PATCHLANE_TOKEN: 'secret', XDG_CONFIG_HOME: '/nowhere' };
}

const silent = { write: () => undefined };
const IO = { stdin: Readable.from([]), stdout: silent, stderr: silent, onSignal: () => () => undefined };

function answer(response: ServerResponse, status: number, data: object, headers = {}): true {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ success: true, message: '', data }));
  return true;
}

const reportOf = (pendingRecords: number) => ({
  batchId: 'b',
  status: pendingRecords === 0 ? 'partial_success' : 'processing',
  batchType: 'PARTNER_RESOURCE_BATCH_PATCH',
  schemaName: 'contact',
  progress: {
    totalRecords: 1000,
    successfulRecords: 900 - pendingRecords,
    unchangedRecords: 0,
    failedRecords: 100,
    cancelledRecords: 0,
    pendingRecords,
  },
  ...{ createdAt: '2026-11-28T12:00:00Z', startedAt: null, completedAt: null, parentBatchId: null },
  ...{ cancelRequestedAt: null, errors: { summary: { resource_not_found: 100 } } },
});

it('the status of a batch that runs is 0, whatever has failed so far', async () => {
  const env = await setUp((_, response) => answer(response, 200, reportOf(600)));
  const { code, stdout } = await runCli(['status', 'b'], { env });
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining('records    1,000: 300 successful, 100 failed, 600 pending\n'),
  ]);
});

describe('following a batch', () => {
  it('shows a bar on a terminal until the batch is final, and its report after that', async () => {
    let calls = 0;
    const seen = Promise.withResolvers<void>();
    const env = await setUp((_, response) => {
      calls += 1;
      if (calls < 3) return answer(response, 200, reportOf(600), { 'retry-after': '0' });
      void seen.promise.then(() => answer(response, 200, reportOf(0)));
      return true;
    });
    const painted: string[] = [];
    const paint = (text: string) => {
      painted.push(text);
      if (text.includes('40%')) seen.resolve();
    };
    const printed: string[] = [];
    const io: Io = {
      ...IO,
      stdout: { write: (text) => printed.push(text) },
      stderr: Object.assign({ write: paint }, { isTTY: true, columns: 80 }),
      env,
    };
    expect(await run(['status', 'b', '--wait'], io)).toBe(2);
    expect(painted.join('')).toMatch(/█+░+ {2}40% 400: 300 applied, 0 unchanged, 100 failed, /);
    expect(printed.join('')).toMatch(/^batch +b\nstatus +partial_success\n/);
    expect(printed.join('')).toMatch(
      /records +1,000: 900 successful, 100 failed\nfailures +100 resource_not_found\n/,
    );
  });

  it('ends with 130 by Ctrl-C, says how to go on, and leaves the batch alone', async () => {
    const signals = new EventEmitter<{ signal: [EndSignal] }>();
    const env = await setUp(() => signals.emit('signal', 'SIGINT'));
    const { code, stdout, stderr } = await runCli(['status', 'b', '--wait'], { env, signals });
    expect([code, stdout, stderr]).toEqual([
      130,
      '',
      'Ended by SIGINT. The batch goes on:\n  patchlane status b --wait\n',
    ]);
    expect(signals.listenerCount('signal')).toBe(0);
  });
});

it('a retry whose answer was lost is sent again under its key', async () => {
  const keys: unknown[] = [];
  const env = await setUp((request, response) => {
    keys.push(request.headers['idempotency-key']);
    if (keys.length > 1) return answer(response, 202, { batchId: 'n', parentBatchId: 'b', recordCount: 1 });
    request.socket.destroy();
    return true;
  });
  const { code, stdout, stderr } = await runCli(['retry', 'b'], { env });
  expect([code, stdout, stderr]).toEqual([
    0,
    'Batch n retries 1 record of b.\n',
    expect.stringContaining('POST /api/batches/b/retry: '),
  ]);
  expect(keys).toEqual([keys[0], keys[0]]);
  expect(keys[0]).toMatch(/^[\w-]{43}$/);
});

it('results are printed page by page: the next is read when those before are out', async () => {
  const printed: string[] = [];
  const seen: string[] = [];
  const env = await setUp((request, response) => {
    seen.push(printed.join(''));
    const isFirst = !request.url?.includes('cursor=next');
    const index = isFirst ? 0 : 1;
    const pagination = { hasNextPage: isFirst, cursor: isFirst ? 'next' : null };
    return answer(response, 200, {
      results: [{ index, externalId: `c-${index}`, outcome: 'applied' }],
      pagination,
    });
  });
  const stdout = { write: (text: string) => printed.push(text) };
  const io: Io = { ...IO, stdout, env };
  expect(await run(['results', 'b', '--json'], io)).toBe(0);
  const [first, second] = [0, 1].map((index) =>
    JSON.stringify({ index, externalId: `c-${index}`, outcome: 'applied' }),
  );
  expect(seen).toEqual(['', `${first}\n`]);
  expect(printed.join('')).toBe(`${first}\n${second}\n`);
});

it('a command whose reader has enough ends quietly, as by SIGPIPE', async () => {
  const env = await setUp((_, response) =>
    answer(response, 200, {
      results: [{ index: 0, externalId: 'c-0', outcome: 'applied' }],
      pagination: { hasNextPage: true, cursor: 'next' },
    }),
  );
  const line = `{ '${process.execPath}' bin/patchlane.ts results b --json; echo $? >&2; } | head -n 1`;
  const { ended, stdout, stderr } = command('sh', ['-c', line], env);
  expect([await ended, stdout(), stderr()]).toEqual([0, expect.stringContaining('"c-0"'), '141\n']);
});

describe('the help', () => {
  it.each(['status', 'results', 'cancel', 'retry', 'list', 'schema', 'get', 'doctor'])(
    'of %s has its options, the environment and examples, in 80 columns',
    async (name) => {
      const { code, stdout } = await runCli([name, '--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(
        new RegExp(`^Usage: patchlane ${name} [^]*PATCHLANE_PROFILE[^]*Examples:\n {2}patchlane ${name}`),
      );
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );
});
