import { expect } from 'vitest';
import { newTenant } from '../../support/site.ts';
import type { PlayedStack } from '../played-stack.ts';

const CONTACTS = '/api/resources/contact';

/** One resource from its beginning to its end, and what is public. */
export async function playResources(test: PlayedStack): Promise<void> {
  const { api, stack } = test;
  const { token } = await newTenant(test);
  const body = { data: { contactId: 'c', name: 'Ada' } };
  expect(await api.call('POST', CONTACTS, { token, body })).toMatchObject({ status: 201 });
  const patch = { data: { age: 36 } };
  expect(await api.call('PATCH', `${CONTACTS}/c`, { token, body: patch })).toMatchObject({ status: 200 });
  expect(await api.call('GET', `${CONTACTS}/c`, { token })).toMatchObject({ status: 200 });
  expect(await api.call('GET', CONTACTS, { token })).toMatchObject({ status: 200 });
  expect(await api.call('DELETE', `${CONTACTS}/c`, { token })).toMatchObject({ status: 200 });
  expect(await api.call('GET', '/api/limits', { token })).toMatchObject({ status: 200 });
  for (const path of ['/openapi.json', '/docs', '/docs/rapidoc.js'])
    expect((await fetch(stack.url + path)).status).toBe(200);
  expect(await api.call('GET', '/nowhere')).toMatchObject({ status: 404 });
}
