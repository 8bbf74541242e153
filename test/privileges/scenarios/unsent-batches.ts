import { expect } from 'vitest';
import { batchIdOf } from '../../support/api.ts';
import { newTenant } from '../../support/site.ts';
import { BATCH, type PlayedStack } from '../played-stack.ts';

const headers = { 'idempotency-key': 'k' };

/** Keeps functions, named by parts of their names, from sending anything of a tenant. */
function keepFromSending({ recorder }: PlayedStack, about: string, ...callers: readonly string[]) {
  const operation = 'SendMessageBatch';
  return callers.map((caller) => recorder.refuse({ caller, operation, about }));
}

/** Nothing of the batch is sent by who accepts it; the sweeper sends it. */
export async function playSweep(test: PlayedStack): Promise<void> {
  const { api } = test;
  const { name, token } = await newTenant(test);
  const refused = keepFromSending(test, name, 'SubmitBatch');
  const report = await api.run('POST', BATCH, token, [{ contactId: 'c', name: 'Ada' }]);
  expect(report).toMatchObject({ status: 'success' });
  for (const one of refused) one.end();
}

/** The second try with a key sends what the first could not, from what was stored. */
export async function playSecondTry(test: PlayedStack): Promise<void> {
  const { api } = test;
  const { name, token } = await newTenant(test);
  // The sweeper would come before the second try on a machine that is slow.
  const [submitter, sweeper] = keepFromSending(test, name, 'SubmitBatch', 'SweepBatches');
  const send = (resources: readonly object[]) =>
    api.call('POST', BATCH, { token, headers, body: { resources } });
  const first = await send([{ contactId: 'c', name: 'Ada' }]);
  expect(first).toMatchObject({ status: 202 });
  submitter?.end();
  const second = await send([{ contactId: 'c', name: 'Ada' }]);
  expect(batchIdOf(second)).toBe(batchIdOf(first));
  expect(await api.untilFinal(batchIdOf(first), token)).toMatchObject({ status: 'success' });
  sweeper?.end();
  expect(await send([{ contactId: 'c', name: 'Eve' }])).toMatchObject({ status: 422 });
}

/** The same of a retry: its first try stores a batch, its second one sends it. */
export async function playRetryTwice(test: PlayedStack): Promise<void> {
  const { api } = test;
  const { name, token } = await newTenant(test);
  const failed = await api.run('PATCH', BATCH, token, [{ contactId: 'c', age: 1 }]);
  const [retrier, sweeper] = keepFromSending(test, name, 'RetryBatch', 'SweepBatches');
  const send = () =>
    api.call('POST', `/api/batches/${failed.batchId}/retry`, { token, headers, body: { only: 'failed' } });
  const first = await send();
  expect(first).toMatchObject({ status: 202 });
  retrier?.end();
  expect(batchIdOf(await send())).toBe(batchIdOf(first));
  expect(await api.untilFinal(batchIdOf(first), token)).toMatchObject({ status: 'failed' });
  sweeper?.end();
}
