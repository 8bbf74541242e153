import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { command } from '../support/command.ts';
import { temporaryFolder } from '../support/folders.ts';
import { type CliOptions, runCli } from './support/run-cli.ts';
import { type StandInOptions, startStandInApi } from './support/stand-in-api.ts';

// What the command line does by itself: what becomes of records is tested with the real stack.

const TOKEN = 'secret-token';

async function setUp(options: StandInOptions = {}) {
  const api = await startStandInApi(options);
  onTestFinished(api.stop);
  const folder = await temporaryFolder();
  const env = { PATCHLANE_URL: api.url, PATCHLANE_TOKEN: TOKEN };
  return {
    api,
    env,
    write: async (name: string, content: string | Buffer) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    cli: (argv: readonly string[], more: CliOptions = {}) => runCli(argv, { env, ...more }),
  };
}

const lineOf = (at: number) => JSON.stringify({ contactId: `c-${at}`, name: `Name ${at}` });
const linesOf = (count: number) => Array.from({ length: count }, (_, at) => `${lineOf(at + 1)}\n`).join('');

/** The call that follows a batch to its end. */
const FOLLOWED = /^\/api\/batches\/b\d+$/;

describe('sending a file', () => {
  it('sends all records in batches of their order, and prints what became of them', async () => {
    const { api, cli, write } = await setUp();
    const file = await write('contacts.ndjson', linesOf(25));
    const { code, stdout } = await cli(['patch', 'contacts', file, '--batch-size', '10']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Patched 25 records of')]);
    expect(api.batches.map(({ records }) => records.length)).toEqual([10, 10, 5]);
    expect(api.batches.flatMap(({ records }) => records)).toEqual(
      linesOf(25)
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    );
    expect(existsSync(`${file}.failed.ndjson`)).toBe(false);
  });

  it('sends nothing twice when it is run again, unless it is told to or the file has changed', async () => {
    const { api, cli, write } = await setUp();
    const file = await write('contacts.ndjson', linesOf(25));
    const command = ['patch', 'contact', file, '--batch-size', '10'];
    const runs = [command, command, [...command, '--again']];
    const results = [];
    for (const argv of runs) results.push(JSON.parse((await cli([...argv, '--json'])).stdout));
    expect(results.map((result) => result.replayedBatches)).toEqual([0, 3, 0]);
    expect(api.batches.length).toBe(6);
    const { stdout } = await cli(command);
    expect(stdout).toContain('An earlier run had sent 3 of 3 batches: nothing was sent twice. --again sends');
    await write('contacts.ndjson', linesOf(26));
    expect(JSON.parse((await cli([...command, '--json'])).stdout).replayedBatches).toBe(0);
  });

  it('sends no batch while one in flight has a resource in common with it', async () => {
    const log: string[] = [];
    const { promise: secondIsFollowed, resolve } = Promise.withResolvers<void>();
    const { cli, write } = await setUp({
      intercept: ({ method, url = '' }, response) => {
        if (method === 'PATCH') log.push('sent');
        if (url === '/api/batches/b1') resolve();
        if (url !== '/api/batches/b0') return false;
        void secondIsFollowed.then(() => {
          log.push('the first is final');
          const progress = { pendingRecords: 0, successfulRecords: 1, failedRecords: 0, cancelledRecords: 0 };
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ data: { batchId: 'b0', status: 'success', progress } }));
        });
        return true;
      },
    });
    const [first, second, third, last] = [lineOf(1), lineOf(2), lineOf(1), lineOf(3)];
    const file = await write('contacts.ndjson', [first, second, third, last].join('\n'));
    expect((await cli(['patch', 'contact', file, '--batch-size=1'])).code).toBe(0);
    expect(log).toEqual(['sent', 'sent', 'the first is final', 'sent', 'sent']);
  });

  it('reads standard input, and resumes it by the run id that it prints', async () => {
    const { api, cli } = await setUp();
    const command = ['upload', 'contact', '-', '--format', 'ndjson'];
    const first = await cli(command, { stdin: linesOf(3) });
    const [, again = ''] = /--run-id (\S+)/.exec(first.stderr) ?? [];
    const second = await cli([...command, '--run-id', again], { stdin: linesOf(3) });
    expect([first.code, second.code, api.batches.length]).toEqual([0, 0, 1]);
  });

  it('takes a byte order mark, gzip under any name, and an array', async () => {
    const { api, cli, write } = await setUp();
    const csv = await write('contacts.csv', gzipSync('\ufeffcontactId,name\nc-1,Ada\n'));
    const array = await write('contacts.json.gz', gzipSync('\ufeff[{"contactId": "c-1", "name": "Ada"}]'));
    for (const file of [csv, array]) expect((await cli(['patch', 'contact', file])).code).toBe(0);
    const record = { contactId: 'c-1', name: 'Ada' };
    expect(api.batches.map(({ records }) => records)).toEqual([[record], [record]]);
  });

  it('deletes by ids, objects or a column', async () => {
    const { api, cli, write } = await setUp();
    const lines = await write('gone.ndjson', '"c-1"\n{"contactId":"c-2","name":"Ada"}\n');
    const csv = await write('gone.csv', 'name,contactId,unknown\nAda,c-3,x\n');
    for (const file of [lines, csv]) expect((await cli(['delete', 'contact', file])).code).toBe(0);
    expect(api.batches.map(({ records }) => records)).toEqual([['c-1', 'c-2'], ['c-3']]);
  });
});

