/** Work that runs side by side, as far as it may. */
export interface Window {
  /**
   * Starts the work as soon as fewer than the limit are running and none of those has a name in common with it. Gives false, and
   * starts nothing, when earlier work failed or no more is wanted.
   */
  readonly start: (names: ReadonlySet<string>, work: () => Promise<void>) => Promise<boolean>;
  /** Resolves when nothing is running; rejects with the first error of all work. */
  readonly end: () => Promise<void>;
}

/** @param stop aborted when no more work is wanted; what is running goes on */
export function createWindow(limit: number, stop: AbortSignal): Window {
  const running = new Map<ReadonlySet<string>, Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const mustWait = (names: ReadonlySet<string>) =>
    running.size >= limit || [...running.keys()].some((others) => haveCommon(names, others));
  return {
    start: async (names, work) => {
      const isOver = () => failure !== undefined || stop.aborted;
      while (!isOver() && mustWait(names)) await Promise.race(running.values());
      if (isOver()) return false;
      const run = async () => {
        try {
          await work();
        } catch (error) {
          failure ??= { error };
        } finally {
          running.delete(names);
        }
      };
      running.set(names, run());
      return true;
    },
    end: async () => {
      await Promise.all(running.values());
      if (failure !== undefined) throw failure.error;
    },
  };
}

function haveCommon(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const name of a) if (b.has(name)) return true;
  return false;
}
