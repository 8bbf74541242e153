import { expect } from 'vitest';
import { batchIdOf } from '../../support/api.ts';
import { newTenant } from '../../support/site.ts';
import { BATCH, type PlayedStack } from '../played-stack.ts';

/** What a partner does with batches, among them one with a record that fails. */
export async function playBatches(test: PlayedStack): Promise<void> {
  const { api } = test;
  const { token } = await newTenant(test);
  const resources = [
    { contactId: 'a', name: 'Ada' },
    { contactId: 'b', name: 'Bob', address: { zip: 'without a city' } },
  ];
  const preview = await api.call('POST', `${BATCH}?validateOnly=true`, { token, body: { resources } });
  expect(preview).toMatchObject({ status: 200 });
  const { batchId, errors } = await api.run('POST', BATCH, token, resources);
  expect(errors.summary).toEqual({ validation_failed: 1 });
  expect(await api.run('PATCH', BATCH, token, [{ contactId: 'a', age: 1 }])).toMatchObject({
    status: 'success',
  });
  const removed = await api.call('DELETE', BATCH, { token, body: { externalIds: ['a'] } });
  expect(await api.untilFinal(batchIdOf(removed), token)).toMatchObject({ status: 'success' });

  const results = await api.call('GET', `/api/batches/${batchId}/results?include=patch`, { token });
  expect(results).toMatchObject({ status: 200 });
  const retried = await api.call('POST', `/api/batches/${batchId}/retry`, {
    token,
    body: { only: 'failed' },
  });
  expect(await api.untilFinal(batchIdOf(retried), token)).toMatchObject({ status: 'failed' });
  expect(await api.call('GET', '/api/batches', { token })).toMatchObject({ status: 200 });
}

/** A batch is cancelled before its consumer comes to it. */
export async function playCancel({ api, newContact, store }: PlayedStack): Promise<void> {
  const { tenantId, token, schemaId } = await newContact('c');
  const { batchId, send } = await store(
    { tenantId, schemaId, batchId: '01JDA0000000000000000BATCH' },
    { contactId: 'c', age: 1 },
  );
  expect(await api.call('POST', `/api/batches/${batchId}/cancel`, { token })).toMatchObject({ status: 202 });
  await send('PatchQueuePatches', 'c');
  expect(await api.untilFinal(batchId, token)).toMatchObject({ status: 'cancelled' });
}
