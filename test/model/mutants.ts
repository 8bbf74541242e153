import type { BatchHeader } from '../../functions/domain/batch.ts';
import { outcomeOf, toLedger } from '../../functions/domain/ledger.ts';
import type { Mutant } from './programs.ts';
import type { Case } from './protocol-model.ts';
import { documentOf, submission } from './protocol-model.ts';

const TWO = submission(1, [
  ['c-1', 'change'],
  ['c-1', 'change'],
]);

const singles = (count: number) =>
  Array.from({ length: count }, (_, at) => submission(at + 1, [['c-1', 'change']]));

const markerDropped: Mutant = (ports) => ({
  ...ports,
  resources: {
    ...ports.resources,
    write: (key, next, revision) => ports.resources.write(key, { ...next, marker: [] }, revision),
  },
});

const conditionDropped: Mutant = (ports, _, ask) => ({
  ...ports,
  resources: {
    ...ports.resources,
    write: (key, next) =>
      ask('write', [key, next], async ({ resources }) => {
        const { revision } = await resources.read(key);
        return await resources.write(key, { ...next, revision: revision + 1 }, revision);
      }),
  },
});

/** Resources do not remember what their marker let go. */
const forgottenDropped: Mutant = (ports) => ({
  ...ports,
  resources: {
    ...ports.resources,
    write: (key, { forgotten: _, ...next }, revision) => ports.resources.write(key, next, revision),
  },
});

/** What is recorded a second time counts a second time, as a record that there is not. */
const counting: Mutant = (ports, _, ask) => ({
  ...ports,
  ledger: {
    ...ports.ledger,
    record: (batch, settled, at) =>
      ask('record', [batch, settled, at], async ({ ledger }) => {
        const held = (await ledger.header(batch))?.ledger ?? toLedger([]);
        const countOn = (index: number): number =>
          outcomeOf(held, index) === undefined ? index : countOn(index + 1000);
        return await ledger.record(
          batch,
          settled.map(({ index, outcome }) => ({ index: countOn(index), outcome })),
          at,
        );
      }),
  },
});

const completedFirst: Mutant = (ports) => ({
  ...ports,
  ledger: {
    ...ports.ledger,
    record: async (batch, settled, at) => {
      await ports.ledger.complete(batch, 'success', at);
      return await ports.ledger.record(batch, settled, at);
    },
  },
});

const settledUnfenced: Mutant = (ports, job) =>
  job.kind !== 'settle'
    ? ports
    : { ...ports, resources: { ...ports.resources, write: async () => ({ kind: 'written' }) } };

/** A consumer that writes a resource only where its document changes. */
const failedUnfenced: Mutant = (ports, job) =>
  job.kind !== 'consume'
    ? ports
    : {
        ...ports,
        resources: {
          ...ports.resources,
          write: async (key, next, revision) =>
            next.resource === undefined
              ? { kind: 'written' }
              : await ports.resources.write(key, next, revision),
        },
      };

/** A write of one resource that does not know of markers. */
const writeWithoutMarker: Mutant = (ports, job, ask) =>
  job.kind === 'write' ? markerDropped(ports, job, ask) : ports;

const failuresUnsaved: Mutant = (ports) => ({
  ...ports,
  ledger: { ...ports.ledger, saveFailures: async () => undefined },
});

/** Neither who sends again nor who consumes looks into the ledger, except to see what a marker may let go. */
const ledgerUnread: Mutant = (ports) => {
  const blank = (header: BatchHeader | undefined) => header && { ...header, ledger: toLedger([]) };
  const header = async (key: Parameters<typeof ports.ledger.header>[0]) =>
    blank(await ports.ledger.header(key));
  return {
    ...ports,
    readSnapshot: async (resources, batches) => {
      const { stateOf, headerOf } = await ports.readSnapshot(resources, batches);
      return { stateOf, headerOf: (key) => (resources.length > 0 ? blank(headerOf(key)) : headerOf(key)) };
    },
    ledger: { ...ports.ledger, header },
    batches: { ...ports.batches, header },
  };
};

