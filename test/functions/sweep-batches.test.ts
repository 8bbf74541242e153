import { describe, expect, it } from 'vitest';
import { decodeLane } from '../../functions/adapters/lane-messages.ts';
import type { BatchHeader } from '../../functions/domain/batch.ts';
import { CorruptDataError } from '../../functions/domain/errors.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import { outcomeOf } from '../../functions/domain/ledger.ts';
import { createSweepBatches, MAX_ENQUEUED, MAX_NOT_ENQUEUED } from '../../functions/sweep-batches.ts';
import { header, ledger, patches } from '../support/domain.ts';
import { createMemoryPorts, type MemoryPortsOptions, NOW } from '../support/memory-ports.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { failing, type Hook, once } from '../support/port-calls.ts';
import { accept, batchKey, createConsumer, dataOf, keyOf } from './support/consumer.ts';
import { createIntake, drain, storeWithSchema } from './support/processes.ts';
import { jsonRequest } from './support/requests.ts';

const LATER = new Date(NOW.getTime() + 3 * 60_000);

function createSweeper(store: MemoryStore, options: Omit<MemoryPortsOptions, 'store'> = {}) {
  const now = options.now ?? (() => LATER);
  const ports = createMemoryPorts({ ...options, store, now });
  const sweep = createSweepBatches({
    open: ports.openBatches,
    batches: ports.batches,
    ledger: ports.ledger,
    queue: ports.queue,
    sweepAfterSeconds: 120,
    now,
    log: ports.log,
    metrics: ports.metrics,
  });
  return {
    ports,
    sweep,
    names: () => ports.calls.map(({ name }) => name),
    /** The line that each run ends with. */
    lines: () => ports.logged.filter(({ message }) => message === 'sweep done'),
  };
}

const CUSTOMERS: readonly JsonObject[] = [
  { customerId: 'c-1', email: 'a@b.example' },
  { customerId: 'c-2', email: 'b@b.example' },
  { customerId: 'c-1', visits: 1 },
];

const submission = (resources: unknown = CUSTOMERS) =>
  jsonRequest({ resources }, { path: { schema: 'customer' } });

/** Stores a batch as its submitter left it. */
function hold(store: MemoryStore, overrides: Partial<BatchHeader>): BatchHeader {
  const held = header({ batchId: 'b1', createdAt: NOW.toISOString(), ...overrides });
  store.headers.set(held, held);
  store.payloads.set(held, patches({ customerId: `c-${held.batchId}`, email: 'a@b.example' }));
  return held;
}

const ENQUEUED = { enqueuedAt: NOW.toISOString() };
const secondsAgo = (seconds: number) => new Date(LATER.getTime() - seconds * 1000).toISOString();

/** Indexes of each message in the queue. */
function queuedIn(store: MemoryStore) {
  return store.queued.map(({ body }) => decodeLane(body)?.patches.map(({ index }) => index));
}

function onlyBatchOf(store: MemoryStore): BatchHeader {
  const [held, ...others] = store.headers.values();
  if (held === undefined || others.length > 0) throw new Error(`there are ${others.length + 1} batches`);
  return held;
}

/** Every record of `CUSTOMERS` once, and the batch complete. */
function expectApplied(store: MemoryStore) {
  const held = onlyBatchOf(store);
  expect(CUSTOMERS.map((_, index) => outcomeOf(held.ledger, index))).toEqual(Array(3).fill('applied'));
  expect(held.completedAt).toBeDefined();
  expect(dataOf(store, 'c-1')).toEqual({ ...CUSTOMERS[0], ...CUSTOMERS[2] });
  expect(['c-1', 'c-2'].map((id) => store.states.get(keyOf(id))?.version)).toEqual([2, 1]);
}

/** The process is dead from its call of this number on. */
function deadFrom(call: number): Hook {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls >= call) throw new Error('the process is dead');
  };
}

const CALLS = [1, 2, 3, 4, 5, 6];
const MOMENTS = ['before', 'after'] as const;

