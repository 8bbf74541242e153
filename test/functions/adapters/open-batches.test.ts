import {
  type GetCommandInput,
  type GetCommandOutput,
  PutCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createBatchIntake } from '../../../functions/adapters/batch-intake.ts';
import { headerKey } from '../../../functions/adapters/keys.ts';
import { createOpenBatches } from '../../../functions/adapters/open-batches.ts';
import { CorruptDataError, TransientError } from '../../../functions/domain/errors.ts';
import { patches } from '../../support/domain.ts';
import { newBatch } from './batch-store-contract.ts';
import { type Engine, startEngines } from './engines.ts';
import { intercept, operationsOf } from './intercept.ts';

const now = () => new Date('2026-11-24T10:00:00.000Z');

function open({ connect, tables }: Engine) {
  const client = connect();
  const store = { client, table: tables.batches, now };
  return { client, intake: createBatchIntake(store), open: createOpenBatches({ ...store, index: 'open' }) };
}

describe.each(await startEngines())('the open batches on $engine', (engine) => {
  it('are found by queries of the index alone, a page of a shard when it is needed', async () => {
    const { client, intake, open: batches } = open(engine);
    const createdAt = (at: number) => `1970-01-01T00:00:${String(at).padStart(2, '0')}.000Z`;
    await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        intake.commit(newBatch({ batchId: `batch-${at}`, createdAt: createdAt(at) }), patches({})),
      ),
    );
    const operations = operationsOf(client);
    const queried: QueryCommandInput[] = [];
    intercept<QueryCommandInput, QueryCommandOutput>(client, 'Query', (input, send) => {
      queried.push(input);
      return send(input);
    });
    const scan = batches.scan(40)[Symbol.asyncIterator]();
    const found: unknown[] = [];
    for (let at = 0; at < 40; at += 1) found.push((await scan.next()).value);
    expect(found).toEqual(
      Array.from({ length: 40 }, (_, at) => ({
        place: expect.any(String),
        createdAt: createdAt(at),
        enqueuedAt: undefined,
      })),
    );
    expect(operations).toEqual(Array(4).fill('Query'));
    expect(queried).toMatchObject(Array(4).fill({ IndexName: 'open', Limit: 40 }));
    for (const { ConsistentRead } of queried) expect(ConsistentRead).toBeUndefined();
  });

  it('are read strongly consistent', async () => {
    const { client, open: batches } = open(engine);
    const consistent: unknown[] = [];
    intercept<GetCommandInput, GetCommandOutput>(client, 'GetItem', (input, send) => {
      consistent.push(input.ConsistentRead);
      return send(input);
    });
    await batches.header({ place: 'nowhere', createdAt: '', enqueuedAt: undefined });
    expect(consistent).toEqual([true]);
  });

  it('are said to be unreadable when they are', async () => {
    const { client, open: batches } = open(engine);
    const key = headerKey(newBatch());
    await client.send(new PutCommand({ TableName: engine.tables.batches, Item: { ...key, total: 1 } }));
    const unreadable = { place: key.pk, createdAt: '', enqueuedAt: undefined };
    await expect(batches.header(unreadable)).rejects.toThrow(CorruptDataError);
  });

  it('that cannot be listed now may be later', async () => {
    const { client, open: batches } = open(engine);
    intercept<QueryCommandInput, QueryCommandOutput>(client, 'Query', () =>
      Promise.reject(Object.assign(new Error('slow down'), { name: 'ThrottlingException' })),
    );
    const scan = batches.scan(1)[Symbol.asyncIterator]();
    await expect(scan.next()).rejects.toThrow(TransientError);
  });
});
