import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Lock {
  readonly release: () => void;
}

/** How often a lock that is held is tried again. */
const RETRY_MS = 50;

/**
 * Takes a lock that ends with this process, however it ends; undefined when another holds it for longer than `waitMs`.
 *
 * An exclusive transaction on an empty SQLite file: the operating system holds it, on every platform, and a killed
 * process leaves nothing behind. A file with a process id would need guessing whether that process is still the one.
 */
export async function takeLock(path: string, waitMs = 0): Promise<Lock | undefined> {
  const giveUpAt = Date.now() + waitMs;
  for (;;) {
    const database = new DatabaseSync(path, { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
      return { release: () => database.close() };
    } catch (error) {
      database.close();
      if (!isBusy(error)) throw error;
    }
    if (Date.now() >= giveUpAt) return undefined;
    await sleep(RETRY_MS);
  }
}

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
