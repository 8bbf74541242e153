import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../cli/client.ts';
import { AIRPORT_DEFINITION } from '../../demo/airport-schema.ts';
import { AIRPORTS_FILE, readAirports } from '../../demo/airports.ts';
import { command } from '../support/command.ts';
import { temporaryFolder } from '../support/folders.ts';
import { defineContact, newTenant, partnerToken, sharedSite } from '../support/site.ts';
import { runCli } from './support/run-cli.ts';

const site = await sharedSite();
const { url } = site.stack;

beforeAll(async () => {
  await defineContact(site);
  const { category, ...definition } = AIRPORT_DEFINITION;
  await createClient({ url, token: await partnerToken(site) }).define({ category, ...definition });
});

async function setUp() {
  const { token } = await newTenant(site);
  const folder = await temporaryFolder();
  const env = { PATCHLANE_URL: url, PATCHLANE_TOKEN: token };
  return {
    env,
    client: createClient({ url, token }),
    write: async (name: string, content: string | Buffer) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    cli: (...argv: readonly string[]) => runCli(argv, { env }),
  };
}

const toLines = (records: readonly object[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

describe('a file of airports', () => {
  const ROWS = 60;
  const header = (rows: number) =>
    readFileSync(AIRPORTS_FILE, 'utf8')
      .split('\n')
      .slice(0, rows + 1)
      .join('\n');

  it.each([
    ['airports.csv', async () => header(ROWS)],
    ['airports.csv.gz', async () => gzipSync(header(ROWS))],
    ['airports.ndjson', async () => toLines(await readAirports(AIRPORTS_FILE, ROWS))],
    ['airports.json', async () => JSON.stringify(await readAirports(AIRPORTS_FILE, ROWS), undefined, 2)],
  ])('makes the same resources as %s', async (name, content) => {
    const { cli, client, write } = await setUp();
    const file = await write(name, await content());
    const options = name.includes('csv') ? ['--null-token', 'NA'] : [];
    expect(await cli('upload', 'airports', file, ...options)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Uploaded ${ROWS} records`),
    });
    for (const airport of await readAirports(AIRPORTS_FILE, ROWS)) {
      expect((await client.resource('airport', airport.iata))?.data).toEqual(airport);
    }
  });
});

describe('records that fail', () => {
  it('are in a file with line and reason, which is sent again when it is corrected', async () => {
    const { cli, client, write } = await setUp();
    const good = { contactId: 'c-1', name: 'Ada' };
    await cli('upload', 'contact', await write('before.ndjson', toLines([good])));
    const file = await write(
      'patches.ndjson',
      toLines([
        { contactId: 'c-1', age: 36 },
        { contactId: 'c-1', age: 'old' },
        { contactId: 'nobody', age: 1 },
        { contactId: 'c-1', address: { zip: '1' } },
        { contactId: 'c-1', name: 'Ada' },
      ]),
    );
    const { code, stdout } = await cli('patch', 'contact', file, '--json');
    const failedFile = `${file}.failed.ndjson`;
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ records: 5, applied: 1, unchanged: 1, failed: 3, failedFile });
    const failures = readFileSync(failedFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(failures.sort((a, b) => a.line - b.line)).toMatchObject([
      { line: 2, code: 'validation_failed', errors: ['/age: must be integer'], patch: { age: 'old' } },
      { line: 3, code: 'resource_not_found', retryable: false, patch: { contactId: 'nobody' } },
      { line: 4, code: 'validation_failed', errors: [expect.stringContaining('/address')] },
    ]);
    const corrected = failures.filter(({ line }) => line !== 3);
    const patches = [
      { contactId: 'c-1', age: 37 },
      { contactId: 'c-1', address: { zip: '1', city: 'Rome' } },
    ];
    await writeFile(
      failedFile,
      toLines(corrected.map((failure, at) => ({ ...failure, patch: patches[at] }))),
    );
    expect((await cli('patch', 'contact', failedFile)).code).toBe(0);
    expect((await client.resource('contact', 'c-1'))?.data).toEqual({
      ...{ ...good, age: 37 },
      address: { zip: '1', city: 'Rome' },
    });
  });

  it('are told by --validate-only, which writes nothing', async () => {
    const { cli, client, write } = await setUp();
    const file = await write('new.csv', 'contactId,name,age\nc-1,Ada,36\nc-2,,4\n');
    const { code, stdout } = await cli('upload', 'contact', file, '--validate-only');
    expect([code, stdout]).toEqual([2, expect.stringContaining('1 applied, 0 unchanged, 1 failed')]);
    expect(await client.resource('contact', 'c-1')).toBeUndefined();
  });

  it('take the later ones of their resource with them, with --on-failure skipRest', async () => {
    const { cli, write } = await setUp();
    await cli(
      'upload',
      'contact',
      await write('before.ndjson', toLines([{ contactId: 'c-1', name: 'Ada' }])),
    );
    const patches = [{ age: 'old' }, { age: 3 }].map((patch) => ({ contactId: 'c-1', ...patch }));
    const file = await write('patches.ndjson', toLines(patches));
    const result = await cli('patch', 'contact', file, '--on-failure', 'skipRest', '--json');
    expect(JSON.parse(result.stdout)).toMatchObject({ applied: 0, failed: 2 });
  });
});

/** Patches of so many resources, by turns; each patch of a resource changes it. */
const counting = (records: number, resources: number) =>
  Array.from({ length: records }, (_, at) => ({
    contactId: `c-${at % resources}`,
    name: 'Counter',
    counter: Math.floor(at / resources) + 1,
  }));

describe('patches of one resource', () => {
  it('are applied in the order of the file across batches', async () => {
    const { cli, client, write } = await setUp();
    const file = await write('counting.ndjson', toLines(counting(40, 2)));
    expect((await cli('upload', 'contact', file, '--batch-size', '5')).code).toBe(0);
    for (const id of ['c-0', 'c-1']) {
      expect(await client.resource('contact', id)).toMatchObject({ version: 20, data: { counter: 20 } });
    }
  });
});

describe('a run id', () => {
  it('is of one command with its options', async () => {
    const { cli, write } = await setUp();
    const file = await write('contacts.ndjson', toLines([{ contactId: 'c-1', name: 'Ada' }]));
    const argv = ['upload', 'contact', file, '--run-id', 'night-7'];
    expect((await cli(...argv)).code).toBe(0);
    const { code, stderr } = await cli(...argv, '--ignore-unknown-fields');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('The run with this --run-id was one of another'),
    ]);
  });
});

describe('a run that was killed', () => {
  it('goes on with the same command, and nothing is applied twice', async () => {
    const { cli, client, env, write } = await setUp();
    const file = await write('counting.ndjson', toLines(counting(400, 40)));
    const argv = ['upload', 'contact', file, '--batch-size', '20', '--concurrency', '2'];
    const killed = command(process.execPath, ['bin/patchlane.ts', ...argv], env);
    const sent = async () => {
      let count = 0;
      for await (const _ of client.batches()) count += 1;
      return count;
    };
    await expect.poll(sent, { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await sent()).toBeLessThan(20);

    const { code, stdout } = await cli(...argv, '--json');
    const result = JSON.parse(stdout);
    expect([code, result.records, result.batches]).toEqual([0, 400, 20]);
    expect(result.replayedBatches).toBeGreaterThanOrEqual(3);
    // Every patch of a resource has changed it once: twice would have made more versions.
    for (let at = 0; at < 40; at += 1) {
      expect(await client.resource('contact', `c-${at}`)).toMatchObject({
        version: 10,
        data: { counter: 10 },
      });
    }
    expect(await sent()).toBe(20);
  });
});
