import { expect } from 'vitest';
import { CONTACT, partnerToken } from '../../support/site.ts';
import type { PlayedStack } from '../played-stack.ts';

const DEFINITIONS = '/partner/schema-definitions';

/** A definition from its beginning to its end, and one whose first name must be given back because its second is taken. */
export async function playSchemaDefinitions(test: PlayedStack): Promise<void> {
  const { api } = test;
  const token = await partnerToken(test);
  const one = { ...CONTACT, name: 'lead', pluralName: 'leads' };
  expect(await api.call('POST', DEFINITIONS, { token, body: one })).toMatchObject({ status: 201 });
  const other = { ...CONTACT, name: 'prospect', pluralName: 'leads' };
  expect(await api.call('POST', DEFINITIONS, { token, body: other })).toMatchObject({ status: 409 });
  expect(await api.call('GET', DEFINITIONS, { token })).toMatchObject({ status: 200 });

  const path = `${DEFINITIONS}/lead`;
  expect(await api.call('GET', path, { token })).toMatchObject({ status: 200 });
  const body = { description: 'People who may buy' };
  expect(await api.call('POST', path, { token, body })).toMatchObject({ status: 200 });
  expect(await api.call('DELETE', path, { token })).toMatchObject({ status: 200 });
}
