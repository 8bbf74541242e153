import { join } from 'node:path';
import { takeLock } from '../lock.ts';
import type { ServerMessage } from './server-process.ts';

export interface RunningServer {
  readonly endpoint: string;
  readonly inspection?: string;
  readonly stop: () => Promise<void>;
}

/** A predecessor whose parent was killed closes its files within moments. */
const PREDECESSOR_MS = 5000;

/**
 * Runs a server as the whole job of this process: reports its endpoint to the parent, and ends when the parent is gone.
 *
 * The folder's lock is held until the process ends, so that no two servers ever have the same files open.
 */
export async function serve(start: (folder: string) => Promise<RunningServer>): Promise<void> {
  const folder = process.argv[2] ?? '';
  const lock = await takeLock(join(folder, 'server.lock'), PREDECESSOR_MS);
  if (lock === undefined) return end({ failure: `Another server still has the files in ${folder} open.` });
  const { stop, ...places } = await start(folder);
  const close = async () => {
    await stop();
    process.exit();
  };
  process.once('disconnect', () => void close());
  // Gone while the server started.
  if (!process.connected) await close();
  tell(places);
}

function end(message: ServerMessage): void {
  process.exitCode = 1;
  tell(message);
  process.disconnect?.();
}

function tell(message: ServerMessage): void {
  process.send?.(message);
}