describe('a batch whose submitter dies', () => {
  it.each(MOMENTS.flatMap((moment) => CALLS.map((call) => [moment, call] as const)))(
    'is made whole by the sweeper or was never accepted, if it is dead from %s its call %i on',
    async (moment, call) => {
      const store = storeWithSchema();
      await createIntake(store, { [moment]: deadFrom(call) })
        .submit(submission())
        .catch(() => {});
      if (store.headers.values().length === 0) {
        expect(store.queued).toEqual([]);
        return;
      }
      const { sweep } = createSweeper(store);
      await sweep();
      await drain(store);
      expectApplied(store);
    },
  );

  it.each(MOMENTS.flatMap((moment) => CALLS.map((call) => [moment, call] as const)))(
    'is made whole by the next sweeper if the first is dead from %s its call %i on',
    async (moment, call) => {
      const store = storeWithSchema();
      await createIntake(store, { refuses: ({ externalId }) => externalId === 'c-1' }).submit(submission());
      await createSweeper(store, { [moment]: deadFrom(call) })
        .sweep()
        .catch(() => {});
      await createSweeper(store).sweep();
      await drain(store);
      expectApplied(store);
    },
  );

  it('is sent what the ledger does not hold, and noted as enqueued', async () => {
    const store = storeWithSchema();
    await createIntake(store, { refuses: ({ externalId }) => externalId === 'c-1' }).submit(submission());
    await drain(store);
    const { sweep, ports, lines } = createSweeper(store);
    await sweep();
    expect(queuedIn(store)).toEqual([[0, 2]]);
    const { batchId, enqueuedAt } = onlyBatchOf(store);
    expect(enqueuedAt).toBe(LATER.toISOString());
    expect(ports.logged).toEqual([
      {
        level: 'info',
        message: 'batch enqueued by the sweeper',
        batchId,
        requestId: 'request-1',
        partnerId: 'partner-1',
        tenantId: 'tenant-1',
        schemaDefinitionId: 'schema-1',
        batchType: 'PARTNER_RESOURCE_JSON_INGEST',
        records: 3,
        lanes: 1,
      },
      {
        level: 'info',
        message: 'sweep done',
        openBatches: 1,
        enqueued: 1,
        completed: 0,
        oldestUnfinishedSeconds: 180,
        durationMs: 0,
      },
    ]);
    expect(ports.counted).toEqual([
      ['BatchesReenqueued', 1],
      ['OldestUnfinishedBatch', 180],
    ]);
    await sweep();
    expect(lines()[1]).toMatchObject({ openBatches: 1, enqueued: 0, completed: 0 });
    expect(queuedIn(store)).toEqual([[0, 2]]);
    await drain(store);
    expectApplied(store);
    await sweep();
    expect(lines()[2]).toMatchObject({ openBatches: 0, oldestUnfinishedSeconds: 0 });
  });

  it('is tried again by the next run while the queue takes nothing', async () => {
    const store = storeWithSchema();
    await createIntake(store, { refuses: () => true }).submit(submission());
    const { sweep, ports, lines } = createSweeper(store, { refuses: () => true });
    await sweep();
    expect(lines()).toMatchObject([{ enqueued: 0, oldestUnfinishedSeconds: 180 }]);
    expect(ports.logged[0]).toMatchObject({
      level: 'error',
      message: 'sweeper could not enqueue all lanes',
      unsent: 2,
    });
    await createSweeper(store).sweep();
    await drain(store);
    expectApplied(store);
  });

  it('is applied once though its submitter is still sending', async () => {
    const store = storeWithSchema();
    const before = once('send', async () => {
      await createSweeper(store).sweep();
      await drain(store);
    });
    await createIntake(store, { before }).submit(submission());
    expect(queuedIn(store)).toEqual([[0, 2], [1]]);
    await drain(store);
    expectApplied(store);
    expect(onlyBatchOf(store).enqueuedAt).toBe(LATER.toISOString());
  });

  it('is left alone until it is old enough', async () => {
    const store = storeWithSchema();
    hold(store, { createdAt: secondsAgo(119) });
    const { sweep, names, lines } = createSweeper(store);
    await sweep();
    expect(names()).toEqual(['scanOpen']);
    expect(lines()).toMatchObject([{ openBatches: 0, oldestUnfinishedSeconds: 119 }]);
    hold(store, { createdAt: secondsAgo(120) });
    await sweep();
    expect(lines()[1]).toMatchObject({ openBatches: 1, enqueued: 1, oldestUnfinishedSeconds: 120 });
  });

  it('ends as cancelled if it was cancelled before it was in the queue', async () => {
    const store = storeWithSchema();
    const { ports, submit } = createIntake(store, { refuses: () => true });
    await submit(submission());
    await ports.batches.requestCancel(onlyBatchOf(store), NOW.toISOString());
    await createSweeper(store).sweep();
    await drain(store);
    const held = onlyBatchOf(store);
    expect([...held.ledger.cancelled].sort()).toEqual([0, 1, 2]);
    expect(held.completedAt).toBeDefined();
    expect(dataOf(store, 'c-1')).toBeUndefined();
  });
});

