import type {
  BatchGetCommandInput,
  BatchGetCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createBatchIntake } from '../../../functions/adapters/batch-intake.ts';
import { createBatchList } from '../../../functions/adapters/batch-list.ts';
import { headerKey } from '../../../functions/adapters/keys.ts';
import { TransientError } from '../../../functions/domain/errors.ts';
import { patches } from '../../support/domain.ts';
import { collect } from './batch-list-contract.ts';
import { newBatch } from './batch-store-contract.ts';
import { type Engine, startEngines } from './engines.ts';
import { intercept, operationsOf } from './intercept.ts';

const now = () => new Date('2026-11-24T10:00:00.000Z');

/** The list of a tenant with so many batches, over a client of its own. */
async function open({ connect, client: other, tables }: Engine, count: number) {
  const client = connect();
  const intake = createBatchIntake({ client: other, table: tables.batches, now });
  const owner = newBatch();
  const newestFirst = Array.from({ length: count }, (_, at) => ({
    ...owner,
    batchId: `b-${String(count - at).padStart(4, '0')}`,
  }));
  await Promise.all(newestFirst.map((held) => intake.commit(held, patches({ customerId: 'c-1' }))));
  const list = createBatchList({ client, table: tables.batches, index: 'by-owner', now });
  return { client, owner, newestFirst, list };
}

describe.each(await startEngines())('the list of batches on $engine', (engine) => {
  const { tables } = engine;

  it('reads a page when it is needed: its keys from the index, its headers from the table as they are', async () => {
    const { client, owner, newestFirst, list } = await open(engine, 5);
    const queried: QueryCommandInput[] = [];
    const read: BatchGetCommandInput[] = [];
    intercept<QueryCommandInput, QueryCommandOutput>(client, 'Query', (input, send) => {
      queried.push(input);
      return send(input);
    });
    intercept<BatchGetCommandInput, BatchGetCommandOutput>(client, 'BatchGetItem', (input, send) => {
      read.push(input);
      return send(input);
    });
    const scan = list.scan(owner, undefined, 2)[Symbol.asyncIterator]();
    await scan.next();
    await scan.next();
    expect(queried).toMatchObject([{ IndexName: 'by-owner', Limit: 2, ScanIndexForward: false }]);
    expect(read).toEqual([
      {
        RequestItems: {
          [tables.batches]: { Keys: newestFirst.slice(0, 2).map(headerKey), ConsistentRead: true },
        },
      },
    ]);
    await scan.next();
    expect([queried.length, read.length]).toEqual([2, 2]);
  });

  it('finds nothing in the index but what tells a batch and its owner', async () => {
    const { client, owner, list } = await open(engine, 1);
    const items: unknown[] = [];
    intercept<QueryCommandInput, QueryCommandOutput>(client, 'Query', async (input, send) => {
      const output = await send(input);
      items.push(...(output.Items ?? []));
      return output;
    });
    await collect(list.scan(owner, undefined, 10));
    expect(items.map((item) => Object.keys(Object(item)).sort())).toEqual([['batchId', 'owner', 'pk', 'sk']]);
  });

  it('asks for no headers where the index has no batches', async () => {
    const { client, owner, list } = await open(engine, 0);
    const operations = operationsOf(client);
    expect(await collect(list.scan(owner, undefined, 10))).toEqual([]);
    expect(operations).toEqual(['Query']);
  });

  it('asks again for the headers that the server left out, and fails when they never come', async () => {
    const { client, owner, newestFirst, list } = await open(engine, 5);
    let isStubborn = false;
    const counts: number[] = [];
    intercept<BatchGetCommandInput, BatchGetCommandOutput>(client, 'BatchGetItem', async (input, send) => {
      const { Keys = [] } = input.RequestItems?.[tables.batches] ?? {};
      counts.push(Keys.length);
      if (isStubborn) return { $metadata: {}, UnprocessedKeys: input.RequestItems };
      const output = await send({ RequestItems: { [tables.batches]: { Keys: Keys.slice(0, 3) } } });
      const rest = Keys.slice(3);
      return rest.length === 0
        ? output
        : { ...output, UnprocessedKeys: { [tables.batches]: { Keys: rest, ConsistentRead: true } } };
    });
    const listed = await collect(list.scan(owner, undefined, 10));
    expect(listed.map((one) => one.header?.batchId)).toEqual(newestFirst.map(({ batchId }) => batchId));
    expect(counts).toEqual([5, 2]);
    isStubborn = true;
    await expect(collect(list.scan(owner, undefined, 10))).rejects.toThrow(TransientError);
  });

  it('reads at most 100 headers in a call', async () => {
    const { client, owner, list } = await open(engine, 101);
    const counts: number[] = [];
    intercept<BatchGetCommandInput, BatchGetCommandOutput>(client, 'BatchGetItem', (input, send) => {
      counts.push(input.RequestItems?.[tables.batches]?.Keys?.length ?? 0);
      return send(input);
    });
    expect(await collect(list.scan(owner, undefined, 101))).toHaveLength(101);
    expect(counts).toEqual([100, 1]);
  });
});
