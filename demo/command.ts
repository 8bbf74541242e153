import { constants } from 'node:os';
import { onNpmGone } from '../local/parent.ts';

/** A stop takes 4 s at most; a synth that is under way, longer. What is left then ends by itself. */
const STOP_DEADLINE_MS = 10_000;

/** Runs a command and sets the exit code: what it gives, that of the signal when it is ended by one. */
export async function runCommand(command: (signal: AbortSignal) => Promise<number>): Promise<void> {
  const ending = new AbortController();
  const end = (code: number) => () => {
    if (ending.signal.aborted) return;
    process.exitCode = code;
    ending.abort();
    setTimeout(() => process.exit(), STOP_DEADLINE_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, end(128 + constants.signals[signal]));
  }
  onNpmGone(end(1));
  // Whoever read the output has gone.
  process.stdout.on('error', end(1));
  try {
    const code = await command(ending.signal);
    if (!ending.signal.aborted) process.exitCode = code;
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  }
}
