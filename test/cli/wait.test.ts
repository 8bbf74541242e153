import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../cli/client.ts';
import { startStandInApi } from './support/stand-in-api.ts';

/** An API whose batch is at its end when it was asked for so many times. */
async function startSlow(times: number, headers: Readonly<Record<string, string>>) {
  const asked: { readonly at: number; readonly prefer: unknown }[] = [];
  const api = await startStandInApi({
    intercept: ({ headers: { prefer } }, response: ServerResponse) => {
      asked.push({ at: performance.now(), prefer });
      const pendingRecords = asked.length < times ? 1 : 0;
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      response.end(
        JSON.stringify({ data: { batchId: 'b', status: 'success', progress: { pendingRecords } } }),
      );
      return true;
    },
  });
  onTestFinished(api.stop);
  return { asked, url: api.url, client: createClient({ url: api.url, token: 'token' }) };
}

describe('waiting for a batch', () => {
  it('asks the API to wait, and asks again until the batch is final', async () => {
    const { asked, client } = await startSlow(3, { 'preference-applied': 'wait=20', 'retry-after': '1' });
    expect(await client.wait('b')).toMatchObject({ status: 'success' });
    expect(asked.map(({ prefer }) => prefer)).toEqual(['wait=20', 'wait=20', 'wait=20']);
  });

  it('pauses as Retry-After says where the API does not wait', async () => {
    const { asked, client } = await startSlow(2, { 'retry-after': '1' });
    await client.wait('b');
    const [first, second] = asked;
    // A timer may be a moment early by the other clock.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(950);
  });

  it.each(['the call', 'the client'])(
    'can be aborted in the middle of a pause, by the signal of %s',
    async (whose) => {
      const { asked, url } = await startSlow(9, { 'retry-after': '3600' });
      const aborting = new AbortController();
      const { signal } = aborting;
      const isCall = whose === 'the call';
      const client = createClient({ url, token: 'token', ...(!isCall && { signal }) });
      const waiting = client.wait('b', isCall ? { signal } : {});
      await expect.poll(() => asked.length).toBe(1);
      aborting.abort();
      await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    },
  );
});
