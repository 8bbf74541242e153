import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError, isWorthRetrying, PatchlaneError } from './errors.ts';

/** Sends a request whose body, if any, is at hand whole. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

export interface RetryOptions {
  readonly send: Send;
  /** After so long no call is tried again; the last answer, or the lack of one, is its end. */
  readonly giveUpAfterMs: number;
  /** Told of every retry before its pause. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
}

export interface Retry {
  /** `GET /api/batches/...`, without the query. */
  readonly request: string;
  /** `503`, or why nothing was answered. */
  readonly reason: string;
  readonly delayMs: number;
}

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 20_000;

/** Longer than the API takes for anything, a wait of 20 s among it: API Gateway ends at 30 s. */
const ANSWER_DEADLINE_MS = 60_000;

/**
 * A `fetch` that tries again what is safe to send twice: reads, and requests that carry an idempotency key. Never earlier than
 * `Retry-After`; without that, exponential and with jitter.
 * @throws ConnectionError when no answer came; the reason of the signal when the request was aborted
 */
export function createRetryingFetch({ send, giveUpAfterMs, onRetry }: RetryOptions) {
  return async (request: Request): Promise<Response> => {
    const { method, headers, signal } = request;
    const name = `${method} ${new URL(request.url).pathname}`;
    const body = request.body === null ? null : await request.arrayBuffer();
    const mayRetry = method === 'GET' || headers.has('idempotency-key');
    const givesUpAt = performance.now() + giveUpAfterMs;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await attemptOf(send, request, body);
      const delayMs = Math.max(backoff(attempt), retryAfterMs(outcome) ?? 0);
      const isLate = performance.now() + delayMs > givesUpAt;
      if (outcome instanceof Response) {
        if (!isWorthRetrying(outcome.status) || !mayRetry || isLate) return outcome;
        await outcome.body?.cancel();
        onRetry?.({ request: name, reason: String(outcome.status), delayMs });
      } else {
        const reason = reasonOf(outcome);
        if (!mayRetry || isLate) {
          throw new ConnectionError(`${name} was not answered: ${reason}.`, { cause: outcome });
        }
        onRetry?.({ request: name, reason, delayMs });
      }
      await pause(delayMs, signal);
    }
  };
}

/** The answer, or the error that came in its place; rejects when the caller has aborted the request. */
async function attemptOf(send: Send, request: Request, body: ArrayBuffer | null): Promise<unknown> {
  const { method, headers, signal, url } = request;
  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(new Error(`no answer came in ${ANSWER_DEADLINE_MS / 1000} s`)),
    ANSWER_DEADLINE_MS,
  );
  try {
    return await send(url, { method, headers, body, signal: AbortSignal.any([signal, deadline.signal]) });
  } catch (error) {
    signal.throwIfAborted();
    // What is wrong with the call itself is so every time.
    if (error instanceof PatchlaneError) throw error;
    return error;
  } finally {
    clearTimeout(timer);
  }
}

/** Half of it is fixed and half random, so that clients which failed together do not come back together. */
function backoff(attempt: number): number {
  const most = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return most / 2 + (most / 2) * Math.random();
}

function retryAfterMs(outcome: unknown): number | undefined {
  return outcome instanceof Response ? retryAfterOf(outcome) : undefined;
}

/** Milliseconds that `Retry-After` asks for, in seconds or as a date. */
export function retryAfterOf({ headers }: Response): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Resolves after a while; rejects with the reason of the signal when it is aborted before. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await sleep(delayMs, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** `fetch failed` says nothing; its cause does: `connect ECONNREFUSED 127.0.0.1:3000`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors.at(-1));
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
