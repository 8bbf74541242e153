import { type Check, fail, ok } from './check.ts';

/** The first with all that the command line uses, `Promise.withResolvers` and `URL.parse` among it. */
const OLDEST_MAJOR = 22;

export function checkNode(version: string): Check {
  if (Number(version.split('.')[0]) >= OLDEST_MAJOR) return ok('node', `Node.js ${version}`);
  return fail(
    'node',
    `Node.js ${version} is too old.`,
    `Install Node.js ${OLDEST_MAJOR} or newer, best the newest LTS.`,
  );
}
