const POLL_MS = 500;

/**
 * Calls back when npm, which runs this, is gone.
 *
 * npm sends its signals to a shell, and not every shell passes them on or makes way for the command; and a killed npm
 * sends none. Without npm a parent that ends means nothing: it may be a shell that put this in the background.
 */
export function onNpmGone(callback: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(parent)) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
}

/** Windows goes on naming a parent that is gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
