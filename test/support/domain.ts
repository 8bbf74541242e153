import type { Batch, BatchHeader, IndexedPatch, Ledger, Outcome } from '../../functions/domain/batch.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import { newHeader, OUTCOMES, toLedger } from '../../functions/domain/ledger.ts';
import { NO_STATE, type Resource, type ResourceState } from '../../functions/domain/resource.ts';

export function batch(overrides: Partial<Batch> = {}): Batch {
  return {
    partnerId: 'partner-1',
    tenantId: 'tenant-1',
    batchId: '01JDA0000000000000000BATCH',
    requestId: 'request-1',
    operation: 'patch',
    onFailure: 'continue',
    schemaId: 'schema-1',
    schemaName: 'customer',
    schemaVersion: 1,
    externalIdField: 'customerId',
    total: 1,
    createdAt: '2026-11-24T10:00:00.000Z',
    expiresAt: 4_102_444_800,
    ...overrides,
  };
}

/** A batch of which nothing is processed. */
export function header(overrides: Partial<BatchHeader> = {}): BatchHeader {
  return { ...newHeader(batch()), ...overrides };
}

export function ledger(indexes: Partial<Readonly<Record<Outcome, readonly number[]>>> = {}): Ledger {
  return toLedger(
    OUTCOMES.flatMap((outcome) => (indexes[outcome] ?? []).map((index) => ({ index, outcome }))),
  );
}

export function resource(overrides: Partial<Resource> = {}): Resource {
  return {
    id: 'resource-1',
    version: 1,
    createdAt: '2026-11-01T08:00:00.000Z',
    updatedAt: '2026-11-01T08:00:00.000Z',
    data: { customerId: 'c-1' },
    ...overrides,
  };
}

/** What is stored of a resource after its first write, or of none. */
export function stateOf(
  held: Resource | undefined,
  overrides: Partial<Omit<ResourceState, 'resource'>> = {},
): ResourceState {
  if (held === undefined) return { ...NO_STATE, ...overrides };
  return { resource: held, version: held.version, revision: 1, marker: [], ...overrides };
}

/** A request's patches, numbered from 0. */
export function patches(...documents: readonly JsonObject[]): readonly IndexedPatch[] {
  return documents.map((patch, index) => ({ index, patch }));
}
