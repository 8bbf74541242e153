import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBatchIntake } from '../../functions/adapters/batch-intake.ts';
import { createBatchLedger } from '../../functions/adapters/batch-store.ts';
import { createDynamoClient } from '../../functions/adapters/dynamo-client.ts';
import type { Batch } from '../../functions/domain/batch.ts';
import { LOCAL_CREDENTIALS } from '../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../local/template/places.ts';
import { batch, patches } from '../support/domain.ts';
import { loggedBy } from '../support/log-lines.ts';
import { defineContact, newTenant } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';

const BATCH = '/api/resources/contact/batch';
const test = await sharedStack({ scheduleIntervalMs: 500 });
const { api, stack } = test;
await defineContact(test);

const WAIT = { timeout: 45_000, interval: 50 };

/** The table as a function that dies in the middle leaves it. */
function store() {
  const client = createDynamoClient({
    endpoint: stack.endpoints.dynamodb,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  onTestFinished(() => client.config.requestHandler.destroy?.());
  const table = stack.stack.tables.find(({ id }) => id.includes('Batches'))?.name ?? '';
  const options = { client, table, now: () => new Date() };
  return { intake: createBatchIntake(options), ledger: createBatchLedger(options) };
}

/** A batch as the submitter would have made it just now. */
async function newBatch(tenantId: string, token: string, overrides: Partial<Batch>): Promise<Batch> {
  const { schemaDefinitionId } = await api.run('POST', BATCH, token, [{ contactId: 'first', name: 'n' }]);
  return batch({
    partnerId: 'acme',
    tenantId,
    operation: 'upsert',
    schemaId: schemaDefinitionId,
    schemaName: 'contact',
    externalIdField: 'contactId',
    createdAt: new Date().toISOString(),
    ...overrides,
  });
}

/** What the sweeper has logged so far. */
async function logged(message: string) {
  return (await loggedBy(stack)).filter((line) => line.message === message);
}

describe('a batch whose submitter died when it was stored', () => {
  it.each([
    ['', '01JDA0000000000000000BATCH'],
    [' with an idempotency key', '01JDA0000000000000000BATCH-0123456789abcdef0123456789abcdef'],
  ])('completes by itself%s', async (_, batchId) => {
    const { name, token } = await newTenant(test);
    const documents = Array.from({ length: 40 }, (_, at) => ({ contactId: `c-${at % 30}`, name: `n-${at}` }));
    const held = await newBatch(name, token, { batchId, total: documents.length });
    await store().intake.commit(held, patches(...documents));
    expect(await api.untilFinal(batchId, token)).toMatchObject({
      status: 'success',
      progress: { totalRecords: 40, successfulRecords: 40 },
    });
    expect(await api.resource('contact', 'c-3', token)).toMatchObject({ version: 2, data: { name: 'n-33' } });
    expect(await api.resource('contact', 'c-29', token)).toMatchObject({
      version: 1,
      data: { name: 'n-29' },
    });
    await vi.waitFor(async () => {
      expect(await api.report(batchId, token)).toMatchObject({ completedAt: expect.any(String) });
      expect(await logged('batch enqueued by the sweeper')).toContainEqual(
        expect.objectContaining({ batchId, lanes: 30, records: 40 }),
      );
    }, WAIT);
  });
});

describe('a batch whose consumer died before it was completed', () => {
  it('is completed', async () => {
    const { name, token } = await newTenant(test);
    const batchId = '01JDA0000000000000000BATCH';
    const held = await newBatch(name, token, { batchId, total: 1 });
    const { intake, ledger } = store();
    await intake.commit(held, patches({ contactId: 'c', name: 'n' }));
    await ledger.record(held, [{ index: 0, outcome: 'unchanged' }], new Date().toISOString());
    await vi.waitFor(async () => {
      const header = await ledger.header(held);
      expect(header?.completedAt).toBeDefined();
    }, WAIT);
    expect(await api.report(batchId, token)).toMatchObject({ status: 'success' });
    expect(await api.resource('contact', 'c', token)).toBeUndefined();
  });
});

describe('when all is done', () => {
  it('the sweeper says so', async () => {
    await vi.waitFor(async () => {
      expect((await logged('sweep done')).at(-1)).toMatchObject({
        openBatches: 0,
        enqueued: 0,
        completed: 0,
        oldestUnfinishedSeconds: 0,
      });
    }, WAIT);
  });
});
