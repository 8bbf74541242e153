import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { headerKey, resourceKey } from '../../../functions/adapters/keys.ts';
import type { JsonObject } from '../../../functions/domain/json.ts';
import { MAX_DOCUMENT_BYTES, storedBytes } from '../../../functions/domain/storable.ts';
import { ledger, resource, stateOf } from '../../support/domain.ts';
import { startEngines } from './engines.ts';
import { startConsumer } from './real-consumer.ts';

type Consumer = Awaited<ReturnType<typeof startConsumer>>;

const create = (customerId: string) => ({ customerId, email: 'a@b.example', visits: 0 });

/** A document of `c-1` that takes as many bytes as one may, less some. */
function fullDocument(less = 0): JsonObject {
  const rest = { ...create('c-1'), more: '' };
  return { ...rest, more: 'x'.repeat(MAX_DOCUMENT_BYTES - storedBytes(rest) - less) };
}

const spoilHeader = ({ client, tables, owner }: Consumer) =>
  client.send(
    new UpdateCommand({
      TableName: tables.batches,
      Key: headerKey({ ...owner, batchId: 'b-bad' }),
      UpdateExpression: 'SET operation = :operation',
      ExpressionAttributeValues: { ':operation': 'of a version to come' },
    }),
  );

const POISON: readonly [string, (consumer: Consumer) => Promise<unknown>][] = [
  ['whose header is not what this version writes', spoilHeader],
  [
    'whose resource is not what this version writes',
    ({ client, tables, keyOf }) =>
      client.send(
        new PutCommand({
          TableName: tables.resources,
          Item: { ...resourceKey(keyOf('c-bad')), version: 1, revision: 1, marker: ['of a version to come'] },
        }),
      ),
  ],
];

describe.each(await startEngines())('on $engine', (engine) => {
  describe('a lane', () => {
    it.each(POISON)('%s fails alone: the others of its invocation are applied', async (_, spoil) => {
      const consumer = await startConsumer(engine);
      const bad = await consumer.accept({ batchId: 'b-bad', operation: 'upsert' }, [create('c-bad')]);
      const good = await consumer.accept({ batchId: 'b-good', operation: 'upsert' }, [
        create('c-1'),
        create('c-2'),
      ]);
      await spoil(consumer);
      expect(await consumer.receive(...bad, ...good)).toEqual(['b-bad/0']);
      expect((await consumer.header('b-good'))?.ledger).toEqual(ledger({ applied: [0, 1] }));
      expect(consumer.logged).toContainEqual(
        expect.objectContaining({ message: 'lane failed, left to redelivery', batchId: 'b-bad' }),
      );
    });

    it('goes on though the header of an earlier lane of its resource cannot be read, which then stays in its marker', async () => {
      const consumer = await startConsumer(engine);
      for (const [at, batchId] of ['b-bad', 'b-2', 'b-3'].entries()) {
        const records = await consumer.accept({ batchId, operation: 'upsert' }, [
          { ...create('c-1'), visits: at },
        ]);
        expect(await consumer.receive(...records)).toEqual([]);
      }
      await spoilHeader(consumer);
      const records = await consumer.accept({ batchId: 'b-4' }, [{ customerId: 'c-1', visits: 4 }]);
      expect(await consumer.receive(...records)).toEqual([]);
      expect((await consumer.header('b-4'))?.ledger).toEqual(ledger({ applied: [0] }));
      const { marker } = await consumer.resource('c-1');
      expect(marker.map(({ batchId }) => batchId)).toEqual(['b-4', 'b-3', 'b-2', 'b-bad']);
    });

    it.each<[string, string]>([
      ['a tenant that no key can name', '#'.repeat(700)],
      ['half of a surrogate pair', '\ud800'],
    ])('with %s fails alone: what all are read with is not spoilt', async (_, tenantId) => {
      const consumer = await startConsumer(engine);
      const records = await consumer.accept({ batchId: 'b-1', operation: 'upsert' }, [
        create('c-1'),
        create('c-2'),
      ]);
      const [first, second] = records;
      if (first === undefined || second === undefined) return expect.fail('there are not two messages');
      const body = JSON.stringify({ ...JSON.parse(first.body), tenantId });
      expect(await consumer.receive({ ...first, body }, second)).toEqual(['b-1/0']);
      expect((await consumer.header('b-1'))?.ledger).toEqual(ledger({ applied: [1] }));
      expect(await consumer.receive(first)).toEqual([]);
      expect((await consumer.header('b-1'))?.completedAt).toBeDefined();
    });
  });

  describe('a resource at the limit of its size', () => {
    it('takes in lanes that change nothing, and says of each patch that is too large that it is', async () => {
      const consumer = await startConsumer(engine);
      const state = stateOf(resource({ data: fullDocument() }));
      await consumer.write(consumer.keyOf('c-1'), state, 0);
      // Markers of lanes whose outcomes alternate are the longest.
      const documents = Array.from({ length: 100 }, (_, at) => ({
        customerId: 'c-1',
        visits: at % 2 === 0 ? 0 : 1,
        ...(at % 2 === 0 ? {} : { name: 'A' }),
      }));
      const batchIds = Array.from(
        { length: 2 },
        (_, at) => `01JDA0000000000000000BATC${at}-${'0'.repeat(31)}${at}`,
      );
      for (const batchId of batchIds) {
        expect(await consumer.receive(...(await consumer.accept({ batchId }, documents)))).toEqual([]);
        const indexes = [...documents.keys()];
        expect((await consumer.header(batchId))?.ledger).toEqual(
          ledger({
            unchanged: indexes.filter((index) => index % 2 === 0),
            failed: indexes.filter((index) => index % 2 === 1),
          }),
        );
        expect(await consumer.failure(batchId, 99)).toMatchObject({
          externalId: 'c-1',
          code: 'resource_too_large',
          retryable: false,
        });
      }
      expect(await consumer.resource('c-1')).toMatchObject({ version: 1, revision: 3 });
    });

    it('goes on with the next patch of a lane after one that is too large', async () => {
      const consumer = await startConsumer(engine);
      const { more } = fullDocument();
      const documents = [
        { customerId: 'c-1', more: `${String(more)}x` },
        { customerId: 'c-1', more: String(more) },
        { customerId: 'c-1', name: 'A' },
        { customerId: 'c-1', more: null, name: 'B' },
      ];
      await consumer.write(consumer.keyOf('c-1'), stateOf(resource({ data: create('c-1') })), 0);
      expect(await consumer.receive(...(await consumer.accept({ batchId: 'b-1' }, documents)))).toEqual([]);
      expect((await consumer.header('b-1'))?.ledger).toEqual(ledger({ applied: [1, 3], failed: [0, 2] }));
      for (const index of [0, 2])
        expect(await consumer.failure('b-1', index)).toMatchObject({ index, code: 'resource_too_large' });
      expect(await consumer.resource('c-1')).toMatchObject({
        version: 3,
        resource: { data: { ...create('c-1'), name: 'B' } },
      });
    });
  });
});
