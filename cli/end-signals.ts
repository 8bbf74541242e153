import type { EndSignal, Io } from './io.ts';

/** A first signal asks for an end, a second one for an end at once. */
export interface EndSignals {
  /** Aborted by the first. */
  readonly stop: AbortSignal;
  /** Aborted by the second. */
  readonly abort: AbortSignal;
  readonly first: () => EndSignal | undefined;
  /** Signals do again what they did before. */
  readonly unwatch: () => void;
}

export function watchEndSignals({ onSignal }: Pick<Io, 'onSignal'>): EndSignals {
  const stop = new AbortController();
  const abort = new AbortController();
  let first: EndSignal | undefined;
  const unwatch = onSignal((signal) => {
    if (first === undefined) {
      first = signal;
      stop.abort();
    } else abort.abort();
  });
  return { stop: stop.signal, abort: abort.signal, first: () => first, unwatch };
}
