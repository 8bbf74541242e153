import { expect, it } from 'vitest';
import { defineContact, newTenant } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';

// Where there is no DynamoDB binary, the JavaScript server takes its place: see docs/design.md.
const BATCH = '/api/resources/contact/batch';
const test = await sharedStack({ dynamodb: 'dynalite' });
const { api } = test;
await defineContact(test);

it('does the main job on the DynamoDB server that runs on every platform', async () => {
  const { token } = await newTenant(test);
  const ids = Array.from({ length: 200 }, (_, at) => `c-${at}`);
  const created = ids.map((contactId) => ({ contactId, name: 'n', address: { city: 'London', zip: 'N1' } }));
  expect(await api.run('POST', BATCH, token, created)).toMatchObject({ status: 'success' });
  const patches = ids.flatMap((contactId) => [
    { contactId, counter: 1, address: { zip: null } },
    { contactId, counter: 2 },
    { contactId, counter: 2 },
    { contactId, address: { city: null, zip: 'N1' } },
  ]);
  expect(await api.run('PATCH', BATCH, token, patches)).toMatchObject({
    status: 'partial_success',
    progress: { totalRecords: 800, successfulRecords: 600, failedRecords: 200 },
    errors: { summary: { validation_failed: 200 } },
  });
  const stored = await api.resources('contact', token);
  expect(ids.map((id) => stored.get(id)).map((one) => [one?.version, one?.data])).toEqual(
    ids.map((contactId) => [3, { contactId, name: 'n', counter: 2, address: { city: 'London' } }]),
  );
});