describe('a line that cannot be read', () => {
  const withBad17 = `${linesOf(16)}{"contactId": oops}\n${lineOf(18)}\n`;

  it('stops the run after what comes before it, and the run goes on from that line', async () => {
    const { api, cli, write } = await setUp();
    const file = await write('contacts.ndjson', withBad17);
    const command = ['patch', 'contact', file, '--batch-size', '10'];
    const { code, stderr } = await cli(command);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file}, line 17, column 15: is not JSON: invalid symbol.`);
    const next = `patchlane ${command.join(' ')} --from-line 17`;
    expect(stderr).toContain(`To go on when it is corrected:\n  ${next}\n`);
    expect(stderr).toContain(`To go on without it:\n  ${next} --on-bad-line skip\n`);
    expect(api.batches.flatMap(({ records }) => records).length).toBe(16);
    await write('contacts.ndjson', withBad17.replace('oops', '"c-17"'));
    expect((await cli([...command, '--from-line', '17'])).code).toBe(0);
    expect(api.batches.at(-1)?.records).toEqual([{ contactId: 'c-17' }, JSON.parse(lineOf(18))]);
  });

  it('is written down and passed over with --on-bad-line skip', async () => {
    const { api, cli, write } = await setUp();
    const file = await write('contacts.ndjson', withBad17);
    const { code, stdout } = await cli(['patch', 'contact', file, '--on-bad-line', 'skip']);
    expect([code, stdout]).toEqual([2, expect.stringContaining('0 failed, 1 not readable')]);
    expect(JSON.parse(readFileSync(`${file}.failed.ndjson`, 'utf8'))).toEqual({
      line: 17,
      column: 15,
      code: 'malformed_line',
      retryable: false,
      errors: ['is not JSON: invalid symbol'],
    });
    expect(api.batches.flatMap(({ records }) => records).length).toBe(17);
  });
});

describe('a run', () => {
  it('rides out a service that is busy, and says so once', async () => {
    let isBusy = true;
    const { cli, write } = await setUp({
      intercept: ({ method }, response) => {
        if (method !== 'PATCH' || !isBusy) return false;
        isBusy = false;
        response.writeHead(503, { 'retry-after': '0' }).end();
        return true;
      },
    });
    const { code, stderr } = await cli(['patch', 'contact', await write('contacts.ndjson', linesOf(3))]);
    expect(code).toBe(0);
    expect(stderr).toContain('PATCH /api/resources/contact/batch: 503. Trying again');
  });

  it('ends with 1 and says how to go on when the service stays away', async () => {
    const { cli, write } = await setUp({
      intercept: (request, response) => request.method === 'PATCH' && Boolean(response.writeHead(503).end()),
    });
    const file = await write('contacts.ndjson', linesOf(3));
    const { code, stderr } = await cli(['patch', 'contact', file, '--give-up-after=0']);
    expect(code).toBe(1);
    expect(stderr).toContain(`To go on:\n  patchlane patch contact ${file}`);
  });

  it('stops at Ctrl-C when what is in flight has ended, and says how to go on, without the token', async () => {
    const signals: CliOptions['signals'] = new EventEmitter();
    const { api, cli, write } = await setUp({
      intercept: ({ url = '' }) => {
        if (FOLLOWED.test(url)) signals.emit('signal', 'SIGINT');
        return false;
      },
    });
    const file = await write("it's.ndjson", linesOf(100));
    const argv = ['patch', 'contact', file, '--batch-size=1', '--concurrency=1', '--token', TOKEN];
    const stopped = await cli(argv, { signals });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain(
      'Stopping: nothing more is sent. Ctrl-C again ends at once.\n' +
        'In flight, applied in any case, and followed to the end:\n  b0\n',
    );
    const quoted = `'${file.replace("'", "'\\''")}'`;
    expect(stopped.stderr).toContain(
      `Ended by SIGINT. To go on:\n  patchlane patch contact ${quoted} --batch-size=1 --concurrency=1\n`,
    );
    expect(stopped.stderr + stopped.stdout).not.toContain(TOKEN);
    expect(api.batches.length).toBe(1);
    const resumed = await cli([...argv, '--json']);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ records: 100, batches: 100, replayedBatches: 1 });
    expect(api.batches.length).toBe(100);
  });

  it('ends at once at a second Ctrl-C, also when nothing is answered', async () => {
    const signals: CliOptions['signals'] = new EventEmitter();
    const { cli, write } = await setUp({
      intercept: ({ url = '' }) => {
        if (!FOLLOWED.test(url)) return false;
        signals.emit('signal', 'SIGINT');
        signals.emit('signal', 'SIGINT');
        return true;
      },
    });
    const file = await write('contacts.ndjson', linesOf(3));
    const { code, stderr } = await cli(['patch', 'contact', file], { signals });
    expect([code, stderr]).toEqual([130, expect.stringContaining('Ended by SIGINT. To go on:')]);
  });
});

describe('the process', () => {
  it('takes Ctrl-C and a second one', async () => {
    const { api, env, write } = await setUp({ intercept: ({ url = '' }) => FOLLOWED.test(url) });
    const file = await write('contacts.ndjson', linesOf(3));
    const running = command(
      process.execPath,
      ['bin/patchlane.ts', 'patch', 'contact', file, '--batch-size=1'],
      env,
    );
    await expect.poll(() => api.batches.length, { timeout: 30_000 }).toBe(3);
    running.child.kill('SIGINT');
    await expect.poll(running.stderr, { timeout: 30_000 }).toContain('Stopping: nothing more is sent.');
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
    expect(running.stderr()).toContain('Ended by SIGINT. To go on:');
  });
});

describe('wrong use', () => {
  it.each([
    [[], 'Usage: patchlane COMMAND'],
    [['pacth'], 'There is no command "pacth": patch, upload, delete'],
    [['patch'], 'SCHEMA is missing.'],
    [['patch', 'contact'], 'FILE is missing.'],
    [['patch', 'contact', 'a.csv', 'b.csv'], '"b.csv" is one argument too many.'],
    [['patch', 'contact', 'a.csv', '--fast'], "Unknown option '--fast'"],
    [['patch', 'contact', 'a.csv', '--concurrency', '0'], '--concurrency takes a whole number from 1 to 32'],
    [['patch', 'contact', 'a.csv', '--on-bad-line', 'go'], '--on-bad-line takes stop or skip, not "go".'],
    [['patch', 'contact', 'a.txt'], 'give --format ndjson, json or csv'],
    [['patch', 'contact', '-'], 'Standard input has no name that tells its format'],
    [['patch', 'contact', 'a.csv', '--failed-file', './a.csv'], '--failed-file is a.csv itself'],
    [['patch', 'contact', 'a.csv', '--again', '--run-id', 'x'], 'give either'],
    [['delete', 'contact', 'a.csv', '--null-token', 'x'], "Unknown option '--null-token'"],
  ])('%j ends with 64', async (argv, message) => {
    const { cli } = await setUp();
    const { code, stdout, stderr } = await cli(argv);
    expect([code, stdout + stderr]).toEqual([64, expect.stringContaining(message)]);
  });

  it('is a setting that is missing, and says where it may come from', async () => {
    const { code, stderr } = await runCli(['patch', 'contact', 'a.csv'], {
      env: { PATCHLANE_URL: 'http://a' },
    });
    expect([code, stderr]).toEqual([
      64,
      expect.stringContaining('There is no token: set PATCHLANE_TOKEN or give --token.'),
    ]);
  });
});

describe('what cannot be done', () => {
  it.each([
    [
      'a file that is not there',
      ['patch', 'contact', 'nothing.csv'],
      'nothing.csv cannot be read: it is not there.',
    ],
    ['a folder', ['patch', 'contact', '.', '--format=csv'], '. cannot be read: it is not a file'],
  ])('ends with 1: %s', async (_, argv, message) => {
    const { cli } = await setUp();
    const { code, stderr } = await cli(argv);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it('ends with 1: gzip that is cut off, after what could be read', async () => {
    const { cli, write } = await setUp();
    const whole = gzipSync(linesOf(20_000));
    const file = await write('contacts.ndjson.gz', whole.subarray(0, whole.length / 2));
    const { code, stderr } = await cli(['patch', 'contact', file]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`${file}: it cannot be decompressed: unexpected end of file.`),
    ]);
  });

  it('never shows a token that no header takes, nor a password in the URL', async () => {
    const { cli, env, write } = await setUp();
    const file = await write('contacts.ndjson', linesOf(3));
    const two = await cli(['patch', 'contact', file], { env: { ...env, PATCHLANE_TOKEN: 'secret\none' } });
    const url = await cli(['patch', 'contact', file, '--url', 'http://user:secret@127.0.0.1:1']);
    for (const { code, stdout, stderr } of [two, url]) {
      expect([code, stdout + stderr]).toEqual([1, expect.not.stringContaining('secret')]);
    }
  });
});

describe('the help', () => {
  it('tells of every command, and of every option with its default, in 80 columns', async () => {
    for (const argv of [['--help'], ['patch', '--help'], ['upload', '-h'], ['delete', '--help']]) {
      const { code, stdout } = await runCli(argv, { env: { PATCHLANE_TOKEN: TOKEN } });
      expect([code, stdout]).toEqual([0, expect.stringContaining('PATCHLANE_TENANT')]);
      expect(stdout).not.toContain(TOKEN);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });
});
