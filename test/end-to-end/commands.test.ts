import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { takeLock } from '../../local/lock.ts';
import { apiOf, batchIdOf } from '../support/api.ts';
import { type Command, command } from '../support/command.ts';
import { temporaryFolder } from '../support/folders.ts';

const start = (data: string, env: Readonly<Record<string, string>> = {}): Command =>
  command(process.execPath, ['bin/local.ts'], { PATCHLANE_DATA: data, PORT: '0', ...env });
const token = (data: string, ...args: readonly string[]): Command =>
  command(process.execPath, ['bin/token.ts', ...args], { PATCHLANE_DATA: data });

const READY = /^patchlane ready (http:\/\/127\.0\.0\.1:\d+)$/m;
/** What is printed last. */
const PRINTED = '  -d ';

async function ready(
  run: Command,
): Promise<{ readonly url: string; readonly jwt: string; readonly text: string }> {
  const text = await run.until(PRINTED);
  const [, url = ''] = READY.exec(text) ?? [];
  const [jwt = ''] = /^ey\S+$/m.exec(text) ?? [];
  return { url, jwt, text };
}

/** The local run and its servers hold locks in the data folder until they end, however they end. */
async function processesGone(data: string): Promise<boolean> {
  const locks = ['run.lock', 'dynamodb/server.lock', 'sqs/server.lock'].map((path) =>
    takeLock(join(data, path)),
  );
  const taken = await Promise.all(locks);
  for (const lock of taken) lock?.release();
  return taken.every((lock) => lock !== undefined);
}

/** Each start synthesizes the stack, seconds of work for two cores that other tests use too. */
const SLOW = 180_000;

describe('npm start', () => {
  it('prints where it is, a token, and a curl that works when it is pasted', { timeout: SLOW }, async () => {
    const data = await temporaryFolder();
    const run = start(data);
    const { url, jwt, text } = await ready(run);
    expect(text.split('\n')[0]).toMatch(READY);
    const [, method = ''] = /curl -sS -X (\w+)/.exec(text) ?? [];
    const [, target = ''] = /curl [^']*'([^']*)'/.exec(text) ?? [];
    const [, body = ''] = /-d '(.*)'/.exec(text) ?? [];
    const headers = Object.fromEntries(
      [...text.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name, value]),
    );
    const response = await fetch(target, { method, headers, body });
    expect(response.status).toBe(202);
    const api = apiOf({ url });
    const batchId = batchIdOf({ status: 202, headers: response.headers, body: await response.json() });
    expect(await api.untilFinal(batchId, jwt)).toMatchObject({ status: 'success', schemaName: 'customer' });
    expect(await api.resource('customer', 'c-1', jwt)).toMatchObject({
      version: 2,
      data: { name: 'Ada Lovelace', email: 'ada@example.org' },
    });

    const second = start(data);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toBe(`The data folder ${data} is in use by another local run.\n`);

    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect(await processesGone(data)).toBe(true);
  });

  it('keeps its data and takes its processes with it, whether it is stopped or killed', {
    timeout: SLOW,
  }, async () => {
    const data = await temporaryFolder();
    // A token from before the first start is good after it, and after every other.
    const minted = token(data, '--partner', 'demo-partner', '--tenant', 'demo-tenant');
    await minted.ended;
    const jwt = minted.stdout().trim();
    const path = '/api/resources/customer/batch';

    const first = start(data);
    const before = apiOf(await ready(first));
    await before.run('PATCH', path, jwt, [{ customerId: 'c-3', phone: '1' }]);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(await processesGone(data)).toBe(true);

    const second = start(data);
    const between = apiOf(await ready(second));
    expect((await between.resource('customer', 'c-3', jwt))?.data['phone']).toBe('1');
    await between.run('PATCH', path, jwt, [{ customerId: 'c-3', phone: '2' }]);
    second.child.kill('SIGKILL');
    await second.ended;
    await vi.waitFor(async () => expect(await processesGone(data)).toBe(true), {
      timeout: 10_000,
      interval: 100,
    });

    const after = apiOf(await ready(start(data)));
    expect(await after.resource('customer', 'c-3', jwt)).toMatchObject({ version: 3, data: { phone: '2' } });
  });

  it('says in one sentence that a port is taken', async () => {
    const data = await temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = z.object({ port: z.number() }).parse(other.address());
    const run = start(data, { PORT: String(port) });
    expect(await run.ended).toBe(1);
    other.close();
    expect(run.stderr()).toBe(
      `Port ${port} is taken: set PORT to another one, or to 0 for any that is free.\n`,
    );
    expect(run.stdout()).toBe('');
  });

  it('says that it takes no arguments, and what sets it', async () => {
    const run = command(process.execPath, ['bin/local.ts', '--port', '8080']);
    expect(await run.ended).toBe(1);
    expect(run.stdout()).toBe('');
    expect(run.stderr()).toBe(
      'npm start takes no arguments; PORT, PATCHLANE_DATA and PATCHLANE_DYNAMODB of the environment set it: README.md.\n',
    );
  });

  it('says in one sentence what is wrong with its settings', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'file');
    await writeFile(file, '');
    const wrong = async (env: Readonly<Record<string, string>>) => {
      const run = start(folder, env);
      expect(await run.ended).toBe(1);
      return run.stderr();
    };
    expect(await wrong({ PATCHLANE_DATA: file })).toBe(
      `The data folder ${file} cannot be used: it is not a folder.\n`,
    );
    expect(await wrong({ PATCHLANE_DATA: join(file, 'inner') })).toBe(
      `The data folder ${join(file, 'inner')} cannot be used: a part of its path is not a folder.\n`,
    );
    expect(await wrong({ PORT: 'http' })).toBe('PORT is "http"; it takes a whole number from 0 to 65535.\n');
    expect(await wrong({ PORT: '65536' })).toBe(
      'PORT is "65536"; it takes a whole number from 0 to 65535.\n',
    );
  });
});

