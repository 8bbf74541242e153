import createFetchClient, { type Middleware } from 'openapi-fetch';
import { ApiError, PatchlaneError, type Problem } from './errors.ts';
import type { paths } from './openapi.d.ts';
import { createRetryingFetch, type RetryOptions, type Send } from './retrying-fetch.ts';

/** A token, or what gives one: asked before every call, so that it may renew one that is about to expire. */
export type TokenSource = string | (() => string | Promise<string>);

export interface ApiOptions extends Pick<RetryOptions, 'onRetry'> {
  /** Of the API, without a path: `https://abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly url: string;
  readonly token: TokenSource;
  /** Which tenant a partner's token acts for. */
  readonly tenant?: string | undefined;
  /** In place of the global one. */
  readonly fetch?: typeof fetch | undefined;
  /** Aborts every call, and every pause between calls. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which a call is not tried again; default five minutes. */
  readonly giveUpAfterMs?: number | undefined;
}

const GIVE_UP_AFTER_MS = 5 * 60_000;

export type Api = ReturnType<typeof createApi>;

/**
 * The calls of the OpenAPI document, typed by it; they retry what may be sent twice.
 * @throws TypeError without a token; every call ApiError, ConnectionError
 */
export function createApi(options: ApiOptions) {
  // An unset variable, where nothing checks types.
  if (typeof options.token !== 'string' && typeof options.token !== 'function')
    throw new TypeError(`token must be a text or a function, not ${typeof options.token}`);
  const { tenant, giveUpAfterMs = GIVE_UP_AFTER_MS, onRetry, signal } = options;
  const api = createFetchClient<paths, 'application/json'>({
    baseUrl: baseUrlOf(options.url),
    fetch: createRetryingFetch({ send: withToken(options), giveUpAfterMs, onRetry }),
    headers: tenant === undefined ? {} : { 'reach-tenant-id': tenant },
    querySerializer: { array: { style: 'form', explode: false } },
    ...(signal && { signal }),
  });
  api.use(raiseErrors);
  return api;
}

/** @throws PatchlaneError when it is none */
export function baseUrlOf(url: string): string {
  const parsed = URL.parse(url);
  const isPlain = parsed?.username === '' && parsed.password === '' && parsed.search === '';
  if (!isPlain || !/^https?:$/.test(parsed.protocol)) {
    // Not shown: whoever put a password into it would see it in a log.
    throw new PatchlaneError(
      'The URL of the API is not one: https://host was expected, without user or query.',
    );
  }
  return url.replace(/\/+$/, '');
}

/** What a header takes; the error that `fetch` raises for anything else would show the token. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

function withToken({ token, fetch: send = globalThis.fetch }: ApiOptions): Send {
  return async (url, init) => {
    const value = (typeof token === 'string' ? token : await token()).trim();
    if (!VISIBLE_ASCII.test(value)) {
      throw new PatchlaneError('The token is empty or holds characters that no token has; it was not sent.');
    }
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${value}`);
    return await send(url, { ...init, headers });
  };
}

/** The data of an answer of success. */
export function dataOf<T>({ data, response }: { readonly data?: T; readonly response: Response }): T {
  if (data === undefined) throw new PatchlaneError(`${response.url} was answered without content.`);
  return data;
}

/** Makes an error of every answer that is none of success. */
const raiseErrors: Middleware = {
  async onResponse({ request, response }) {
    const name = `${request.method} ${new URL(request.url).pathname}`;
    if (!response.ok) throw new ApiError(name, await problemIn(name, response));
    if (response.headers.get('content-type')?.startsWith('application/json')) return;
    throw new PatchlaneError(
      `${name} was answered with something else than JSON: is the URL that of the API?`,
    );
  },
};

async function problemIn(request: string, response: Response): Promise<Problem> {
  const { status, headers } = response;
  const { message, errors } = objectIn(await response.text());
  return {
    status,
    message: typeof message === 'string' ? message : `${request} was answered with ${status}.`,
    errors: Array.isArray(errors) ? errors.map(String) : [],
    requestId: headers.get('x-request-id') ?? headers.get('apigw-requestid') ?? undefined,
  };
}

/** What stands between us and the API answers with anything, pages for people among it. */
function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
