import { randomBytes } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import {
  type BatchWriteCommandInput,
  type BatchWriteCommandOutput,
  type GetCommandInput,
  type GetCommandOutput,
  PutCommand,
  type PutCommandInput,
  type PutCommandOutput,
  paginateQuery,
  type QueryCommandInput,
  type QueryCommandOutput,
  type UpdateCommandInput,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createBatchIntake } from '../../../functions/adapters/batch-intake.ts';
import {
  createBatchControl,
  createBatchLedger,
  createBatchProgress,
} from '../../../functions/adapters/batch-store.ts';
import { batchPartition, failureKey, headerKey } from '../../../functions/adapters/keys.ts';
import type { Batch, BatchKey } from '../../../functions/domain/batch.ts';
import { CorruptDataError, TransientError } from '../../../functions/domain/errors.ts';
import { OUTCOMES, type Settled } from '../../../functions/domain/ledger.ts';
import { patches } from '../../support/domain.ts';
import { failureOf, newBatch } from './batch-store-contract.ts';
import { type Engine, startEngines } from './engines.ts';
import { intercept } from './intercept.ts';

const NOW = '2026-11-24T10:00:01.000Z';

type Item = NonNullable<QueryCommandOutput['Items']>[number];

function open({ connect, tables }: Engine) {
  const client = connect();
  const table = tables.batches;
  const options = { client, table, now: () => new Date(NOW) };
  const query = async (input: Omit<QueryCommandInput, 'TableName'>): Promise<readonly Item[]> => {
    const items: Item[] = [];
    for await (const page of paginateQuery({ client }, { TableName: table, ...input })) {
      items.push(...(page.Items ?? []));
    }
    return items;
  };
  return {
    client,
    table,
    intake: createBatchIntake(options),
    ledger: createBatchLedger(options),
    control: createBatchControl(options),
    progress: createBatchProgress(options),
    /** The batch's items as they are stored. */
    itemsOf: (key: BatchKey, prefix: string) =>
      query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': batchPartition(key), ':prefix': prefix },
        ConsistentRead: true,
      }),
    /** What a sweeper finds of the batch. */
    openItems: async (key: BatchKey) => {
      const shards = await Promise.all(
        ['0', '1', '2', '3'].map((shard) =>
          query({
            IndexName: 'open',
            KeyConditionExpression: '#open = :shard',
            ExpressionAttributeNames: { '#open': 'open' },
            ExpressionAttributeValues: { ':shard': shard },
          }),
        ),
      );
      return shards.flat().filter(({ pk }) => pk === batchPartition(key));
    },
  };
}

/** What each update costs, in write units, and of which indexes. */
function updateCosts({ client }: ReturnType<typeof open>) {
  const costs: { readonly units: number; readonly indexes: readonly string[] }[] = [];
  intercept<UpdateCommandInput, UpdateCommandOutput>(client, 'UpdateItem', async (input, send) => {
    const output = await send({ ...input, ReturnConsumedCapacity: 'INDEXES' });
    const { Table, GlobalSecondaryIndexes = {} } = output.ConsumedCapacity ?? {};
    costs.push({ units: Table?.CapacityUnits ?? 0, indexes: Object.keys(GlobalSecondaryIndexes) });
    return output;
  });
  return costs;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function itemBytes(item: Item): number {
  const bytesOf = (value: unknown): number => {
    if (typeof value === 'number') return 1 + Math.ceil(String(value).length / 2);
    if (value instanceof Set) return [...value].reduce<number>((sum, member) => sum + bytesOf(member), 0);
    return Buffer.byteLength(String(value));
  };
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value),
    0,
  );
}

const THOUSAND: readonly Settled[] = Array.from({ length: 1000 }, (_, index) => ({
  index,
  outcome: OUTCOMES[index % OUTCOMES.length] ?? 'applied',
}));

/** As long as ids and names may be, in characters that keys do not escape. */
const LONGEST = {
  partnerId: 'p'.repeat(256),
  batchId: '01JDA0000000000000000BATCH',
  schemaId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  schemaName: 's'.repeat(128),
};

