/** Collects what must be stopped, also when a start breaks off half-way. */
export interface Teardown {
  readonly add: (stop: () => Promise<void>) => void;
  /** Waits for every promise, so that nothing starts behind the back of a teardown; then gives the first failure. */
  readonly all: <T extends readonly unknown[]>(promises: { [K in keyof T]: Promise<T[K]> }) => Promise<T>;
  /** Stops the last first. Running it again waits for the same end. */
  readonly run: () => Promise<void>;
}

export function createTeardown(): Teardown {
  const stops: (() => Promise<void>)[] = [];
  let ended: Promise<void> | undefined;
  const stopAll = async () => {
    const failures: unknown[] = [];
    for (const stop of stops.toReversed()) {
      await stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
  };
  return {
    add: (stop) => {
      stops.push(stop);
    },
    all: async (promises) => {
      await Promise.allSettled(promises);
      // Settled already: this only gathers, or throws the first failure.
      return Promise.all(promises) as Promise<never>;
    },
    run: () => {
      ended ??= stopAll();
      return ended;
    },
  };
}