describe('npm run token', () => {
  it('prints one token and nothing else, for a partner or one of its tenants', async () => {
    const data = await mkdtemp(join(await temporaryFolder(), 'data-'));
    const partner = token(data, '--partner', 'acme');
    expect(await partner.ended).toBe(0);
    expect(partner.stdout()).toMatch(/^\S+\n$/);
    expect(decodeJwt(partner.stdout().trim())).toMatchObject({
      partnerId: 'acme',
      type: 'partner',
      aud: 'patchlane',
    });
    const tenant = token(data, '--partner', 'acme', '--tenant', 't-1', '--expires', '60');
    expect(await tenant.ended).toBe(0);
    const { iat = 0, exp = 0, ...claims } = decodeJwt(tenant.stdout().trim());
    expect(claims).toMatchObject({ partnerId: 'acme', tenantExternalId: 't-1' });
    expect(claims).not.toHaveProperty('type');
    expect(exp - iat).toBe(60);
  });

  it.each([
    [[], 'A token needs a partner'],
    [['--partner', 'acme', '--tenant', ''], 'The tenant is empty'],
    [['--partner', 'acme', '--expires', 'soon'], '--expires is "soon"; it takes whole seconds from now'],
    [['--partner', 'acme', '--wrong'], "Unknown option '--wrong'"],
  ])('says what it takes when it is called with %j', async (args, sentence) => {
    const data = await temporaryFolder();
    const run = token(data, ...args);
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toContain(sentence);
    expect(run.stderr()).toContain('npm run -s token -- --partner P [--tenant T] [--expires SECONDS]');
    expect(run.stdout()).toBe('');
  });

  it('keeps the key to itself', async () => {
    const data = await temporaryFolder();
    await token(data, '--partner', 'acme').ended;
    expect(await readdir(data)).toContain('issuer-key.json');
    const key: unknown = JSON.parse(await readFile(join(data, 'issuer-key.json'), 'utf8'));
    expect(key).toMatchObject({ kty: 'RSA' });
  });
});

describe('npm run synth', () => {
  it('names each setting that it lacks, and nothing else', async () => {
    const run = command(process.execPath, ['bin/app.ts'], { CDK_CONTEXT_JSON: '{"stage": "dev"}' });
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toBe(
      [
        "Patchlane's settings (-c <name>=<value>):",
        '  issuer is missing; expected: the https URL of who issues the tokens, exactly as in their claim iss',
        '  audience is missing; expected: what the claim aud of the tokens is: one, or up to 50 with commas between them',
        '',
      ].join('\n'),
    );
  });
});
