import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../cli/config-file.ts';
import { settingsOf } from '../../cli/settings-of.ts';
import { createTokenCommand } from '../../cli/token-command.ts';
import { temporaryFolder } from '../support/folders.ts';
import { jwt } from './support/jwt.ts';
import { runCli } from './support/run-cli.ts';

const CONFIG = {
  default: 'production',
  profiles: {
    production: { url: 'https://production.example.com', tenant: 'acme', token: 'production-token' },
    staging: { url: 'https://staging.example.com', tokenCommand: ['echo', 'staging-token'] },
  },
};

async function setUp(config: unknown = CONFIG, mode = 0o600) {
  const folder = await temporaryFolder();
  const path = join(folder, 'patchlane', 'config.json');
  await mkdir(dirname(path));
  await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config));
  await chmod(path, mode);
  const env = { XDG_CONFIG_HOME: folder };
  const said: string[] = [];
  const stderr = { write: (text: string) => said.push(text) };
  return {
    path,
    env,
    said,
    settings: (flags: object = {}, more: Readonly<Record<string, string>> = {}) => {
      const find = settingsOf(flags, { env: { ...env, ...more }, stderr });
      find();
      return find();
    },
  };
}

describe('the config file', () => {
  it('gives the settings of its default profile, and says where they come from', async () => {
    const { path, said, settings } = await setUp();
    const from = `profile production of ${path}`;
    expect(settings()).toEqual({
      url: { value: 'https://production.example.com', from },
      token: { value: 'production-token', from },
      tenant: { value: 'acme', from },
    });
    expect(said).toEqual([]);
  });

  it('is in the home folder, or wherever it is said to be', async () => {
    const folder = await temporaryFolder();
    const { path } = await setUp();
    expect(loadProfile({}, { HOME: folder })).toBeUndefined();
    await mkdir(join(folder, '.config', 'patchlane'), { recursive: true });
    await writeFile(join(folder, '.config', 'patchlane', 'config.json'), JSON.stringify(CONFIG));
    expect(loadProfile({}, { HOME: folder })?.source.tenant).toBe('acme');
    expect(loadProfile({ config: path }, {})?.source.tenant).toBe('acme');
    expect(loadProfile({}, { PATCHLANE_CONFIG: path })?.source.tenant).toBe('acme');
  });

  it('comes after the environment, and the environment after the command line', async () => {
    const { settings } = await setUp();
    const env = { PATCHLANE_URL: 'https://env.example.com', PATCHLANE_TENANT: '' };
    expect(settings({}, env)).toMatchObject({
      url: { value: 'https://env.example.com', from: 'the environment' },
      tenant: { value: 'acme' },
    });
    expect(settings({ url: 'https://flag.example.com' }, env)).toMatchObject({
      url: { value: 'https://flag.example.com', from: 'the command line' },
    });
  });

  it('comes before the environment when the command line names the profile', async () => {
    const { settings } = await setUp();
    const env = { PATCHLANE_URL: 'https://env.example.com', PATCHLANE_TENANT: 'env' };
    const found = settings({ profile: 'staging' }, env);
    expect(found).toMatchObject({ url: { value: 'https://staging.example.com' }, tenant: { value: 'env' } });
    expect(settings({}, { PATCHLANE_PROFILE: 'staging', ...env })).toMatchObject({
      url: { value: 'https://env.example.com' },
    });
  });

  it('warns once when it holds a token that others may read', async () => {
    const { path, said, settings } = await setUp(CONFIG, 0o640);
    settings();
    expect(said).toEqual([`${path} holds a token and others may read it: chmod 600 ${path}\n`]);
    const { staging } = CONFIG.profiles;
    const without = await setUp({ default: 'staging', profiles: { staging } }, 0o644);
    without.settings();
    expect(without.said).toEqual([]);
  });

  it.each([
    ['{"profiles": {"a": {"token": "secret" "x": 1}}}', ', line 1, column 39: is not JSON'],
    ['[]', 'the file: an object was expected'],
    [{ profiles: { a: { url: 3 } } }, 'profiles.a.url: a text was expected'],
    [{ profiles: { a: { tokn: 'secret' } } }, 'profiles.a: nothing reads "tokn"'],
    [
      { profiles: { a: { tokenCommand: 'secret' } } },
      'profiles.a.tokenCommand: a list of texts was expected',
    ],
    [{ profiles: { a: { tokenCommand: [] } } }, 'profiles.a.tokenCommand: must name a command'],
    [{ profiles: { a: { token: 'secret', tokenCommand: ['secret'] } } }, 'profiles.a: one of token and'],
    [{ profiles: {}, defualt: 'a' }, 'the file: nothing reads "defualt"'],
  ])('%j is refused with its place, and without what it says', async (config, message) => {
    const { path, env } = await setUp(config);
    const { code, stdout, stderr } = await runCli(['list'], { env: { ...env, PATCHLANE_PROFILE: 'a' } });
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(message)]);
    expect(stderr).toContain(path);
    expect(stderr).not.toContain('secret');
  });

  it('may have a profile that is wrong, as long as another one is used', async () => {
    const { production } = CONFIG.profiles;
    const { settings } = await setUp({ default: 'a', profiles: { a: production, b: { tokn: 'secret' } } });
    expect(settings().url?.value).toBe(production.url);
  });

  it.each([
    [['--profile', 'constructor'], 'there is no profile "constructor"; there are: production, staging.'],
    [['--config', '/nowhere.json'], 'There is no config file /nowhere.json.'],
  ])('asked for with %j, it has to be there', async (flags, message) => {
    const { env } = await setUp();
    const { code, stderr } = await runCli(['list', ...flags], { env });
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
  });
});

describe('the token command', () => {
  it('is run once for all calls, and again when its token is about to expire', async () => {
    const folder = await temporaryFolder();
    const count = join(folder, 'count');
    const printing = (expiresIn: number) => [
      'sh',
      '-c',
      `echo x >> ${count}; echo ${jwt({ exp: Date.now() / 1000 + expiresIn })}`,
    ];
    const runs = async (expiresIn: number) => {
      await writeFile(count, '');
      const token = createTokenCommand(printing(expiresIn));
      await Promise.all([token(), token()]);
      await token();
      return await readFile(count, 'utf8');
    };
    expect(await runs(3600)).toBe('x\n');
    expect(await runs(30)).toBe('x\nx\n');
  });

  it('is run again after it gave none', async () => {
    const flag = join(await temporaryFolder(), 'flag');
    const token = createTokenCommand([
      'sh',
      '-c',
      `test -e ${flag} || { touch ${flag}; exit 1; }; echo token`,
    ]);
    await expect(token()).rejects.toThrow('it exited with 1');
    expect(await token()).toBe('token');
  });

  it.each([
    [['sh', '-c', 'echo secret; exit 3'], 'The token command "sh" gave no token: it exited with 3.'],
    [['true'], 'The token command "true" gave no token: it printed nothing.'],
    [
      ['no-such-command', 'secret'],
      'The token command "no-such-command" gave no token: there is no such command.',
    ],
  ])('%j is an error without what was printed or given', async (command, message) => {
    await expect(createTokenCommand(command)()).rejects.toThrow(message);
  });
});
