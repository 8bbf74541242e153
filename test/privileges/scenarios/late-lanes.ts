import { expect } from 'vitest';
import { BATCH, type PlayedStack } from '../played-stack.ts';

/** Older than any batch that the API makes. */
const BEFORE_ALL = '01JDA000000000000000BEFORE';
const THEN = '01JDA0000000000000000THEN1';

/** The queues with the functions that they feed, and what becomes of a batch there. */
const PATCHES = { queue: 'PatchQueuePatches', caller: 'ApplyPatches', status: 'success' };
const DEAD_LETTERS = { queue: 'PatchQueueDeadLetters', caller: 'SettleDeadLetters', status: 'failed' };

/** A resource has let go of later lanes by the time that this one comes: the header of its batch is read again. */
export function playLateLanes(test: PlayedStack): Promise<void> {
  return eachQueue(async ({ queue, status }) => {
    const { api, newContact, store } = test;
    const { tenantId, token, schemaId } = await newContact('c');
    for (const age of [1, 2, 3, 4]) await api.run('PATCH', BATCH, token, [{ contactId: 'c', age }]);
    const late = await store({ tenantId, schemaId, batchId: BEFORE_ALL }, { contactId: 'c', counter: 1 });
    await late.send(queue, 'c');
    expect(await api.untilFinal(late.batchId, token)).toMatchObject({ status });
  });
}

/** The item of a resource goes between its read and its write: it is read again, because the write cannot tell what stands. */
export function playVanishedItems(test: PlayedStack): Promise<void> {
  return eachQueue(async ({ queue, caller }) => {
    const { api, recorder, newContact, store, removeItem } = test;
    const { tenantId, token, schemaId } = await newContact('c');
    const { batchId, send } = await store(
      { tenantId, schemaId, batchId: THEN },
      { contactId: 'c', counter: 1 },
    );
    const meeting = recorder.meet({ caller, operation: 'PutItem', about: tenantId }, async () => {
      meeting.end();
      await removeItem(tenantId, schemaId, 'c');
      return undefined;
    });
    await send(queue, 'c');
    expect(await api.untilFinal(batchId, token)).toMatchObject({ status: 'failed' });
  });
}

async function eachQueue(play: (one: typeof PATCHES) => Promise<void>): Promise<void> {
  await Promise.all([PATCHES, DEAD_LETTERS].map(play));
}
