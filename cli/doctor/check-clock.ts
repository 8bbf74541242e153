import { duration } from '../report/words.ts';
import { type Check, ok, warn } from './check.ts';

/** A token's life is judged by two clocks; those of the two sides are seconds apart at most when both are set by the network. */
const MAX_APART_MS = 30_000;

/** @param aheadMs how much the clock of the API is ahead of ours */
export function checkClock(aheadMs: number | undefined): Check {
  if (aheadMs === undefined) return warn('clock', 'The API does not tell its time.', 'Check the clock here.');
  if (Math.abs(aheadMs) <= MAX_APART_MS) return ok('clock', 'within 30 s of the clock of the API');
  const apart = duration(Math.abs(aheadMs) / 1000);
  return warn(
    'clock',
    `The clock here is ${apart} ${aheadMs > 0 ? 'behind' : 'ahead of'} that of the API.`,
    'Set it by the network (NTP): tokens seem valid that are not, or the reverse.',
  );
}
