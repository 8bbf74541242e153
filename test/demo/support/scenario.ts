import fc from 'fast-check';
import type { Airport } from '../../../demo/airports.ts';
import type { BatchReport, Client, StoredAirport } from '../../../demo/client.ts';
import { createModel, type Outcome } from '../../../demo/model.ts';
import type { Output } from '../../../demo/progress.ts';
import type { Batch, Item, Operation } from '../../../demo/scenario.ts';

export function airport(overrides: Partial<Airport> = {}): Airport {
  const known = { iata: 'ATL', name: 'Hartsfield', city: 'Atlanta', state: 'GA', country: 'USA' };
  return { ...known, latitude: 33.64044444, longitude: -84.42694444, ...overrides };
}

/** So many airports with codes of their own. */
export function airports(count: number): readonly Airport[] {
  return Array.from({ length: count }, (_, at) =>
    airport({ iata: at.toString(36).toUpperCase().padStart(3, '0') }),
  );
}

export const anyAirports: fc.Arbitrary<readonly Airport[]> = fc
  .integer({ min: 1, max: 150 })
  .map((count) => airports(count));

export function batch(operation: Operation, items: readonly Item[], label = 'patch 1/1'): Batch {
  return { label, operation, items };
}

/** What the API reports of a batch that ended so. */
export function reportOf({ items }: Batch, outcomes: readonly Outcome[]): BatchReport {
  const failed = outcomes.flatMap((code, index) =>
    code === 'applied' || code === 'unchanged'
      ? []
      : [[index, { externalId: items[index]?.iata ?? '', code }] as const],
  );
  const successfulRecords = outcomes.length - failed.length;
  return {
    status:
      failed.length === 0 ? 'success' : failed.length === outcomes.length ? 'failed' : 'partial_success',
    progress: {
      totalRecords: outcomes.length,
      processedRecords: outcomes.length,
      successfulRecords,
      pendingRecords: 0,
      failedRecords: failed.length,
      successRate: successfulRecords / outcomes.length,
    },
    errors: { details: Object.fromEntries(failed) },
  };
}

/** A batch that has not begun. */
export function pendingReport({ items }: Batch): BatchReport {
  return {
    status: 'pending',
    progress: {
      totalRecords: items.length,
      processedRecords: 0,
      successfulRecords: 0,
      pendingRecords: items.length,
      failedRecords: 0,
      successRate: 0,
    },
    errors: { details: {} },
  };
}

/** An API without a stack behind it, which does what the model says; a batch is pending for so many answers. */
export function modelClient(calls: string[] = [], pending = 0): Client {
  const model = createModel();
  const batches = new Map<string, { readonly batch: Batch; readonly report: BatchReport; answers: number }>();
  return {
    createDefinition: async () => {},
    submit: async (sent) => {
      calls.push(`submit ${sent.label}`);
      batches.set(sent.label, { batch: sent, report: reportOf(sent, model.take(sent)), answers: 0 });
      return sent.label;
    },
    batch: async (batchId) => {
      const known = batches.get(batchId);
      if (known === undefined) throw new Error(`no batch ${batchId}`);
      known.answers += 1;
      if (known.answers <= pending) return pendingReport(known.batch);
      calls.push(`end ${batchId}`);
      return known.report;
    },
    airport: async (iata): Promise<StoredAirport | undefined> => {
      const found = model.airport(iata);
      return found && { version: found.version, data: { ...found.data } };
    },
  };
}

/** An output that keeps what is written. */
export function recorded(options: Partial<Output> = {}): Output & { readonly text: () => string } {
  const written: string[] = [];
  return { ...options, write: (text) => written.push(text), text: () => written.join('') };
}