/** A marker lets its oldest lane go whether the ledger holds it or not. */
const letGoUnreported: Mutant = (ports) => ({
  ...ports,
  readSnapshot: async (resources, batches) => {
    const { stateOf, headerOf } = await ports.readSnapshot(resources, batches);
    if (resources.length > 0) return { stateOf, headerOf };
    const ledger = toLedger([{ index: 0, outcome: 'applied' }]);
    return {
      stateOf,
      headerOf: (key) => {
        const header = headerOf(key);
        return header && { ...header, ledger };
      },
    };
  },
});

/** Who sends again sends everything; consumers are as they are. */
export const enqueueUnchecked: Mutant = (ports, job, ask) =>
  job.kind === 'sweep' ? ledgerUnread(ports, job, ask) : ports;

/** Ways to break the protocol, each with a case in which that must be found. */
export const MUTANTS: readonly (readonly [name: string, mutant: Mutant, small: Case, problem: string])[] = [
  [
    'writes lose the marker',
    markerDropped,
    { existing: ['c-1'], accepted: [TWO], chances: { crashes: 1 } },
    'c-1: version 5 does not count what took effect: 1.0,1.1',
  ],
  [
    'writes ask for no revision',
    conditionDropped,
    {
      existing: ['c-1'],
      accepted: [TWO],
      calls: [{ kind: 'write', method: 'PATCH', data: documentOf('c-1', 'change', 'w.0') }],
    },
    'c-1: w.0 became 1.0,1.1',
  ],
  [
    'the ledger counts instead of uniting',
    counting,
    { existing: ['c-1'], accepted: [TWO], chances: { crashes: 1 } },
    'batch 1: the ledger has a record that is none',
  ],
  [
    'who sends again and who consumes do not read the ledger, and nothing is deduplicated',
    ledgerUnread,
    { existing: ['c-1'], accepted: singles(4), chances: { sweeps: 1 } },
    'c-1: version 6 does not count what took effect: 1.0,2.0,3.0,4.0',
  ],
  [
    'a batch is completed before its outcomes are recorded',
    completedFirst,
    { existing: ['c-1'], accepted: [TWO] },
    'batch 1: it is complete, but records are pending',
  ],
  [
    'dead letters are settled without a fence',
    settledUnfenced,
    { existing: ['c-1'], accepted: [TWO], chances: { timeouts: 2 } },
    'batch 1: record 0 is applied in the marker, failed in the ledger',
  ],
  [
    'outcomes that change nothing are not fenced',
    failedUnfenced,
    {
      existing: [],
      accepted: singles(1),
      calls: [
        {
          kind: 'write',
          method: 'POST',
          data: { ...documentOf('c-1', 'change', 'w.0'), email: 'a@b.example' },
        },
      ],
      chances: { timeouts: 1 },
    },
    'batch 1: record 0 is applied in the marker, failed in the ledger',
  ],
  [
    'a write of one resource loses the marker',
    writeWithoutMarker,
    {
      existing: ['c-1'],
      accepted: [TWO],
      calls: [{ kind: 'write', method: 'PATCH', data: documentOf('c-1', 'change', 'w.0') }],
      chances: { crashes: 1 },
    },
    'c-1: version 6 does not count what took effect: 1.0,1.1,w.0',
  ],
  [
    'failures are not saved before they count',
    failuresUnsaved,
    { existing: ['c-1'], accepted: [submission(1, [['c-1', 'bad']])] },
    'batch 1: record 0 failed without details',
  ],
  [
    'resources do not remember what their marker let go',
    forgottenDropped,
    { existing: ['c-1'], accepted: singles(4), chances: { timeouts: 1 } },
    'c-1: version 6 does not count what took effect: 1.0,2.0,3.0,4.0',
  ],
  [
    'a marker lets go of lanes that no ledger holds',
    letGoUnreported,
    { existing: ['c-1'], accepted: singles(4), chances: { crashes: 2 } },
    'batch 1: record 0 is failed and took effect',
  ],
];
