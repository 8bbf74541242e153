import { setImmediate as afterOthers } from 'node:timers/promises';
import { TransientError } from '../domain/errors.ts';
import type { StartTurns } from '../domain/ports.ts';

/** Work of one lane while the others wait: they have their calls under way, and each wants its answer. */
const TURN_MS = 20;

/** Of an invocation's time, what folding may take; the rest is for writes, so that lanes that are done are not lost. */
const SHARE = 0.6;

/**
 * Makes what keeps the lanes of an invocation from standing in each other's way: after each patch another lane may go on,
 * and when the time is up the lanes with patches left are given back, before the invocation times out with all of them.
 * The clock is one that only goes on, in milliseconds.
 */
export function createTurns(clock: () => number = () => performance.now()): StartTurns {
  return (msLeft) => {
    const endsAt = clock() + msLeft * SHARE;
    const check = () => {
      if (clock() > endsAt)
        throw new TransientError('the time of the invocation is up and the lane has patches left');
    };
    let begun = clock();
    return async () => {
      check();
      if (clock() - begun < TURN_MS) return;
      await afterOthers();
      begun = clock();
      // Others may have taken the rest of the time.
      check();
    };
  };
}