describe('a batch whose consumer dies before it completes it', () => {
  it('is completed by the sweeper, once', async () => {
    const store = storeWithSchema();
    const records = accept(store, { createdAt: NOW.toISOString(), operation: 'upsert' }, CUSTOMERS);
    await createConsumer({ store, before: failing('complete') }).receive(...records);
    const held = store.headers.get(batchKey()) ?? expect.fail('the batch is gone');
    store.headers.set(held, { ...held, ...ENQUEUED });
    const { sweep, ports, lines } = createSweeper(store);
    await sweep();
    expect(store.headers.get(held)).toMatchObject({ completedAt: LATER.toISOString() });
    expect(ports.logged[0]).toEqual({
      level: 'info',
      message: 'batch completed',
      batchId: 'b-1',
      requestId: 'request-1',
      partnerId: 'partner-1',
      tenantId: 'tenant-1',
      status: 'success',
      records: 3,
      applied: 3,
      unchanged: 0,
      failed: 0,
      cancelled: 0,
      acceptToFinalMs: 0,
    });
    expect(ports.counted).toEqual([
      ['BatchesCompleted', 1, 'success'],
      ['AcceptToFinal', 0],
      ['OldestUnfinishedBatch', 0],
    ]);
    expect(lines()).toMatchObject([{ openBatches: 1, completed: 1, oldestUnfinishedSeconds: 0 }]);
    await sweep();
    expect(lines()[1]).toMatchObject({ openBatches: 0, completed: 0 });
  });

  it('is completed and not sent again if its submitter died too', async () => {
    const store = storeWithSchema();
    const held = hold(store, { ledger: ledger({ failed: [0] }) });
    const { sweep, ports } = createSweeper(store);
    await sweep();
    expect(store.queued).toEqual([]);
    expect(store.headers.get(held)?.completedAt).toBe(LATER.toISOString());
    expect(ports.logged[0]).toMatchObject({ message: 'batch completed', status: 'failed' });
  });

  it('is not touched if somebody has completed it since the index was read', async () => {
    const store = storeWithSchema();
    const held = hold(store, { ...ENQUEUED, ledger: ledger({ applied: [0] }) });
    const finish = () => store.headers.set(held, { ...held, completedAt: NOW.toISOString() });
    const { sweep, names, lines } = createSweeper(store, { before: once('openHeader', finish) });
    await sweep();
    expect(names()).toEqual(['scanOpen', 'openHeader']);
    expect(store.headers.get(held)?.completedAt).toBe(NOW.toISOString());
    expect(lines()).toMatchObject([{ completed: 0, oldestUnfinishedSeconds: 0 }]);
  });
});

describe('two sweepers at once', () => {
  it.each(['scanOpen', 'openHeader', 'patches', 'send', 'markEnqueued'] as const)(
    'make a batch whole and apply nothing twice, if one runs while the other is at %s',
    async (call) => {
      const store = storeWithSchema();
      await createIntake(store, { refuses: ({ externalId }) => externalId === 'c-2' }).submit(submission());
      const other = createSweeper(store);
      await createSweeper(store, { before: once(call, other.sweep) }).sweep();
      await drain(store);
      expectApplied(store);
    },
  );

  it('complete a batch once', async () => {
    const store = storeWithSchema();
    hold(store, { ...ENQUEUED, ledger: ledger({ applied: [0] }) });
    const [one, other] = [createSweeper(store), createSweeper(store)];
    const racing = createSweeper(store, { before: once('complete', other.sweep) });
    await Promise.all([racing.sweep(), one.sweep()]);
    const completed = [one, other, racing].flatMap(({ ports }) =>
      ports.logged.filter(({ message }) => message === 'batch completed'),
    );
    expect(completed).toHaveLength(1);
  });
});