const RETRY = {
  batchId: `01JDA0000000000000000BATCH-${'0'.repeat(32)}`,
  parentBatchId: `01JDA000000000000000PARENT-${'0'.repeat(32)}`,
  requestDigest: 'd'.repeat(43),
  externalIdField: 'f'.repeat(64),
};

describe.each(await startEngines())('the batch store on $engine', (engine) => {
  describe('the payload', () => {
    it('is stored in compressed chunks that expire with the batch', async () => {
      const { intake, itemsOf } = open(engine);
      const held = newBatch();
      const documents = Array.from({ length: 1000 }, (_, at) => ({
        customerId: `c-${at}`,
        noise: randomBytes(500).toString('hex'),
        gone: null,
      }));
      await intake.commit(held, patches(...documents));
      const chunks = await itemsOf(held, 'PAYLOAD#');
      expect(chunks.map(({ sk }) => sk)).toEqual(
        ['000', '001'].map((chunk) => `PAYLOAD#${held.batchId}#${chunk}`),
      );
      for (const chunk of chunks) {
        expect(chunk).toMatchObject({ chunks: 2, expiresAt: held.expiresAt });
        expect(chunk['chunk'].length).toBeLessThanOrEqual(350_000);
      }
      const bytes = Buffer.concat(chunks.map(({ chunk }) => chunk));
      expect(JSON.parse(zstdDecompressSync(bytes).toString())).toEqual({ patches: documents });
    });

    it('is there before the header is, so that a header is proof of it', async () => {
      const { client, intake } = open(engine);
      const log: string[] = [];
      intercept<PutCommandInput, PutCommandOutput>(client, 'PutItem', async (input, send) => {
        log.push(`put ${input.Item?.['sk']}`);
        const output = await send(input);
        log.push(`done ${input.Item?.['sk']}`);
        return output;
      });
      const held = newBatch();
      await intake.commit(held, patches({ noise: randomBytes(400_000).toString('hex') }));
      const chunks = ['000', '001'].map((chunk) => `PAYLOAD#${held.batchId}#${chunk}`);
      expect(log.slice(0, -2).sort()).toEqual([
        ...chunks.map((chunk) => `done ${chunk}`),
        ...chunks.map((chunk) => `put ${chunk}`),
      ]);
      expect(log.slice(-2)).toEqual(['put HEADER', 'done HEADER']);
    });

    it('that cannot be stored leaves no header', async () => {
      const { client, intake, progress } = open(engine);
      intercept<PutCommandInput, PutCommandOutput>(client, 'PutItem', async (input, send) => {
        if (/^PAYLOAD#.*#001$/.test(input.Item?.['sk'])) throw throttled();
        return await send(input);
      });
      const held = newBatch();
      const noise = randomBytes(400_000).toString('hex');
      await expect(intake.commit(held, patches({ noise }))).rejects.toThrow(TransientError);
      expect(await progress.header(held)).toBeUndefined();
    });
  });

  describe('the header', () => {
    it('that cannot be stored is not taken for stored', async () => {
      const { client, intake } = open(engine);
      intercept<PutCommandInput, PutCommandOutput>(client, 'PutItem', async (input, send) => {
        if (input.Item?.['sk'] === 'HEADER') throw throttled();
        return await send(input);
      });
      await expect(intake.commit(newBatch(), patches({}))).rejects.toThrow(TransientError);
    });

    it.each<[string, (unique: string) => Partial<Batch>]>([
      ['the longest ids', (unique) => ({ ...LONGEST, tenantId: unique.padEnd(256, 't') })],
      [
        'all that it may have, of a retry with an idempotency key, and ids of 128',
        (unique) => ({ ...LONGEST, ...RETRY, partnerId: 'p'.repeat(128), tenantId: unique.padEnd(128, 't') }),
      ],
    ])(
      'stays under 5 KB, and each update of it within 5 write units, with a thousand records and %s',
      async (_, made) => {
        const store = open(engine);
        const held = newBatch(made(newBatch().partnerId));
        await store.intake.commit(held, patches({}));
        const costs = updateCosts(store);
        await store.ledger.record(held, THOUSAND, NOW);
        await store.ledger.record(held, THOUSAND, NOW);
        await store.intake.markEnqueued(held);
        await store.control.requestCancel(held, NOW);
        await store.ledger.complete(held, 'partial_success', NOW);
        expect(costs.map(({ units }) => units <= 5)).toEqual([true, true, true, true, true]);
        const [item = {}] = await store.itemsOf(held, 'HEADER');
        expect(item['applied']).toHaveLength(250);
        expect(itemBytes(item)).toBeLessThan(5 * 1024);
      },
    );

    it('is read strongly consistent', async () => {
      const { client, ledger, progress } = open(engine);
      const consistent: unknown[] = [];
      intercept<GetCommandInput, GetCommandOutput>(client, 'GetItem', (input, send) => {
        consistent.push(input.ConsistentRead);
        return send(input);
      });
      await progress.header(newBatch());
      await ledger.header(newBatch());
      expect(consistent).toEqual([true, true]);
    });

    it('that cannot be read is said to be so', async () => {
      const { client, table, ledger, progress } = open(engine);
      const held = newBatch();
      await client.send(
        new PutCommand({ TableName: table, Item: { ...headerKey(held), batchId: held.batchId, total: 1 } }),
      );
      await expect(progress.header(held)).rejects.toThrow(CorruptDataError);
      await expect(ledger.record(held, [{ index: 0, outcome: 'applied' }], NOW)).rejects.toThrow(
        CorruptDataError,
      );
    });
  });

  describe('the index of open batches', () => {
    it('has a batch from its commit until it is complete, and when it was enqueued', async () => {
      const { intake, itemsOf, ledger, openItems } = open(engine);
      const held = newBatch();
      await intake.commit(held, patches({}));
      const item = {
        ...headerKey(held),
        open: expect.stringMatching(/^[0-3]$/),
        createdAt: held.createdAt,
      };
      expect(await openItems(held)).toEqual([item]);
      await intake.markEnqueued(held);
      expect(await openItems(held)).toEqual([{ ...item, enqueuedAt: NOW }]);
      await ledger.complete(held, 'success', NOW);
      expect(await openItems(held)).toEqual([]);
      expect(await itemsOf(held, 'HEADER')).toMatchObject([{ enqueuedAt: NOW, completedAt: NOW }]);
    });

    it('spreads batches over the four keys that a sweeper reads', async () => {
      const { intake, openItems } = open(engine);
      const shards = await Promise.all(
        Array.from({ length: 40 }, async (_, at) => {
          const held = newBatch({ batchId: `batch-${at}` });
          await intake.commit(held, patches({}));
          return (await openItems(held)).map((item) => item['open']);
        }),
      );
      expect(shards.map(({ length }) => length)).toEqual(Array(40).fill(1));
      expect([...new Set(shards.flat())].sort()).toEqual(['0', '1', '2', '3']);
    });

    it('has no batch again that is committed again, or enqueued after it was complete', async () => {
      const { intake, ledger, openItems } = open(engine);
      const held = newBatch();
      await intake.commit(held, patches({}));
      await ledger.complete(held, 'success', NOW);
      await intake.commit(held, patches({}));
      await intake.markEnqueued(held);
      expect(await openItems(held)).toEqual([]);
    });

    it('is not touched by updates of the ledger, and once by each end of sending and applying', async () => {
      const store = open(engine);
      const held = newBatch();
      await store.intake.commit(held, patches({}));
      const before = await store.openItems(held);
      const costs = updateCosts(store);
      const touched = () => costs.splice(0).map(({ indexes }) => indexes);
      await store.ledger.record(held, [{ index: 0, outcome: 'applied' }], NOW);
      await store.ledger.record(held, [{ index: 1, outcome: 'failed' }], NOW);
      expect(touched()).toEqual([[], []]);
      expect(await store.openItems(held)).toEqual(before);
      await store.intake.markEnqueued(held);
      const sent = touched();
      await store.intake.markEnqueued(held);
      await store.ledger.record(held, [{ index: 2, outcome: 'applied' }], NOW);
      expect(touched()).toEqual([[], []]);
      await store.ledger.complete(held, 'partial_success', NOW);
      // dynalite does not say what an index costs.
      if (engine.engine === 'dynoxide') expect([...sent, ...touched()]).toEqual([['open'], ['open']]);
    });
  });

  it('keeps how a batch ended, for those who look at the table', async () => {
    const { intake, itemsOf, ledger } = open(engine);
    const held = newBatch();
    await intake.commit(held, patches({}));
    await ledger.complete(held, 'partial_success', NOW);
    expect(await itemsOf(held, 'HEADER')).toMatchObject([
      { finalStatus: 'partial_success', completedAt: NOW, expiresAt: held.expiresAt },
    ]);
  });

  describe('failures', () => {
    const failures = Array.from({ length: 60 }, (_, index) => failureOf(index));

    it('expire with their batch', async () => {
      const { itemsOf, ledger } = open(engine);
      const held = newBatch();
      await ledger.saveFailures(held, failures);
      const items = await itemsOf(held, 'FAILURE#');
      expect(items.map(({ expiresAt }) => expiresAt)).toEqual(Array(60).fill(held.expiresAt));
      expect(items.map(({ sk }) => sk).slice(0, 2)).toEqual(['FAILURE#0000', 'FAILURE#0001']);
    });

    it('are written 25 per call, which is what a call takes', async () => {
      const { client, ledger } = open(engine);
      const sizes: number[] = [];
      interceptWrites(client, (requests, send) => {
        sizes.push(requests.length);
        return send(requests);
      });
      await ledger.saveFailures(newBatch(), failures);
      await ledger.saveFailures(newBatch(), failures.slice(0, 50));
      expect(sizes).toEqual([25, 25, 10, 25, 25]);
    });

    it('that the table did not take are tried again, and only those', async () => {
      const { client, ledger, progress } = open(engine);
      const held = newBatch();
      const taken: string[] = [];
      let calls = 0;
      interceptWrites(client, async (requests, send) => {
        calls += 1;
        const some = requests.slice(0, Math.ceil(requests.length / 2));
        taken.push(...some.map(({ PutRequest }) => String(PutRequest?.Item?.['sk'])));
        const output = await send(some);
        return { ...output, UnprocessedItems: { [engine.tables.batches]: requests.slice(some.length) } };
      });
      await ledger.saveFailures(held, failures.slice(0, 15));
      expect(calls).toBe(4);
      expect(taken).toEqual(failures.slice(0, 15).map(({ index }) => failureKey(held, index).sk));
      expect((await progress.failures(held)).size).toBe(15);
    });

    it('that the table never takes make a transient error after five tries', async () => {
      const { client, ledger } = open(engine);
      let calls = 0;
      interceptWrites(client, async (requests) => {
        calls += 1;
        return { $metadata: {}, UnprocessedItems: { [engine.tables.batches]: [...requests] } };
      });
      const saved = ledger.saveFailures(newBatch(), failures.slice(0, 3));
      await expect(saved).rejects.toThrow(new TransientError('a table did not take 3 of 3 items'));
      expect(calls).toBe(5);
    });

    it('are read strongly consistent', async () => {
      const { client, progress } = open(engine);
      const consistent: unknown[] = [];
      intercept<QueryCommandInput, QueryCommandOutput>(client, 'Query', (input, send) => {
        consistent.push(input.ConsistentRead);
        return send(input);
      });
      await progress.failures(newBatch());
      expect(consistent).toEqual([true]);
    });

    it('that cannot be read are said to be so', async () => {
      const { client, table, progress } = open(engine);
      const held = newBatch();
      await client.send(new PutCommand({ TableName: table, Item: { ...failureKey(held, 0), index: 0 } }));
      await expect(progress.failures(held)).rejects.toThrow(CorruptDataError);
    });
  });
});

type Writes = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/** Stands in for the server in calls of BatchWriteItem, which here are all of one table. */
function interceptWrites(
  client: Parameters<typeof intercept>[0],
  handle: (
    requests: Writes,
    send: (requests: Writes) => Promise<BatchWriteCommandOutput>,
  ) => Promise<BatchWriteCommandOutput>,
): void {
  intercept<BatchWriteCommandInput, BatchWriteCommandOutput>(client, 'BatchWriteItem', (input, send) => {
    const [[table, requests] = ['', []]] = Object.entries(input.RequestItems ?? {});
    return handle(requests, (some) => send({ ...input, RequestItems: { [table]: some } }));
  });
}

function throttled(): Error {
  return Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
}
