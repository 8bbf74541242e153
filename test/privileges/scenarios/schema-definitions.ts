import { expect } from 'vitest';
import { CONTACT, partnerToken } from '../../support/site.ts';
import type { PlayedStack } from '../played-stack.ts';

const DEFINITIONS = '/partner/schema-definitions';

/** A definition from its beginning to its end, and one whose first name must be given back because another takes its second. */
export async function playSchemaDefinitions(test: PlayedStack): Promise<void> {
  const { api, recorder } = test;
  const token = await partnerToken(test);
  const one = { ...CONTACT, name: 'lead', pluralName: 'leads' };
  const other = { ...CONTACT, name: 'prospect', pluralName: 'leads' };
  // Both names are free when they are looked at, and one is not when it is taken.
  const where = { caller: 'CreateSchemaDefinition', operation: 'PutItem', about: other.name };
  let overtaking: ReturnType<typeof api.call> | undefined;
  const meeting = recorder.meet(where, async () => {
    // A call that waited too long comes again, and has to wait as well.
    overtaking ??= api.call('POST', DEFINITIONS, { token, body: one });
    expect(await overtaking).toMatchObject({ status: 201 });
    return undefined;
  });
  expect(await api.call('POST', DEFINITIONS, { token, body: other })).toMatchObject({ status: 409 });
  meeting.end();
  expect(await api.call('GET', DEFINITIONS, { token })).toMatchObject({ status: 200 });

  const path = `${DEFINITIONS}/lead`;
  expect(await api.call('GET', path, { token })).toMatchObject({ status: 200 });
  const body = { description: 'People who may buy' };
  expect(await api.call('POST', path, { token, body })).toMatchObject({ status: 200 });
  expect(await api.call('DELETE', path, { token })).toMatchObject({ status: 200 });
}
