import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../support/folders.ts';
import { type CliOptions, runCli } from './run-cli.ts';
import { type StandInOptions, startStandInApi } from './stand-in-api.ts';

// For what the command line does by itself: what becomes of records is tested with the real stack.

export const TOKEN = 'secret-token';

/** A stand-in, a folder, and a command line that knows both. */
export async function setUp(options: StandInOptions = {}) {
  const api = await startStandInApi(options);
  onTestFinished(api.stop);
  const folder = await temporaryFolder();
  const env = { PATCHLANE_URL: api.url, PATCHLANE_TOKEN: TOKEN };
  return {
    api,
    env,
    write: async (name: string, content: string | Buffer) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    cli: (argv: readonly string[], more: CliOptions = {}) => runCli(argv, { env, ...more }),
  };
}

/** A record of NDJSON. */
export const lineOf = (at: number) => JSON.stringify({ contactId: `c-${at}`, name: `Name ${at}` });
export const linesOf = (count: number) =>
  Array.from({ length: count }, (_, at) => `${lineOf(at + 1)}\n`).join('');

/** The call that follows a batch to its end. */
export const FOLLOWED = /^\/api\/batches\/b\d+$/;
