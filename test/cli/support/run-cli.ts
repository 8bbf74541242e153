import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { EndSignal, Io } from '../../../cli/io.ts';
import { run } from '../../../cli/main.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Readable;
  /** Of the terminal that stdout and stderr are; none by default. */
  readonly columns?: number;
  /** Told what was written to stderr so far. */
  readonly onStderr?: (text: string) => void;
  /** Its event `signal` is a signal to the process. */
  readonly signals?: EventEmitter<{ signal: [EndSignal] }>;
}

/** Runs a command line in this process. */
export async function runCli(
  argv: readonly string[],
  { env = {}, stdin = '', columns, onStderr, signals = new EventEmitter() }: CliOptions = {},
): Promise<CliRun> {
  const output = { stdout: '', stderr: '' };
  const terminal = columns === undefined ? {} : { columns };
  const io: Io = {
    stdin: typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin,
    stdout: {
      ...terminal,
      write: (text) => {
        output.stdout += text;
      },
    },
    stderr: {
      ...terminal,
      write: (text) => {
        output.stderr += text;
        onStderr?.(output.stderr);
      },
    },
    env,
    onSignal: (handle) => {
      signals.on('signal', handle);
      return () => signals.off('signal', handle);
    },
  };
  const code = await run(argv, io);
  return { code, ...output };
}
