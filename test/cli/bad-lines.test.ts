import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';

const failuresOf = (file: string) =>
  readFileSync(`${file}.failed.ndjson`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const SKIP = ['--on-bad-line', 'skip'];

describe('a CSV row with bad cells', () => {
  const rows = 'contactId,name,age,counter\nc-1,Ada,36,1\nc-2,Bob,old,"\u001b[2J"\nc-3,Cleo,3,x\n';

  it('is corrected in the file of what failed, and sent with it', async () => {
    const { api, cli, write } = await setUp();
    const file = await write('contacts.csv', rows);
    expect((await cli(['patch', 'contact', file, ...SKIP])).code).toBe(2);
    const failures = failuresOf(file);
    expect(failures).toEqual([
      {
        ...{ line: 3, code: 'malformed_line', retryable: false, message: expect.any(String) },
        errors: [
          '/age: a whole number was expected, not "old"',
          '/counter: a number was expected, not "\\u001b[2J"',
        ],
        patch: { contactId: 'c-2', name: 'Bob', age: 'old', counter: '\u001b[2J' },
      },
      expect.objectContaining({ line: 4, patch: { contactId: 'c-3', name: 'Cleo', age: 3, counter: 'x' } }),
    ]);
    const corrected = failures.map(({ patch, ...why }) => ({
      ...why,
      patch: { ...patch, age: 5, counter: 2 },
    }));
    const failed = await write(
      'contacts.csv.failed.ndjson',
      corrected.map((one) => JSON.stringify(one)).join('\n'),
    );
    expect((await cli(['patch', 'contact', failed])).code).toBe(0);
    expect(api.batches.at(-1)?.records).toEqual(corrected.map(({ patch }) => patch));
  });

  it('stops the run with the field and the value, and nothing that a terminal obeys', async () => {
    const { api, cli, write } = await setUp();
    const file = await write('contacts.csv', rows.replace('Bob,old,"', 'Bob,1,"\u202e'));
    const { code, stderr } = await cli(['patch', 'contact', file]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file}, line 3: counter: a number was expected, not "\\u202e\\u001b[2J".\n`);
    expect(api.batches.flatMap(({ records }) => records).length).toBe(1);
  });

  it('stops the run with a command that writes down all that is wrong and applies nothing', async () => {
    const { api, cli, write } = await setUp({
      intercept: ({ method, url = '' }, response) => {
        if (method !== 'PATCH' || !url.includes('validateOnly=true')) return false;
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ data: { summary: { applied: 1, unchanged: 0, failed: 0 }, results: [] } }),
        );
        return true;
      },
    });
    const file = await write('contacts.csv', `${rows}c-4,Dan,4,4\n`);
    const { stderr } = await cli(['patch', 'contact', file]);
    const [, command = ''] = /change nothing:\n {2}patchlane (.+)\n/.exec(stderr) ?? [];
    const sent = api.batches.length;
    expect((await cli(command.split(' '))).code).toBe(2);
    expect(failuresOf(`${file}.from-3`).map(({ line }) => line)).toEqual([3, 4]);
    expect(api.batches.length).toBe(sent);
  });
});

describe('a record that failed and has no patch yet', () => {
  it('keeps its line, its reason and its text until it has one', async () => {
    const { api, cli, write } = await setUp();
    const file = await write('contacts.csv', 'contactId,name\nc-1,Ada\nc-2\n');
    await cli(['patch', 'contact', file, ...SKIP]);
    const failed = `${file}.failed.ndjson`;
    const stopped = await cli(['patch', 'contact', failed]);
    expect(stopped.stderr).toContain(
      `${failed}, line 1: has no "patch" to send: write what it should be into`,
    );
    expect((await cli(['patch', 'contact', failed, ...SKIP])).code).toBe(2);
    expect(failuresOf(failed)).toEqual(failuresOf(file));
    expect(failuresOf(failed)).toMatchObject([
      { line: 3, text: 'c-2', errors: ['2 cells were expected, as in the first row; it has 1'] },
    ]);
    expect(api.batches.length).toBe(1);
  });
});

describe('a file that cannot be read as a whole', () => {
  it.each([
    ['contacts.csv', '', 'It is empty: the first row must name the fields.'],
    ['contacts.csv', 'contactId,altitude\nc-1,5\n', 'Column 2 of the first row, "altitude", is not defined'],
    ['contacts.json', '{}', 'A JSON array was expected'],
  ])('ends the command with its error alone: %s with %j', async (name, text, problem) => {
    const { cli, write } = await setUp();
    const file = await write(name, text);
    const { code, stdout, stderr } = await cli(['patch', 'contact', file]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`${file}: ${problem}`);
    expect(stderr.trim().split('\n').length).toBe(1);
  });
});

describe('a file without records', () => {
  it.each([
    ['contacts.ndjson', '', []],
    ['contacts.json', '[]', []],
    ['contacts.csv', 'contactId,name\n', []],
    ['contacts.csv', 'contactId,name\nc-1,Ada\n', ['--from-line', '3']],
  ])('is no error, and warned of: %s with %j %j', async (name, text, options) => {
    const { cli, write } = await setUp();
    const file = await write(name, text);
    const { code, stderr } = await cli(['patch', 'contact', file, '--quiet', ...options]);
    const from = options.length === 0 ? '' : ' from line 3 on';
    expect([code, stderr]).toEqual([0, `${file} has no records${from}.\n`]);
    expect(existsSync(`${file}.failed.ndjson`)).toBe(false);
  });
});
