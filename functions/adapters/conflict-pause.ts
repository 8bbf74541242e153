import { setTimeout as sleep } from 'node:timers/promises';

/** Half of the longest pause before the first retry. */
const BASE_MS = 20;

/**
 * The pause before the nth retry of a write that met another: of any length up to a bound, which doubles, so that those
 * who met do not meet again. Five retries pause 1.24 s at most, of a consumer's 10 s.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param random from 0 to 1
 */
export function createConflictPause(
  random: () => number = Math.random,
  wait: (ms: number) => Promise<void> = (ms) => sleep(ms),
): (retry: number) => Promise<void> {
  return (retry) => wait(random() * BASE_MS * 2 ** retry);
}
