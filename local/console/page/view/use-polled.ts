import { useEffect, useState } from 'preact/hooks';

export interface Polled<T> {
  readonly data?: T;
  /** Of the last try; the data is then that of an earlier one. */
  readonly error?: Error;
}

/**
 * Reads now, and again `intervalMs` after each answer; not while the page is hidden. When `key` changes what runs is
 * aborted and read anew, and the data stays until then.
 * @param read undefined: nothing to read yet
 */
export function usePolled<T>(
  read: ((signal: AbortSignal) => Promise<T>) | undefined,
  intervalMs: number | undefined,
  key: readonly unknown[],
): Polled<T> {
  const [polled, setPolled] = useState<Polled<T>>({});
  useEffect(() => {
    if (read === undefined) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      if (intervalMs !== undefined && !document.hidden) timer = setTimeout(step, intervalMs);
    };
    const step = () => {
      timer = undefined;
      void read(abort.signal)
        .then(
          (data) => {
            if (!abort.signal.aborted) setPolled({ data });
          },
          (error: unknown) => {
            if (abort.signal.aborted) return;
            setPolled((before) => ({
              ...before,
              error: error instanceof Error ? error : new Error(String(error)),
            }));
          },
        )
        .then(() => {
          if (!abort.signal.aborted) again();
        });
    };
    const onVisible = () => {
      if (!document.hidden && timer === undefined) step();
    };
    step();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [intervalMs, ...key]);
  return polled;
}
