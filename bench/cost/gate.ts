import * as z from 'zod';
import type { Call, Interception } from '../../local/emulators/proxy.ts';

export interface Gate {
  readonly intercept: Interception;
  /** Receives no message while something is done. */
  readonly whileClosed: <T>(work: () => Promise<T>) => Promise<T>;
}

/** In place of 20: a receive that waits would take the first message that is sent, alone. */
const WAIT_SECONDS = 1;

/** Holds the receives of a queue server back when it is told to. */
export function createGate(pass: Interception): Gate {
  let opened = Promise.resolve();
  const waiting = new Set<Promise<unknown>>();
  const receive = async (call: Call) => {
    await opened;
    const request = z.record(z.string(), z.unknown()).parse(JSON.parse(call.body.toString()));
    const body = Buffer.from(JSON.stringify({ ...request, WaitTimeSeconds: WAIT_SECONDS }));
    const answer = pass({ ...call, body, forward: () => call.forward(body) });
    waiting.add(answer);
    try {
      return await answer;
    } finally {
      waiting.delete(answer);
    }
  };
  return {
    intercept: (call) => (call.operation === 'ReceiveMessage' ? receive(call) : pass(call)),
    async whileClosed(work) {
      const { promise, resolve } = Promise.withResolvers<void>();
      opened = promise;
      try {
        while (waiting.size > 0) await Promise.allSettled(waiting);
        return await work();
      } finally {
        resolve();
      }
    },
  };
}