describe('one batch', () => {
  it('with an unreadable payload does not keep others back', async () => {
    const store = storeWithSchema();
    const broken = hold(store, { batchId: 'b1', createdAt: secondsAgo(400) });
    store.payloads.delete(broken);
    hold(store, { batchId: 'b2', createdAt: secondsAgo(300) });
    const { sweep, ports, lines } = createSweeper(store);
    await sweep();
    expect(ports.logged).toMatchObject([
      { level: 'error', message: 'sweeper could not enqueue all lanes', batchId: 'b1' },
      { level: 'info', message: 'batch enqueued by the sweeper', batchId: 'b2' },
      { message: 'sweep done' },
    ]);
    expect(lines()).toMatchObject([{ openBatches: 2, enqueued: 1, oldestUnfinishedSeconds: 400 }]);
  });

  it('with an unreadable header does not keep others back', async () => {
    const store = storeWithSchema();
    hold(store, { batchId: 'b1', createdAt: secondsAgo(400) });
    hold(store, { batchId: 'b2', createdAt: secondsAgo(300) });
    const error = new CorruptDataError('a batch header is not readable');
    const before = once('openHeader', () => Promise.reject(error));
    const { sweep, ports, lines } = createSweeper(store, { before });
    await sweep();
    expect(ports.logged[0]).toEqual({
      level: 'error',
      message: 'batch could not be swept',
      batch: expect.stringContaining('b1'),
      error,
    });
    expect(lines()).toMatchObject([{ enqueued: 1, oldestUnfinishedSeconds: 400 }]);
  });

  it('that expired is said to have, and not looked at again', async () => {
    const store = storeWithSchema();
    hold(store, { expiresAt: LATER.getTime() / 1000 });
    const { sweep, ports, lines } = createSweeper(store);
    await sweep();
    expect(ports.logged[0]).toEqual({
      level: 'error',
      message: 'batch expired before it was complete',
      batch: expect.stringContaining('b1'),
    });
    await sweep();
    expect(lines()).toMatchObject([
      { openBatches: 1, enqueued: 0, oldestUnfinishedSeconds: 0 },
      { openBatches: 0 },
    ]);
    expect(store.queued).toEqual([]);
  });
});

describe('a run', () => {
  const holdMany = (store: MemoryStore, count: number, overrides: Partial<BatchHeader>, name: string) =>
    Array.from({ length: count }, (_, at) =>
      hold(store, {
        batchId: `${name}${String(at).padStart(4, '0')}`,
        createdAt: secondsAgo(5000 - at),
        ...overrides,
      }),
    );

  it('enqueues the oldest batches, so many at most, and the next one the next', async () => {
    const store = storeWithSchema();
    holdMany(store, MAX_NOT_ENQUEUED + 3, {}, 'b');
    const { sweep, lines } = createSweeper(store);
    await sweep();
    const waiting = store.headers.values().filter(({ enqueuedAt }) => enqueuedAt === undefined);
    expect(waiting.map(({ batchId }) => batchId)).toEqual(['b0100', 'b0101', 'b0102']);
    await sweep();
    expect(lines()).toMatchObject([{ enqueued: MAX_NOT_ENQUEUED }, { enqueued: 3 }]);
  });

  it('looks at so many enqueued batches at most, which keep none from being enqueued', async () => {
    const store = storeWithSchema();
    holdMany(store, MAX_ENQUEUED + 50, ENQUEUED, 'b');
    hold(store, { batchId: 'c', createdAt: secondsAgo(130) });
    const { sweep, names, lines } = createSweeper(store);
    await sweep();
    expect(names().filter((name) => name === 'openHeader')).toHaveLength(MAX_ENQUEUED + 1);
    expect(lines()).toMatchObject([
      { openBatches: MAX_ENQUEUED + 51, enqueued: 1, oldestUnfinishedSeconds: 5000 },
    ]);
  });

  it('begins no batch when half of its time is over, and tells of what it did', async () => {
    const store = storeWithSchema();
    holdMany(store, 5, {}, 'b');
    let now = LATER.getTime();
    const before: Hook = ({ name }) => {
      if (name === 'send') now += 11_000;
    };
    const { sweep, lines } = createSweeper(store, { before, now: () => new Date(now) });
    await sweep();
    expect(lines()).toMatchObject([{ openBatches: 5, enqueued: 3, oldestUnfinishedSeconds: 5000 }]);
  });

  it('fails when it cannot list what is open', async () => {
    const { sweep, lines } = createSweeper(storeWithSchema(), { before: failing('scanOpen') });
    await expect(sweep()).rejects.toThrow('scanOpen was made to fail');
    expect(lines()).toEqual([]);
  });

  it('takes a batch from the future for new', async () => {
    const store = storeWithSchema();
    hold(store, { createdAt: secondsAgo(-60) });
    const { sweep, lines } = createSweeper(store);
    await sweep();
    expect(lines()).toMatchObject([{ openBatches: 0, oldestUnfinishedSeconds: 0 }]);
  });
});
