import type { PatchlaneError } from '../errors.ts';
import { errorText } from '../report/error-text.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly finding: string;
  /** What to do about it; null when there is nothing to do. */
  readonly advice: string | null;
}

export function ok(name: string, finding: string): Check {
  return { name, state: 'ok', finding, advice: null };
}

export function warn(name: string, finding: string, advice: string): Check {
  return { name, state: 'warn', finding, advice };
}

export function fail(name: string, finding: string, advice: string): Check {
  return { name, state: 'fail', finding, advice };
}

/** In one line. */
export function failBy(name: string, error: PatchlaneError, advice: string): Check {
  return fail(name, errorText(error).replaceAll(/\s*\n\s*/g, ' '), advice);
}
