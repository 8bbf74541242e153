import { TransientError } from '../../functions/domain/errors.ts';
import type {
  BatchContent,
  BatchControl,
  BatchIntake,
  BatchLedger,
  BatchList,
  BatchProgress,
  LaneQueue,
  OpenBatches,
  ReadSnapshot,
  ResourceList,
  ResourceReader,
  ResourceWriter,
  SchemaDefinitions,
} from '../../functions/domain/ports.ts';

interface Arguments {
  readonly findSchema: Parameters<SchemaDefinitions['find']>;
  readonly findSchemaById: Parameters<SchemaDefinitions['findById']>;
  readonly findSchemaVersion: Parameters<SchemaDefinitions['findVersion']>;
  readonly listSchemas: Parameters<SchemaDefinitions['list']>;
  readonly createSchema: Parameters<SchemaDefinitions['create']>;
  readonly updateSchema: Parameters<SchemaDefinitions['update']>;
  readonly deactivateSchema: Parameters<SchemaDefinitions['deactivate']>;
  readonly commit: Parameters<BatchIntake['commit']>;
  readonly findByKey: Parameters<BatchIntake['findByKey']>;
  readonly requestCancel: Parameters<BatchControl['requestCancel']>;
  readonly failure: Parameters<BatchLedger['failure']>;
  readonly markEnqueued: Parameters<BatchIntake['markEnqueued']>;
  readonly scanOpen: Parameters<OpenBatches['scan']>;
  readonly openHeader: Parameters<OpenBatches['header']>;
  readonly forget: Parameters<OpenBatches['forget']>;
  readonly send: Parameters<LaneQueue['send']>;
  readonly header: Parameters<BatchLedger['header']>;
  readonly failures: Parameters<BatchProgress['failures']>;
  readonly listBatches: Parameters<BatchList['scan']>;
  readonly patches: Parameters<BatchContent['patches']>;
  readonly saveFailures: Parameters<BatchLedger['saveFailures']>;
  readonly record: Parameters<BatchLedger['record']>;
  readonly complete: Parameters<BatchLedger['complete']>;
  readonly write: Parameters<ResourceWriter['write']>;
  readonly read: Parameters<ResourceReader['read']>;
  readonly scan: Parameters<ResourceList['scan']>;
  readonly readSnapshot: Parameters<ReadSnapshot>;
}

export type PortName = keyof Arguments;

/** One call of a port. */
export type PortCall = {
  [Name in PortName]: { readonly name: Name; readonly args: Arguments[Name] };
}[PortName];

/** Runs around a call; what it throws, the caller gets. What it does to the store is what others do meanwhile. */
export type Hook = (call: PortCall) => void | Promise<void>;

/** Makes the first calls of a port fail, as many as given. */
export function failing(name: PortName, times = Number.POSITIVE_INFINITY): Hook {
  return nth(name, (count) => {
    if (count <= times) throw new TransientError(`${name} was made to fail`);
  });
}

/** Does something in the first call of a port, and in no other. */
export function once(name: PortName, act: () => unknown): Hook {
  return nth(name, async (count) => {
    if (count === 1) await act();
  });
}

function nth(name: PortName, act: (count: number) => void | Promise<void>): Hook {
  let count = 0;
  return (call) => {
    if (call.name !== name) return;
    count += 1;
    return act(count);
  };
}
