import { describe, expect, it } from 'vitest';
import { createClient } from '../../cli/client.ts';
import { defineContact, newTenant, sharedSite } from '../support/site.ts';
import { runCli } from './support/run-cli.ts';

const site = await sharedSite();
await defineContact(site);
const { url } = site.stack;

const contacts = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ contactId: `c-${at}`, name: `Name ${at}` }));

async function setUp() {
  const { token } = await newTenant(site);
  const client = createClient({ url, token });
  const env = { PATCHLANE_URL: url, PATCHLANE_TOKEN: token, XDG_CONFIG_HOME: '/nowhere' };
  const submit = async (operation: 'patch' | 'upload', resources: readonly object[]) =>
    (await client.submit({ operation, schema: 'contact', body: { resources } })).batchId;
  return {
    client,
    cli: (...argv: readonly string[]) => runCli(argv, { env }),
    submit,
    ended: async (operation: 'patch' | 'upload', resources: readonly object[]) => {
      const batchId = await submit(operation, resources);
      await client.wait(batchId, { throwOnFailure: false });
      return batchId;
    },
  };
}

/** Every line of NDJSON. */
const objectsIn = (text: string) =>
  text.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)]));

const CITY = '/address/city: is required when "zip" is given';

/** What a terminal obeys. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}]/u;
const linesOf = (text: string) => text.trimEnd().split('\n');

describe('patchlane status', () => {
  it('waits for the end of a batch that is all good, shows it and ends with 0', async () => {
    const { cli, submit } = await setUp();
    const batchId = await submit('upload', contacts(3));
    const { code, stdout } = await cli('status', batchId, '--wait');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^batch +${batchId}\nstatus +success\ndoes +upload contact\nrecords +3: 3 successful\n`),
    );
    expect(stdout).toMatch(/completed +\S+Z, after \d+\.\d s\n$/);
  });

  it('ends with 2 when records failed, and gives the report as JSON', async () => {
    const { cli, client, ended } = await setUp();
    const batchId = await ended('patch', contacts(2));
    const text = await cli('status', batchId);
    expect([text.code, text.stdout]).toEqual([2, expect.stringMatching(/failures +2 resource_not_found\n/)]);
    for (const more of [[], ['--wait']]) {
      const { code, stdout, stderr } = await cli('status', batchId, '--json', ...more);
      expect([code, stderr, objectsIn(stdout)]).toEqual([2, '', [await client.batch(batchId)]]);
    }
  });

  it('ends with 1 for a batch that is not there, with what the API says', async () => {
    const { cli } = await setUp();
    const { code, stdout, stderr } = await cli('status', 'nothing');
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('There is no batch "nothing".')]);
  });
});

describe('patchlane results', () => {
  it('shows every record in its order, and why it failed, in 80 columns', async () => {
    const { cli, ended } = await setUp();
    const long = 'x'.repeat(300);
    const batchId = await ended('upload', [
      ...contacts(1),
      { contactId: long, name: 'Long', address: { zip: '1234' } },
    ]);
    const { code, stdout } = await cli('results', batchId);
    expect([code, Math.max(...linesOf(stdout).map((line) => line.length))]).toEqual([0, 79]);
    expect(stdout).toMatch(/^INDEX {2}EXTERNAL ID +OUTCOME +CODE +RETRY\n {4}0 {2}c-0 +applied\n {4}1 {2}xx/);
    expect(stdout).toMatch(/x {2}failed +validation_failed +no\n/);
    expect(stdout.split('x').length - 1).toBe(300);
    expect(stdout).toContain(`       ${CITY}\n`);
  });

  it('gives one JSON object per record, of all pages, and of those that failed alone', async () => {
    const { cli, ended } = await setUp();
    const batchId = await ended('upload', [
      ...contacts(2),
      { contactId: 'bad', name: 'B', address: { zip: '1' } },
    ]);
    const all = await cli('results', batchId, '--json');
    expect(objectsIn(all.stdout)).toMatchObject([
      { index: 0, externalId: 'c-0', outcome: 'applied' },
      { index: 1, externalId: 'c-1', outcome: 'applied' },
      { index: 2, externalId: 'bad', code: 'validation_failed', retryable: false, errors: [CITY] },
    ]);
    const failed = await cli('results', batchId, '--failed', '--json');
    expect(objectsIn(failed.stdout)).toEqual(objectsIn(all.stdout).slice(2));
  });

  it('sends nothing to a terminal that it would obey, and JSON says the same nevertheless', async () => {
    const { cli, client, ended } = await setUp();
    const hostile = '\u001b[31mred\u009b2J\u0007\u202egpj.exe';
    const batchId = await ended('patch', [{ contactId: hostile, name: 'Eve' }]);
    for (const argv of [
      ['results', batchId],
      ['results', batchId, '--json'],
      ['status', batchId, '--json'],
    ]) {
      const { stdout } = await cli(...argv);
      expect(linesOf(stdout).filter((line) => CONTROLS.test(line))).toEqual([]);
    }
    const { stdout } = await cli('results', batchId);
    expect(stdout.replaceAll(/\s/g, '')).toContain('\\u001b[31mred\\u009b2J\\u0007\\u20');
    const [result] = objectsIn((await cli('results', batchId, '--json')).stdout);
    expect(result).toMatchObject({ externalId: hostile });
    await client.wait(await ended('upload', [{ contactId: hostile, name: hostile }]));
    const read = await cli('get', 'contact', hostile);
    expect(linesOf(read.stdout).filter((line) => CONTROLS.test(line))).toEqual([]);
    expect(JSON.parse(read.stdout)).toEqual({ contactId: hostile, name: hostile });
    const refused = await cli('status', hostile);
    expect([refused.code, linesOf(refused.stderr).filter((line) => CONTROLS.test(line))]).toEqual([1, []]);
  });
});

describe('patchlane cancel', () => {
  it('cancels what is not applied yet, after which the status is 2, and comes too late for the rest', async () => {
    const { cli, submit } = await setUp();
    const batchId = await submit('upload', contacts(1000));
    const { code, stdout } = await cli('cancel', batchId, '--json');
    expect([code, objectsIn(stdout)]).toEqual([0, [expect.objectContaining({ batchId })]]);
    expect((await cli('status', batchId, '--wait')).code).toBe(2);
    const late = await cli('cancel', batchId);
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('The batch has ended: cancelled.')]);
  });
});

describe('patchlane retry', () => {
  it('sends what failed again as a new batch, once however often it is asked', async () => {
    const { cli, client, ended } = await setUp();
    const batchId = await ended('patch', contacts(2));
    await ended('upload', contacts(2));
    const first = await cli('retry', batchId, '--only', 'failed', '--wait', '--json');
    expect([first.code, objectsIn(first.stdout)]).toEqual([
      0,
      [expect.objectContaining({ parentBatchId: batchId, status: 'success' })],
    ]);
    const again = await cli('retry', batchId, '--only', 'failed');
    expect(again.stdout).toMatch(/^Batch \S+ was made before to retry 2 records of /);
    const anew = await cli('retry', batchId, '--only', 'failed', '--again');
    expect(anew.stdout).toMatch(/^Batch \S+ retries 2 records of /);
    const retries: string[] = [];
    for await (const one of client.batches()) if (one.parentBatchId === batchId) retries.push(one.batchId);
    expect(retries).toHaveLength(2);
  });

  it('ends with 1 when there is nothing that may pass now, and with 2 when it failed again', async () => {
    const { cli, ended } = await setUp();
    const batchId = await ended('patch', contacts(2));
    const { code, stderr } = await cli('retry', batchId);
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is nothing to retry.')]);
    expect((await cli('retry', batchId, '--only', 'failed', '--wait')).code).toBe(2);
  });
});

describe('patchlane list', () => {
  it('lists batches newest first in 80 columns, as many as asked for, by status and type', async () => {
    const { cli, ended } = await setUp();
    const good = await ended('upload', contacts(3));
    const bad = await ended('patch', [{ contactId: 'nobody', name: 'N' }]);
    const idsIn = (text: string) => objectsIn(text).map((one) => (one as { batchId: string }).batchId);
    await expect
      .poll(async () => idsIn((await cli('list', '--json')).stdout), { timeout: 20_000 })
      .toEqual([bad, good]);
    const { code, stdout } = await cli('list');
    expect(code).toBe(0);
    expect(linesOf(stdout)).toEqual([
      'STATUS           BATCH',
      `failed           ${bad}`,
      expect.stringMatching(/^ {17}patch contact, 1 record, 1 failed, \d+[sm] ago$/),
      `success          ${good}`,
      expect.stringMatching(/^ {17}upload contact, 3 records, \d+[sm] ago$/),
    ]);
    expect(idsIn((await cli('list', '--json', '--limit', '1')).stdout)).toEqual([bad]);
    expect(idsIn((await cli('list', '--json', '--status', 'success,cancelled')).stdout)).toEqual([good]);
    expect(idsIn((await cli('list', '--json', '--type', 'upload,delete')).stdout)).toEqual([good]);
    expect((await cli('list', '--type', 'delete')).stdout).toBe('No batches.\n');
  });
});
