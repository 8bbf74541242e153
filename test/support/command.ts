import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Command {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Resolves with stdout once it holds a text; rejects when the command ends before. */
  readonly until: (text: string) => Promise<string>;
}

/** Starts a command in the repository; it is killed when the test is over. */
export function command(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Command {
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const wake = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const check of wake) check();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended,
    until: (text) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!output.stdout.includes(text)) return;
          wake.delete(check);
          resolve(output.stdout);
        };
        wake.add(check);
        check();
        void ended.then((code) => reject(new Error(`ended with ${code}: ${output.stderr}`)));
      }),
  };
}
