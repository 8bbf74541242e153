import { createRandom, type Random } from './random.ts';

/** What can go wrong with one call of a server. */
export const FAULTS = {
  throttled: 'calls throttled',
  failed: 'calls answered 500',
  lost: 'answers lost',
  late: 'calls held past the timeout',
  unprocessed: 'batch reads and writes done in part',
  refused: 'batch sends taken in part',
  swallowed: 'deletions of messages lost',
  repeated: 'receives with old messages',
  killed: 'calls at which processes were killed',
} as const;
export type Fault = keyof typeof FAULTS;

/** How often each fault befalls an operation, 0 to 1; together at most 1. */
type Rates = Readonly<Partial<Record<Fault, number>>>;

const ANY_CALL: Rates = { throttled: 0.015, failed: 0.01, lost: 0.01, late: 0.0006, killed: 0.0006 };

/** By the operation in the header `x-amz-target`; what is not here has the rates of any call. */
const RATES: Readonly<Record<string, Rates>> = {
  BatchGetItem: { ...ANY_CALL, unprocessed: 0.05 },
  BatchWriteItem: { ...ANY_CALL, unprocessed: 0.1 },
  SendMessageBatch: { ...ANY_CALL, refused: 0.08 },
  // The poller has no timeout that these could be held past.
  DeleteMessageBatch: { throttled: 0.01, failed: 0.01, lost: 0.02, swallowed: 0.03, killed: 0.002 },
  ReceiveMessage: { throttled: 0.01, failed: 0.01, lost: 0.003, repeated: 0.1, killed: 0.002 },
};

export interface DrawnFault {
  readonly fault: Fault;
  /** For what else the fault has to draw. */
  readonly random: Random;
}

export interface Faults {
  /** What the next call of an operation meets; mostly nothing. */
  readonly draw: (operation: string) => DrawnFault | undefined;
  /** To be called when a fault took effect. */
  readonly count: (fault: Fault) => void;
  readonly counts: () => ReadonlyMap<Fault, number>;
  readonly turn: (to: 'on' | 'off') => void;
}

/** @param intensity by what the rates are multiplied */
export function createFaults(seed: number, intensity: number): Faults {
  const calls = new Map<string, number>();
  const counts = new Map<Fault, number>();
  let on = false;
  return {
    draw: (operation) => {
      if (!on) return undefined;
      const call = (calls.get(operation) ?? 0) + 1;
      calls.set(operation, call);
      const random = createRandom(seed, `${operation} ${call}`);
      let left = random.fraction() / intensity;
      for (const [fault, rate] of entries(RATES[operation] ?? ANY_CALL)) {
        left -= rate;
        if (left < 0) return { fault, random };
      }
      return undefined;
    },
    count: (fault) => {
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
    },
    counts: () => counts,
    turn: (to) => {
      on = to === 'on';
    },
  };
}

function entries(rates: Rates): readonly (readonly [Fault, number])[] {
  return Object.entries(rates) as [Fault, number][]; // Object.entries forgets its key type
}
