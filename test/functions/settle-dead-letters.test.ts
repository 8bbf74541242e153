import { describe, expect, it } from 'vitest';
import { sqsHandler } from '../../functions/adapters/sqs-event.ts';
import { TransientError } from '../../functions/domain/errors.ts';
import { NO_STATE } from '../../functions/domain/resource.ts';
import { createSettleDeadLetters } from '../../functions/settle-dead-letters.ts';
import { ledger, resource, stateOf } from '../support/domain.ts';
import { createMemoryPorts, type MemoryPortsOptions, NOW } from '../support/memory-ports.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { failing, once } from '../support/port-calls.ts';
import {
  accept,
  attributesOf,
  batchKey,
  createConsumer,
  keyOf,
  type SqsRecord,
  storeOf,
} from './support/consumer.ts';

interface Kept {
  readonly body: string;
  readonly reason: string;
}

/** A process that settles dead letters; `archive` may refuse to keep them. */
function createSettler(options: MemoryPortsOptions, archive: () => void = () => undefined) {
  const ports = createMemoryPorts(options);
  const kept: Kept[] = [];
  const handle = sqsHandler(
    createSettleDeadLetters({
      readSnapshot: ports.readSnapshot,
      resources: ports.resources,
      ledger: ports.ledger,
      archive: {
        keep: async ({ body }, reason) => {
          archive();
          kept.push({ body, reason });
        },
      },
      now: () => NOW,
      pause: async () => undefined,
      log: ports.log,
      metrics: ports.metrics,
    }),
  );
  return {
    ports,
    kept,
    settle: async (...records: readonly SqsRecord[]) =>
      (await handle({ Records: records })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
  };
}

const ADA = resource({ data: { customerId: 'c-1', email: 'a@b.example', visits: 0 } });
const withAda = () => storeOf({ 'c-1': stateOf(ADA) });

/** A batch of two patches of one resource, in one message. */
function acceptTwo(store: MemoryStore, more: Parameters<typeof accept>[1] = {}): readonly SqsRecord[] {
  return accept(store, more, [
    { customerId: 'c-1', visits: 1 },
    { customerId: 'c-1', visits: 2 },
  ]);
}

function failureIn(store: MemoryStore, index: number, batchId?: string) {
  return store.failures.get(batchKey(batchId))?.get(index);
}

describe('settle-dead-letters', () => {
  it('ends a batch whose lane was applied nowhere: it failed, may be retried, and the resource is as it was', async () => {
    const store = withAda();
    const records = acceptTwo(store);
    const { ports, kept, settle } = createSettler({ store });
    expect(await settle(...records)).toEqual([]);
    expect(store.headers.get(batchKey())).toMatchObject({
      ledger: ledger({ failed: [0, 1] }),
      completedAt: NOW.toISOString(),
    });
    expect(failureIn(store, 1)).toMatchObject({
      index: 1,
      externalId: 'c-1',
      code: 'retries_exhausted',
      retryable: true,
    });
    expect(store.states.get(keyOf('c-1'))?.resource).toEqual(ADA);
    expect(kept).toEqual([{ body: records[0]?.body, reason: 'receives_exhausted' }]);
    expect(ports.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'dead letter settled', batchId: 'b-1', records: 2 }),
    );
    expect(JSON.stringify(ports.logged)).not.toContain('visits');
    expect(ports.counted).toEqual([
      ['LaneSize', 2],
      ['PatchesFailed', 2, 'retries_exhausted'],
      ['BatchesCompleted', 1, 'failed'],
      ['AcceptToFinal', 2 * 60 * 60 * 1000],
      ['DeadLettersSettled', 1],
    ]);
  });

  it('closes the lane to a consumer that wakes up late', async () => {
    const store = withAda();
    const records = acceptTwo(store);
    const late = createConsumer({
      store,
      before: once('write', async () =>
        expect(await createSettler({ store }).settle(...records)).toEqual([]),
      ),
    });
    expect(await late.receive(...records)).toEqual([]);
    expect(store.states.get(keyOf('c-1'))?.resource).toEqual(ADA);
    expect(store.headers.get(batchKey())?.ledger).toEqual(ledger({ failed: [0, 1] }));
  });

  it('reports what a consumer applied and could not report', async () => {
    const store = withAda();
    const records = acceptTwo(store);
    await createConsumer({ store, before: failing('record') }).receive(...records);
    expect(store.headers.get(batchKey())?.ledger).toEqual(ledger());
    expect(await createSettler({ store }).settle(...records)).toEqual([]);
    expect(store.headers.get(batchKey())?.ledger).toEqual(ledger({ applied: [0, 1] }));
    expect(store.states.get(keyOf('c-1'))?.resource).toMatchObject({ version: 3, data: { visits: 2 } });
  });

  it('reports what a consumer applies while it settles', async () => {
    const store = withAda();
    const records = acceptTwo(store);
    const { settle } = createSettler({
      store,
      before: once('write', async () =>
        expect(await createConsumer({ store }).receive(...records)).toEqual([]),
      ),
    });
    expect(await settle(...records)).toEqual([]);
    expect(store.headers.get(batchKey())?.ledger).toEqual(ledger({ applied: [0, 1] }));
  });

  it('changes nothing of what the ledger has, and does so as often as it is asked', async () => {
    const store = withAda();
    const records = acceptTwo(store);
    await createConsumer({ store }).receive(...records);
    const [header, state] = [store.headers.get(batchKey()), store.states.get(keyOf('c-1'))];
    const { kept, settle } = createSettler({ store });
    for (const _ of [1, 2]) expect(await settle(...records)).toEqual([]);
    expect(store.headers.get(batchKey())).toMatchObject({ ...header, updatedAt: NOW.toISOString() });
    expect(store.states.get(keyOf('c-1'))).toEqual(state);
    expect(kept).toHaveLength(2);
  });

  it('knows of a lane that was not reported, however many came after it', async () => {
    const store = withAda();
    const records = acceptTwo(store);
    await createConsumer({ store, before: failing('record') }).receive(...records);
    for (const [at, batchId] of ['b-2', 'b-3', 'b-4', 'b-5'].entries()) {
      const more = accept(store, { batchId }, [{ customerId: 'c-1', visits: 10 + at }]);
      expect(await createConsumer({ store }).receive(...more)).toEqual([]);
    }
    expect(await createSettler({ store }).settle(...records)).toEqual([]);
    expect(store.headers.get(batchKey())?.ledger).toEqual(ledger({ applied: [0, 1] }));
    expect(store.states.get(keyOf('c-1'))?.resource).toMatchObject({ data: { visits: 13 } });
  });

  it('does not guess where the marker has lost lanes that came later', async () => {
    const store = storeOf({ 'c-1': stateOf(ADA, { lost: 'b-1' }) });
    expect(await createSettler({ store }).settle(...acceptTwo(store))).toEqual([]);
    expect(failureIn(store, 0)).toMatchObject({ code: 'outcome_unknown', retryable: false });
  });

  it('knows of a batch that came after all that the marker has lost', async () => {
    const store = storeOf({ 'c-1': stateOf(ADA, { lost: 'b-0' }) });
    expect(await createSettler({ store }).settle(...acceptTwo(store))).toEqual([]);
    expect(failureIn(store, 0)).toMatchObject({ code: 'retries_exhausted' });
  });

  it('cancels what was to be cancelled', async () => {
    const store = withAda();
    const records = acceptTwo(store);
    await createMemoryPorts({ store }).batches.requestCancel(batchKey(), NOW.toISOString());
    expect(await createSettler({ store }).settle(...records)).toEqual([]);
    expect(store.headers.get(batchKey())?.ledger).toEqual(ledger({ cancelled: [0, 1] }));
  });

  it('leaves a tombstone where no resource is, so that the lane stays closed', async () => {
    const store = storeOf({});
    const records = acceptTwo(store, { operation: 'upsert' });
    expect(await createSettler({ store }).settle(...records)).toEqual([]);
    expect(store.states.get(keyOf('c-1'))).toMatchObject({ ...NO_STATE, revision: 1, marker: [{}] });
    expect(await createConsumer({ store }).receive(...records)).toEqual([]);
    expect(store.states.get(keyOf('c-1'))?.resource).toBeUndefined();
  });

  it('keeps a message that is no lane, and one whose batch is gone, and is done with them', async () => {
    const store = storeOf({});
    const foreign: SqsRecord = { messageId: 'm-1', body: '{"a":1}', attributes: attributesOf('g') };
    const [orphan] = acceptTwo(store);
    if (orphan === undefined) expect.fail('there is no message');
    store.headers.delete(batchKey());
    const { kept, settle } = createSettler({ store });
    expect(await settle(foreign, orphan)).toEqual([]);
    expect(kept.map(({ reason }) => reason).sort()).toEqual(['not_a_lane', 'receives_exhausted']);
  });

  it.each(['readSnapshot', 'write', 'record', 'saveFailures'] as const)(
    'asks for a message again that a fault of %s kept from its end, and then ends it',
    async (name) => {
      const store = withAda();
      const records = acceptTwo(store);
      const { kept, settle } = createSettler({ store, before: failing(name, 1) });
      if (name === 'readSnapshot') await expect(settle(...records)).rejects.toThrow(TransientError);
      else expect(await settle(...records)).toEqual(['b-1/0']);
      expect(kept).toEqual([]);
      expect(await settle(...records)).toEqual([]);
      expect(store.headers.get(batchKey())?.ledger).toEqual(ledger({ failed: [0, 1] }));
      expect(kept).toHaveLength(1);
    },
  );

  it('asks for a message again that could not be kept', async () => {
    const store = withAda();
    const records = acceptTwo(store);
    const { ports, settle } = createSettler({ store }, () => {
      throw new TransientError('the archive was made to fail');
    });
    expect(await settle(...records)).toEqual(['b-1/0']);
    expect(ports.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'dead letter not kept, left to redelivery' }),
    );
  });
});
