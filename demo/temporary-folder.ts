import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Works in a folder that goes afterwards, also when the process exits meanwhile.
 * @param parent default the system's folder for temporary files
 */
export async function inTemporaryFolder<T>(
  prefix: string,
  parent: string | undefined,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(parent ?? tmpdir(), prefix));
  // For an exit that does not wait for what is below.
  const removeNow = () => rmSync(folder, REMOVAL);
  process.once('exit', removeNow);
  try {
    return await work(folder);
  } finally {
    await rm(folder, REMOVAL);
    process.off('exit', removeNow);
  }
}

/** Servers that are killed may still be closing files. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
