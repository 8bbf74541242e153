import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import type { CliOptions } from './support/run-cli.ts';
import { FOLLOWED, lineOf, linesOf, setUp, TOKEN } from './support/set-up.ts';

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
      message: expect.stringContaining('write what it should be into "patch"'),
      errors: ['is not JSON: invalid symbol'],
      text: '{"contactId": oops}',
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

  it('rides it out also when it writes nothing', async () => {
    let isBusy = true;
    const { cli, write } = await setUp({
      intercept: ({ method }, response) => {
        if (method !== 'PATCH') return false;
        response.writeHead(isBusy ? 503 : 200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ data: { summary: { applied: 3, unchanged: 0, failed: 0 }, results: [] } }),
        );
        isBusy = false;
        return true;
      },
    });
    const file = await write('contacts.ndjson', linesOf(3));
    const { code, stdout } = await cli(['patch', 'contact', file, '--validate-only']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing was written. Of 3 records')]);
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

  it('ends as if Ctrl-C had not been pressed when all was sent before and becomes final', async () => {
    const signals: CliOptions['signals'] = new EventEmitter();
    const { cli, write } = await setUp({
      intercept: ({ url = '' }) => {
        if (url === '/api/batches/b2') signals.emit('signal', 'SIGINT');
        return false;
      },
    });
    const file = await write('contacts.ndjson', linesOf(3));
    const argv = ['patch', 'contact', file, '--batch-size=1', '--concurrency=1'];
    const { code, stdout, stderr } = await cli(argv, { signals });
    expect([code, stdout]).toEqual([0, expect.stringContaining('Patched 3 records')]);
    expect(stderr).not.toContain('To go on');
  });

  it('says at its end how many batches may have been accepted, which are those without an answer', async () => {
    const signals: CliOptions['signals'] = new EventEmitter();
    let submissions = 0;
    const { cli, write } = await setUp({
      intercept: ({ method }) => {
        if (method !== 'PATCH') return false;
        submissions += 1;
        if (submissions === 3) for (const _ of [1, 2]) signals.emit('signal', 'SIGINT');
        return true;
      },
    });
    const file = await write('contacts.ndjson', linesOf(3));
    const { code, stderr } = await cli(['patch', 'contact', file, '--batch-size=1'], { signals });
    expect([code, stderr]).toEqual([
      130,
      expect.stringContaining(
        'Ended by SIGINT. 3 batches may have been accepted; the same command finds out.\nTo go on:\n  patchlane',
      ),
    ]);
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
    expect(code).toBe(130);
    expect(stderr).toContain('Ended by SIGINT. In flight, and applied in any case:\n  b0\nTo go on:\n');
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
    expect(running.stderr()).toMatch(
      /Ended by SIGINT\. In flight, and applied in any case:\n( {2}b\d\n){3}To go on:/,
    );
  });
});
