import { describe, expect, it } from 'vitest';
import { ledger } from '../../support/domain.ts';
import { startEngines } from './engines.ts';
import { operationsOf } from './intercept.ts';
import { startConsumer } from './real-consumer.ts';

const TEN = Array.from({ length: 10 }, (_, at) => `c-${at}`);
const create = (ids: readonly string[]) =>
  ids.map((customerId) => ({ customerId, email: 'a@b.example', visits: 0 }));
const visit = (ids: readonly string[], visits: number) => ids.map((customerId) => ({ customerId, visits }));

/** How often each operation was called. */
function countsOf(operations: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(operations, (operation) => operation)].map(([name, calls]) => [name, calls.length]),
  );
}

describe.each(await startEngines())('an invocation of ten lanes on $engine', (engine) => {
  it('makes one read, one conditional write for each lane and one update of the ledger, and no transaction', async () => {
    const consumer = await startConsumer(engine);
    const { accept, receive } = consumer;
    expect(await receive(...(await accept({ batchId: 'b-1', operation: 'upsert' }, create(TEN))))).toEqual(
      [],
    );
    // Each lane has three patches, and one more lane is yet to come.
    const ids = [...TEN, ...TEN, ...TEN, 'c-10'];
    const records = await accept(
      { batchId: 'b-2' },
      ids.map((customerId, visits) => ({ customerId, visits })),
    );
    const operations = operationsOf(consumer.client);
    expect(await receive(...records.slice(0, 10))).toEqual([]);
    expect(countsOf(operations)).toEqual({ BatchGetItem: 1, PutItem: 10, UpdateItem: 1 });
    expect((await consumer.resource('c-3')).resource).toMatchObject({ version: 4, data: { visits: 23 } });
  });

  it('makes one update of the ledger for each batch, however their lanes are mixed', async () => {
    const consumer = await startConsumer(engine);
    const { accept, receive } = consumer;
    await receive(...(await accept({ batchId: 'b-1', operation: 'upsert' }, create(TEN))));
    const [left, right] = [TEN.slice(0, 5), TEN.slice(5)];
    const first = await accept({ batchId: 'b-2', total: 6 }, visit(left, 1));
    const second = await accept({ batchId: 'b-3', total: 6 }, visit(right, 1));
    const mixed = first.flatMap((record, at) => [record, ...second.slice(at, at + 1)]);
    const operations = operationsOf(consumer.client);
    expect(await receive(...mixed)).toEqual([]);
    expect(countsOf(operations)).toEqual({ BatchGetItem: 1, PutItem: 10, UpdateItem: 2 });
  });

  it('makes one call more that completes the batch, and one that reads its schema version the first time', async () => {
    const consumer = await startConsumer(engine);
    const records = await consumer.accept({ batchId: 'b-1', operation: 'upsert' }, create(TEN));
    const operations = operationsOf(consumer.client);
    expect(await consumer.receive(...records)).toEqual([]);
    expect(countsOf(operations)).toEqual({ BatchGetItem: 1, GetItem: 1, PutItem: 10, UpdateItem: 2 });
    expect((await consumer.header('b-1'))?.completedAt).toBeDefined();
  });

  it('reads once more, for all lanes together, where their resources have taken in several batches before', async () => {
    const consumer = await startConsumer(engine);
    const { accept, receive } = consumer;
    await receive(...(await accept({ batchId: 'b-1', operation: 'upsert' }, create(TEN))));
    for (const at of [2, 3, 4]) await receive(...(await accept({ batchId: `b-${at}` }, visit(TEN, at))));
    const records = await accept({ batchId: 'b-5', total: 11 }, visit(TEN, 5));
    const operations = operationsOf(consumer.client);
    expect(await receive(...records)).toEqual([]);
    expect(countsOf(operations)).toEqual({ BatchGetItem: 2, PutItem: 10, UpdateItem: 1 });
  });

  it('writes nothing when all of them are in the ledger', async () => {
    const consumer = await startConsumer(engine);
    const records = await consumer.accept({ batchId: 'b-1', operation: 'upsert' }, create(TEN));
    await consumer.receive(...records);
    const before = await consumer.header('b-1');
    const operations = operationsOf(consumer.client);
    expect(await consumer.receive(...records)).toEqual([]);
    expect(countsOf(operations)).toEqual({ BatchGetItem: 1, UpdateItem: 1 });
    expect(await consumer.header('b-1')).toMatchObject({
      ledger: ledger({ applied: [...TEN.keys()] }),
      completedAt: before?.completedAt,
    });
  });
});
