import { describe } from 'vitest';
import { createBatchIntake } from '../../../functions/adapters/batch-intake.ts';
import { createBatchList } from '../../../functions/adapters/batch-list.ts';
import {
  createBatchContent,
  createBatchControl,
  createBatchLedger,
  createBatchProgress,
} from '../../../functions/adapters/batch-store.ts';
import { createOpenBatches } from '../../../functions/adapters/open-batches.ts';
import {
  createResourceList,
  createResourceReader,
  createResourceWriter,
} from '../../../functions/adapters/resource-store.ts';
import { createSchemaStore } from '../../../functions/adapters/schema-store.ts';
import { createReadSnapshot } from '../../../functions/adapters/snapshot.ts';
import { describeBatchList } from './batch-list-contract.ts';
import { describeBatchStore } from './batch-store-contract.ts';
import { startEngines } from './engines.ts';
import { describeOpenBatches } from './open-batches-contract.ts';
import { describeResourceStore } from './resource-store-contract.ts';
import { describeSchemaStore } from './schema-store-contract.ts';
import { describeSnapshot } from './snapshot-contract.ts';

const now = () => new Date('2026-11-24T10:00:00.000Z');

describe.each(await startEngines())('the stores keep what they promise', ({ engine, client, tables }) => {
  const resources = { client, table: tables.resources, now };
  const batches = { client, table: tables.batches, now };

  describeResourceStore(engine, () => ({
    ...createResourceReader(resources),
    ...createResourceWriter(resources),
    ...createResourceList(resources),
  }));

  describeBatchStore(engine, (setting) => ({
    intake: createBatchIntake({ ...batches, ...setting }),
    progress: createBatchProgress({ ...batches, ...setting }),
    content: createBatchContent({ ...batches, ...setting }),
    ledger: createBatchLedger({ ...batches, ...setting }),
    control: createBatchControl({ ...batches, ...setting }),
  }));

  describeBatchList(engine, () => ({
    intake: createBatchIntake(batches),
    ledger: createBatchLedger(batches),
    list: createBatchList({ ...batches, index: 'by-owner' }),
  }));

  describeOpenBatches(engine, (settings) =>
    settings.map((setting) => ({
      intake: createBatchIntake({ ...batches, ...setting }),
      control: createBatchControl({ ...batches, ...setting }),
      ledger: createBatchLedger({ ...batches, ...setting }),
      open: createOpenBatches({ ...batches, ...setting, index: 'open' }),
    })),
  );

  describeSnapshot(engine, () => ({
    resources: createResourceWriter(resources),
    intake: createBatchIntake(batches),
    ledger: createBatchLedger(batches),
    readSnapshot: createReadSnapshot({
      client,
      resourcesTable: tables.resources,
      batchesTable: tables.batches,
      now,
    }),
  }));

  describeSchemaStore(engine, () => createSchemaStore({ client, table: tables.schemaDefinitions }));
});
