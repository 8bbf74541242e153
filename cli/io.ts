import { constants } from 'node:os';
import type { Readable } from 'node:stream';

/** Where the command line reads and writes: the process's own, or what a test gives. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  /** Calls back for every signal that asks for an end (Ctrl-C among them); gives what ends that. */
  readonly onSignal: (handle: (signal: EndSignal) => void) => () => void;
}

export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export type EndSignal = 'SIGINT' | 'SIGTERM';

export const EXIT = {
  ok: 0,
  /** It could not be done. */
  failed: 1,
  /** It was done, and some records failed. */
  recordsFailed: 2,
  /** As in sysexits.h: the command was used wrongly. */
  usage: 64,
} as const;

/** As shells have it: 128 and the number of the signal, 130 for Ctrl-C. */
export function exitCodeOf(signal: EndSignal): number {
  return 128 + constants.signals[signal];
}

export function processIo(): Io {
  // Whoever reads has enough: `patchlane results ID | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(128 + constants.signals.SIGPIPE);
  });
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    onSignal: (handle) => {
      process.on('SIGINT', handle).on('SIGTERM', handle);
      return () => process.off('SIGINT', handle).off('SIGTERM', handle);
    },
  };
}
