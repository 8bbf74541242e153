import { createMemoryPorts } from '../support/memory-ports.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { describeBatchList } from './adapters/batch-list-contract.ts';
import { describeBatchStore } from './adapters/batch-store-contract.ts';
import { describeOpenBatches } from './adapters/open-batches-contract.ts';
import { describeResourceStore } from './adapters/resource-store-contract.ts';
import { describeSchemaStore } from './adapters/schema-store-contract.ts';
import { describeSnapshot } from './adapters/snapshot-contract.ts';

// What the tests of the use cases stand on promises the same as what production stands on.

describeResourceStore('memory', () => createMemoryPorts().resources);

describeBatchStore('memory', (setting) => {
  const { batches, ledger } = createMemoryPorts(setting);
  return { intake: batches, progress: batches, content: batches, ledger, control: batches };
});

describeBatchList('memory', () => {
  const { batches, batchList, ledger } = createMemoryPorts();
  return { intake: batches, ledger, list: batchList };
});

describeOpenBatches('memory', (settings) => {
  const store = createMemoryStore();
  return settings.map((setting) => {
    const { batches, ledger, openBatches } = createMemoryPorts({ ...setting, store });
    return { intake: batches, control: batches, ledger, open: openBatches };
  });
});

describeSnapshot('memory', () => {
  const { resources, batches, ledger, readSnapshot } = createMemoryPorts();
  return { resources, intake: batches, ledger, readSnapshot };
});

describeSchemaStore('memory', () => createMemoryPorts().schemaDefinitions);
