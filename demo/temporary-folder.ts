import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalRunError } from '../local/errors.ts';
import { ApiError } from './client.ts';

export interface TemporaryFolderOptions {
  readonly prefix: string;
  /** Default the system's folder for temporary files. */
  readonly parent: string | undefined;
  /** What makes the work reject is no failure once this is aborted. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Works in a folder that goes afterwards, also when the process exits meanwhile; it stays where the work comes to another
 * exit code than 0, because its logs tell why. An error that says what is wrong with a run is said, and comes to 1.
 */
export async function inTemporaryFolder(
  { prefix, parent, signal, say }: TemporaryFolderOptions,
  work: (folder: string) => Promise<number>,
): Promise<number> {
  const folder = await mkdtemp(join(parent ?? tmpdir(), prefix));
  // For an exit that does not wait for what is below.
  const removeNow = () => rmSync(folder, REMOVAL);
  process.once('exit', removeNow);
  let code = 0;
  try {
    code = await work(folder);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LocalRunError || error instanceof ApiError)) throw error;
    say(error.message);
    code = 1;
  } finally {
    if (code === 0) await rm(folder, REMOVAL);
    else say(`The data and the functions' logs of this run are kept in ${folder}`);
    process.off('exit', removeNow);
  }
  return code;
}

/** Servers that are killed may still be closing files. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
