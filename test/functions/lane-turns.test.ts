import { expect, it } from 'vitest';
import { createTurns } from '../../functions/adapters/turns.ts';
import { createApplyPatches } from '../../functions/apply-patches.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import type { LaneMessage } from '../../functions/domain/lanes.ts';
import { resource, stateOf } from '../support/domain.ts';
import { accept, createConsumer, storeOf } from './support/consumer.ts';

const COSTLY = 'c-1';
const PLAIN = 'c-2';

/** A costly lane and one of another tenant's size beside it; each check of the costly one takes so long. */
async function consume(msPerCheck: number, msLeft: number) {
  const customer = (customerId: string) =>
    stateOf(resource({ data: { customerId, email: 'a@b.example', name: 'before' } }));
  const store = storeOf({ [COSTLY]: customer(COSTLY), [PLAIN]: customer(PLAIN) });
  const written: string[] = [];
  const consumer = createConsumer({
    store,
    before: ({ name, args }) => {
      if (name === 'write') written.push(JSON.stringify(args[0]).includes(COSTLY) ? COSTLY : PLAIN);
    },
  });
  const patches = Array.from({ length: 50 }, (_, at): JsonObject => ({ customerId: COSTLY, visits: at }));
  const [costly] = accept(store, { batchId: 'b-1' }, patches);
  const [plain] = accept(store, { batchId: 'b-2' }, [{ customerId: PLAIN, name: 'after' }]);
  if (costly === undefined || plain === undefined) throw new Error('two messages were expected');

  let time = 0;
  const { findSchemaVersion } = consumer.deps;
  const apply = createApplyPatches({
    ...consumer.deps,
    startTurns: createTurns(() => time),
    async findSchemaVersion(...version) {
      const usable = await findSchemaVersion(...version);
      if (usable === undefined) return undefined;
      const checkDocument = (document: JsonObject) => {
        if (document['customerId'] === COSTLY) time += msPerCheck;
        return usable.compiled.checkDocument(document);
      };
      return { ...usable, compiled: { ...usable.compiled, checkDocument } };
    },
  });
  const delivery = (record: typeof plain) => ({
    messageId: record.messageId,
    groupId: record.attributes.MessageGroupId,
    lane: { v: 1, ...laneIn(record.body) },
    body: record.body,
    sentAt: 0,
    receives: 1,
  });
  return { failed: await apply([delivery(costly), delivery(plain)], msLeft), written, consumer };
}

function laneIn(body: string): LaneMessage {
  const { patches, ...lane } = JSON.parse(body);
  const toPatch = ([index, patch]: [number, JsonObject]) => ({ index, patch });
  return { ...lane, patches: patches.map(toPatch) };
}

it('a costly lane lets the lane behind it write first', async () => {
  const { failed, written } = await consume(30, 10_000);
  expect(failed).toEqual([]);
  expect(written).toEqual([PLAIN, COSTLY]);
});

it('a lane that is too costly for the invocation is given back alone, and left as it was', async () => {
  const { failed, written, consumer } = await consume(300, 10_000);
  expect(failed).toEqual(['b-1/0']);
  expect(written).toEqual([PLAIN]);
  expect(consumer.ports.logged).toContainEqual(
    expect.objectContaining({
      level: 'error',
      message: 'lane failed, left to redelivery',
      messageId: 'b-1/0',
    }),
  );
});

it('a lane of one patch is applied however late its turn comes', async () => {
  const { failed, written } = await consume(20_000, 10_000);
  expect(failed).toEqual(['b-1/0']);
  expect(written).toEqual([PLAIN]);
});
