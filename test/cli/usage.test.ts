import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { runCli } from './support/run-cli.ts';
import { linesOf, setUp, TOKEN } from './support/set-up.ts';

it('says which version it is', async () => {
  const { code, stdout } = await runCli(['--version'], { env: {} });
  expect([code, stdout]).toEqual([0, `${manifest.version}\n`]);
});

describe('wrong use', () => {
  it.each([
    [[], 'Usage: patchlane COMMAND'],
    [['pacth'], 'There is no command "pacth": patch, upload, delete'],
    [['patch'], 'SCHEMA is missing.'],
    [['patch', 'contact'], 'FILE is missing.'],
    [['patch', 'contact', 'a.csv', 'b.csv'], '"b.csv" is one argument too many.'],
    [
      ['patch', 'contact', 'a.csv', '--fast'],
      'There is no option --fast.\npatchlane patch --help tells how to use it.',
    ],
    [['patch', 'contact', 'a.csv', '--concurrency', '0'], '--concurrency takes a whole number from 1 to 32'],
    [['patch', 'contact', 'a.csv', '--on-bad-line', 'go'], '--on-bad-line takes stop or skip, not "go".'],
    [
      ['patch', 'contact', 'a.txt'],
      'The name a.txt does not tell its format: give --format ndjson, json or csv.',
    ],
    [['patch', 'contact', '-'], 'Standard input has no name that tells its format'],
    [['patch', 'contact', 'a.csv', '--failed-file', './a.csv'], '--failed-file is a.csv itself'],
    [['patch', 'contact', 'a.csv', '--again', '--run-id', 'x'], 'give either'],
    [['delete', 'contact', 'a.csv', '--null-token', 'x'], 'There is no option --null-token.'],
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
    [401, { message: 'Unauthorized' }, 'patchlane doctor tells whether URL, token and tenant are right.'],
    [
      404,
      { message: 'There is nothing here.' },
      'patchlane doctor tells whether URL, token and tenant are right.',
    ],
    [
      400,
      { message: 'The tenant is missing.', errors: ['header reach-tenant-id: is required'] },
      'The tenant is what --tenant or PATCHLANE_TENANT says.',
    ],
  ])('says where to look when the API answers %i %j', async (status, body, advice) => {
    const { cli } = await setUp({
      intercept: (_, response) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        return true;
      },
    });
    const { code, stderr } = await cli(['list']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`\n${advice}\n`)]);
  });

  it('says at once that nobody answers, and goes on trying', async () => {
    let isThere = false;
    const { cli } = await setUp({
      intercept: (_, response) => {
        if (isThere) return false;
        isThere = true;
        response.destroy();
        return true;
      },
    });
    const { stderr } = await cli(['get', 'contact', 'c-1']);
    expect(stderr).toMatch(/GET .*: .*\. Trying again, for as long as --give-up-after says\.\n/);
  });

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
