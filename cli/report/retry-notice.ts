import type { Retry } from '../retrying-fetch.ts';

/** Says once per reason that calls are tried again. */
export function retryNotice(say: (line: string) => void): (retry: Retry) => void {
  const said = new Set<string>();
  return ({ request, reason }) => {
    if (said.has(reason)) return;
    said.add(reason);
    say(`${request}: ${reason}. Trying again, for as long as --give-up-after says.`);
  };
}
