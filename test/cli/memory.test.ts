import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { temporaryFolder } from '../support/folders.ts';

// Against a stand-in that applies nothing: the local run would take half an hour for a million records. What the process holds
// depends on what is in flight alone, so the stand-in does not flatter it.

const LINES = 1_000_000;
const MAX_MEGABYTES = 150;

function* lines(): Generator<string, void> {
  for (let at = 0; at < LINES; at += 1) {
    yield `{"contactId":"c-${at}","name":"Name of the contact ${at}","email":"c${at}@example.org","age":${at % 90}}\n`;
  }
}

// Other systems do not say what the most was at any time.
it.runIf(process.platform === 'linux')(
  `a file of ${LINES} lines is sent in less than ${MAX_MEGABYTES} MB`,
  async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'contacts.ndjson');
    await pipeline(Readable.from(lines()), createWriteStream(file));
    const api = command(process.execPath, ['test/cli/support/stand-in-process.ts']);
    const url = (await api.until('\n')).trim();
    // The tests' cache of compiled code takes memory that nobody else's process has.
    const env = { PATCHLANE_URL: url, PATCHLANE_TOKEN: 'token', NODE_DISABLE_COMPILE_CACHE: '1' };
    const running = command(process.execPath, ['bin/patchlane.ts', 'patch', 'contact', file, '--json'], env);
    let peak = 0;
    const watching = setInterval(() => {
      // What was the most at any time; it is gone once the process is.
      readFile(`/proc/${running.child.pid}/status`, 'utf8').then(
        (status) => {
          peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? peak);
        },
        () => clearInterval(watching),
      );
    }, 200);
    expect(await running.ended).toBe(0);
    clearInterval(watching);
    const { seconds, records } = JSON.parse(running.stdout());
    const megabytes = Math.round(peak / 1024);
    process.stdout.write(`${records} records in ${seconds.toFixed(1)} s, at most ${megabytes} MB\n`);
    expect(records).toBe(LINES);
    expect(peak).toBeGreaterThan(0);
    expect(megabytes).toBeLessThan(MAX_MEGABYTES);
  },
  300_000,
);
