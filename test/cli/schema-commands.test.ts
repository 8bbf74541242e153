import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../cli/client.ts';
import { temporaryFolder } from '../support/folders.ts';
import { CONTACT, defineContact, partnerToken, sharedSite } from '../support/site.ts';
import { runCli } from './support/run-cli.ts';

const site = await sharedSite();
await defineContact(site);
const { url } = site.stack;

async function setUp(tenant = 'tenant-of-schemas') {
  const token = await partnerToken(site);
  const env = {
    PATCHLANE_URL: url,
    PATCHLANE_TOKEN: token,
    PATCHLANE_TENANT: tenant,
    XDG_CONFIG_HOME: '/nowhere',
  };
  const folder = await temporaryFolder();
  return {
    client: createClient({ url, token, tenant }),
    cli: (...argv: readonly string[]) => runCli(argv, { env }),
    write: async (content: object | string) => {
      const path = join(folder, 'definition.json');
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    },
  };
}

const definitionOf = (name: string) => ({ ...CONTACT, name, pluralName: `${name}s` });

describe('patchlane schema put', () => {
  it('creates a definition, does nothing when it is the same, and makes a version of what changed', async () => {
    const { cli, write } = await setUp();
    const first = await write(definitionOf('visitor'));
    expect(await cli('schema', 'put', first)).toMatchObject({
      code: 0,
      stdout: 'Created visitor, version 1.\n',
    });
    const same = 'Nothing to do: visitor, version 1, is what the file says.\n';
    expect(await cli('schema', 'put', first)).toMatchObject({ code: 0, stdout: same });
    const changed = await write({ ...definitionOf('visitor'), description: 'Who came' });
    const { code, stdout } = await cli('schema', 'put', changed, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { outcome: 'updated', definition: { name: 'visitor', versionNumber: 2, description: 'Who came' } },
    ]);
  });

  it('takes what get prints', async () => {
    const { cli, write } = await setUp();
    const { code, stdout } = await cli('schema', 'get', 'CONTACTS');
    expect([code, JSON.parse(stdout)]).toEqual([0, JSON.parse(JSON.stringify(CONTACT))]);
    expect((await cli('schema', 'put', await write(stdout))).stdout).toMatch(/^Nothing to do: contact,/);
    expect(JSON.parse((await cli('schema', 'get', 'contact', '--json')).stdout)).toMatchObject({
      versionNumber: 1,
    });
  });

  it('guesses nothing when a name or the external id field differs, and shows what the API says', async () => {
    const { cli, write } = await setUp();
    const file = await write({ ...CONTACT, pluralName: 'people', externalIdField: 'name' });
    const { code, stdout, stderr } = await cli('schema', 'put', file);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^ {2}pluralName: /m);
    expect(stderr).toMatch(/^ {2}externalIdField: /m);
    expect(stderr).toMatch(/\(POST \/partner\/schema-definitions\/\S+: 400, request \S+\)\n$/);
  });

  it.each([
    ['{"name": "a",\n  "secret": tru}', /definition\.json, line 2, column 13: is not JSON/],
    ['[]', /definition\.json: an object with a "name" was expected/],
  ])('refuses the file %j with its place', async (content, message) => {
    const { cli, write } = await setUp();
    const { code, stderr } = await cli('schema', 'put', await write(content));
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect((await cli('schema', 'put', 'nothing.json')).stderr).toBe(
      'nothing.json cannot be read: it is not there.\n',
    );
  });
});

describe('patchlane schema list', () => {
  it('is a table in 80 columns, or one JSON object per line', async () => {
    const { cli, client } = await setUp();
    const { code, stdout } = await cli('schema', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^NAME +PLURAL NAME +EXTERNAL ID +VERSION {2}UPDATED\n/);
    expect(stdout).toMatch(/^contact +contacts +contactId +1 {2}\d{4}-\d\d-\d\d$/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(80);
    const lines = (await cli('schema', 'list', '--json')).stdout.trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toContainEqual(await client.definition('contact'));
  });

  it.each([
    [[], 'schema takes list, get NAME or put FILE.'],
    [['drop'], 'schema takes list, get NAME or put FILE, not "drop".'],
    [['get'], 'NAME is missing.'],
    [['list', 'x'], '"x" is one argument too many.'],
    [['get', ''], 'NAME is empty.'],
  ])('wrong use %j ends with 64', async (argv, message) => {
    const { cli } = await setUp();
    const { code, stderr } = await cli('schema', ...argv);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
  });
});

describe('patchlane get', () => {
  it('prints the data of a resource, its version, or all of it', async () => {
    const { cli, client } = await setUp();
    const data = { contactId: 'a/b %', name: 'Ada' };
    const { batchId } = await client.submit({
      operation: 'upload',
      schema: 'contact',
      body: { resources: [data] },
    });
    await client.wait(batchId);
    const { code, stdout } = await cli('get', 'contacts', 'a/b %');
    // The store keeps no order of fields.
    expect([code, JSON.parse(stdout)]).toEqual([0, data]);
    expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`);
    expect((await cli('get', 'contact', 'a/b %', '--version')).stdout).toBe('1\n');
    expect(JSON.parse((await cli('get', 'contact', 'a/b %', '--json')).stdout)).toEqual(
      await client.resource('contact', 'a/b %'),
    );
  });

  it.each([
    [['contact', 'nobody'], 1, 'There is no contact "nobody" of this tenant.'],
    [['nothing', 'nobody'], 1, 'There is no schema definition "nothing" for this token.'],
    [['contact', '..'], 64, 'A resource whose id is ".." cannot be read'],
    [['contact'], 64, 'ID is missing.'],
  ])('%j ends with %d', async (argv, expected, message) => {
    const { cli } = await setUp();
    const { code, stdout, stderr } = await cli('get', ...argv);
    expect([code, stdout, stderr]).toEqual([expected, '', expect.stringContaining(message)]);
  });
});
