import { describe, expect, it } from 'vitest';
import { newTenant, sharedSite } from '../support/site.ts';

const test = await sharedSite();
const { api } = test;

describe('a call that no route takes', () => {
  it('is answered in the shape of all refusals, with a token or without', async () => {
    const { token } = await newTenant(test);
    for (const options of [{}, { token }]) {
      const message = 'There is nothing at /api/nothing here.';
      const answer = await api.call('GET', '/api/nothing%20here?x=1', options);
      expect(answer).toMatchObject({
        status: 404,
        body: { success: false, message, data: { error: message } },
      });
      expect(answer.headers.get('x-request-id')).toMatch(/\S/);
    }
  });

  it('is told which methods its path takes', async () => {
    const answer = await api.call('PUT', '/api/batches/b', { body: {} });
    expect(answer).toMatchObject({
      status: 405,
      body: { success: false, message: '/api/batches/b takes GET, not PUT.' },
    });
    expect(answer.headers.get('allow')).toBe('GET');
  });

  it.each(['HEAD', 'OPTIONS'])('gets the same for %s', async (method) => {
    const answer = await api.call(method, '/partner/schema-definitions');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});

it('a call of a route without a token is still answered by the authorizer', async () => {
  expect(await api.call('GET', '/api/batches/b')).toMatchObject({
    status: 401,
    body: { message: 'Unauthorized' },
  });
});
