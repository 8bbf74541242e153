import { describe, expect, it } from 'vitest';
import { createRetryingFetch, type Retry } from '../../cli/retrying-fetch.ts';

const URL_OF_BATCH = 'http://api.example.com/api/resources/contact/batch?onFailure=continue';

const busy = (status: number, retryAfter?: string) => () =>
  new Response('busy', { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } });
const refused = () => {
  throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
};
const fine = () => new Response('{}');

/** Answers with each in turn, and says which retries there were. */
function start(answers: readonly (() => Response)[], giveUpAfterMs = 60_000) {
  const retries: Retry[] = [];
  const bodies: string[] = [];
  const left = answers.values();
  const fetch = createRetryingFetch({
    send: async (_, { body }) => {
      bodies.push(await new Response(body ?? null).text());
      return left.next().value?.() ?? fine();
    },
    giveUpAfterMs,
    onRetry: (retry) => retries.push(retry),
  });
  return { fetch, retries, bodies };
}

const keyed = (signal?: AbortSignal) =>
  new Request(URL_OF_BATCH, {
    method: 'PATCH',
    body: '{"resources":[]}',
    headers: { 'idempotency-key': 'key' },
    ...(signal && { signal }),
  });

describe('a call', () => {
  it('is tried again with the same body when the service is busy or gone, if it may be sent twice', async () => {
    const { fetch, retries, bodies } = start([busy(503), refused, fine]);
    expect((await fetch(keyed())).status).toBe(200);
    const request = 'PATCH /api/resources/contact/batch';
    expect(retries).toMatchObject([
      { request, reason: '503' },
      { request, reason: 'connect ECONNREFUSED' },
    ]);
    expect(bodies).toEqual(Array.from({ length: 3 }, () => '{"resources":[]}'));
  });

  it('is never tried again before Retry-After, in seconds or as a date', async () => {
    const soon = new Date(Date.now() + 3000).toUTCString();
    const { fetch, retries } = start([busy(429, '2'), busy(429, soon)]);
    await fetch(new Request(URL_OF_BATCH));
    expect(retries[0]?.delayMs).toBeGreaterThanOrEqual(2000);
    // The date has whole seconds alone.
    expect(retries[1]?.delayMs).toBeGreaterThanOrEqual(500);
  });

  it.each([502, 503, 504, 429])(
    'that was answered with %i is not tried again without a key',
    async (status) => {
      const { fetch, retries } = start([busy(status)]);
      expect((await fetch(new Request(URL_OF_BATCH, { method: 'POST', body: '{}' }))).status).toBe(status);
      expect(retries).toEqual([]);
    },
  );

  it.each([400, 401, 403, 404, 409, 413, 422, 500])(
    'that was answered with %i is never tried again',
    async (status) => {
      const { fetch, retries } = start([busy(status)]);
      expect((await fetch(keyed())).status).toBe(status);
      expect(retries).toEqual([]);
    },
  );

  it('is given up with the last answer when its time is over', async () => {
    const { fetch, retries } = start([busy(503, '30')], 10_000);
    expect((await fetch(keyed())).status).toBe(503);
    expect(retries).toEqual([]);
    const gone = start([refused], 0);
    await expect(gone.fetch(keyed())).rejects.toMatchObject({
      name: 'ConnectionError',
      message: 'PATCH /api/resources/contact/batch was not answered: connect ECONNREFUSED.',
    });
  });

  it('can be aborted while it waits', async () => {
    const aborting = new AbortController();
    const { fetch, retries } = start([busy(503, '50')], 100_000);
    const answer = fetch(keyed(aborting.signal));
    await expect.poll(() => retries.length).toBe(1);
    aborting.abort();
    await expect(answer).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });
});
