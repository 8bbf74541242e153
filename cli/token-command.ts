import { execFile } from 'node:child_process';
import { PatchlaneError } from './errors.ts';
import { claimsOf } from './jwt.ts';

/** Of its life, a token that has less left is not used any more. */
const RENEWED_BEFORE_MS = 60_000;
const DEADLINE_MS = 60_000;

/**
 * A token from a command that prints one. It is run again when the token is about to expire or there was none, and once for all
 * calls that wait for it.
 */
export function createTokenCommand([file = '', ...args]: readonly string[]): () => Promise<string> {
  let token: Promise<string> | undefined;
  let renewsAt = Number.POSITIVE_INFINITY;
  const ask = async () => {
    try {
      const printed = await printedBy(file, args);
      renewsAt = (claimsOf(printed)?.exp ?? Number.POSITIVE_INFINITY) * 1000 - RENEWED_BEFORE_MS;
      return printed;
    } catch (error) {
      token = undefined;
      throw error;
    }
  };
  return () => {
    if (token === undefined || Date.now() > renewsAt) {
      renewsAt = Number.POSITIVE_INFINITY;
      token = ask();
    }
    return token;
  };
}

/** @throws PatchlaneError without the arguments, which may be secret, and without what was printed, which may be a token */
function printedBy(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { timeout: DEADLINE_MS }, (error, stdout) => {
      const token = stdout.trim();
      if (error === null && token !== '') return resolve(token);
      const { code, killed } = error ?? { code: 0 };
      const reason = killed ? `it took more than ${DEADLINE_MS / 1000} s` : whyOf(code);
      reject(new PatchlaneError(`The token command ${JSON.stringify(file)} gave no token: ${reason}.`));
    });
    // Its words are for whoever has to log in.
    child.stderr?.pipe(process.stderr, { end: false });
    child.stdin?.end();
  });
}

function whyOf(code: unknown): string {
  if (code === 0) return 'it printed nothing';
  if (code === 'ENOENT') return 'there is no such command';
  return typeof code === 'number' ? `it exited with ${code}` : String(code);
}
