import * as z from 'zod';
import { baseUrlOf } from '../api.ts';
import { PatchlaneError } from '../errors.ts';
import { createRetryingFetch } from '../retrying-fetch.ts';
import { type Check, fail, failBy, ok, warn } from './check.ts';

export interface UrlFinding {
  readonly check: Check;
  /** How much the clock of the API is ahead of ours; undefined when nothing told. */
  readonly clockAheadMs?: number | undefined;
}

const document = z.object({ info: z.object({ title: z.literal('Patchlane'), version: z.string() }) });

const NAME = 'url';
const IS_IT = 'Is the URL that of the API, without a path?';

/** Whether a Patchlane API answers there; without the token, which nobody else shall get. */
export async function checkUrl(url: string): Promise<UrlFinding> {
  try {
    const base = baseUrlOf(url);
    const read = createRetryingFetch({ send: fetch, giveUpAfterMs: 0 });
    const sentAt = Date.now();
    const response = await read(new Request(`${base}/openapi.json`));
    const clockAheadMs = aheadOf(response, (sentAt + Date.now()) / 2);
    return { check: await checkAnswer(base, response), clockAheadMs };
  } catch (error) {
    if (!(error instanceof PatchlaneError)) throw error;
    return { check: failBy(NAME, error, 'Check the URL, the network and the proxy.') };
  }
}

async function checkAnswer(base: string, response: Response): Promise<Check> {
  const text = await response.text();
  if (!response.ok) return fail(NAME, `${base}/openapi.json was answered with ${response.status}.`, IS_IT);
  const version = versionIn(text);
  if (version === undefined) return fail(NAME, `${base} is there, and not a Patchlane API.`, IS_IT);
  if (response.redirected) {
    const { origin } = new URL(response.url);
    return warn(NAME, `${base} sends callers on to ${origin}.`, 'Give that URL: a token does not go along.');
  }
  if (isOpenToAll(new URL(base))) {
    return warn(NAME, `${base} is not encrypted.`, 'Use https: others may read the token on its way.');
  }
  return ok(NAME, `${base} is a Patchlane API, version ${version}`);
}

function versionIn(text: string): string | undefined {
  try {
    return document.safeParse(JSON.parse(text)).data?.info.version;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isOpenToAll({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(hostname);
}

/** `Date` has whole seconds: half a one is right on average. */
function aheadOf({ headers }: Response, nowMs: number): number | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : date + 500 - nowMs;
}
