import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FOLLOWED, lineOf, linesOf, setUp } from './support/set-up.ts';

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
          const progress = {
            pendingRecords: 0,
            successfulRecords: 1,
            unchangedRecords: 0,
            failedRecords: 0,
            cancelledRecords: 0,
          };
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

  it('tells cancelled records apart, and ends with 2', async () => {
    const { cli, write } = await setUp({
      intercept: ({ url = '' }, response) => {
        if (!FOLLOWED.test(url)) return false;
        const progress = { pendingRecords: 0, successfulRecords: 1, unchangedRecords: 0, failedRecords: 0 };
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ data: { status: 'cancelled', progress: { ...progress, cancelledRecords: 2 } } }),
        );
        return true;
      },
    });
    const { code, stdout } = await cli(['patch', 'contact', await write('contacts.ndjson', linesOf(3))]);
    expect([code, stdout]).toEqual([
      2,
      expect.stringContaining('1 applied, 0 unchanged, 0 failed, 2 cancelled.'),
    ]);
  });

  it('wraps what it says at words on a terminal, and no command to copy', async () => {
    const { cli } = await setUp();
    const command = ['patch', 'contact', '-', '--format', 'ndjson'];
    const { stdout, stderr } = await cli(command, { stdin: linesOf(3), columns: 40 });
    expect(stdout).toMatch(/^Patched 3 records of - in .*\n(.*\n)?.*0 failed\.\n$/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThan(40);
    expect(stderr).toMatch(/\n {2}patchlane patch contact - --format ndjson --run-id [\w-]+\n/);
  });

  it('deletes by ids, objects or a column', async () => {
    const { api, cli, write } = await setUp();
    const lines = await write('gone.ndjson', '"c-1"\n{"contactId":"c-2","name":"Ada"}\n');
    const csv = await write('gone.csv', 'name,contactId,unknown\nAda,c-3,x\n');
    for (const file of [lines, csv]) expect((await cli(['delete', 'contact', file])).code).toBe(0);
    expect(api.batches.map(({ records }) => records)).toEqual([['c-1', 'c-2'], ['c-3']]);
  });
});
