import type { JsonObject } from './json.ts';

/** Whose data it is: every key starts with these two, which come from the verified token alone. */
export interface Owner {
  readonly partnerId: string;
  readonly tenantId: string;
}

/** What a batch does with its items: merge into what exists, create or merge, or create only. */
export type Operation = 'patch' | 'upsert' | 'create';

export type BatchType = 'PARTNER_RESOURCE_BATCH_PATCH' | 'PARTNER_RESOURCE_JSON_INGEST';

export function batchTypeOf(operation: Operation): BatchType {
  return operation === 'patch' ? 'PARTNER_RESOURCE_BATCH_PATCH' : 'PARTNER_RESOURCE_JSON_INGEST';
}

/** What became of one patch. A patch without an outcome is pending. */
export type Outcome = 'applied' | 'unchanged' | 'failed' | 'cancelled';

export type BatchStatus = 'pending' | 'processing' | FinalStatus;
export type FinalStatus = 'success' | 'partial_success' | 'failed' | 'cancelled';

/** One merge patch at its place in the request. */
export interface IndexedPatch {
  /** Position in the request's `resources`, from 0. */
  readonly index: number;
  /** The fields to change, the external id field among them. */
  readonly patch: JsonObject;
}

export interface BatchKey extends Owner {
  readonly batchId: string;
}

/** What is fixed when a batch is accepted. */
export interface Batch extends BatchKey {
  readonly operation: Operation;
  readonly schemaId: string;
  readonly schemaName: string;
  /** The schema version that every document of this batch is checked with, however late it is applied. */
  readonly schemaVersion: number;
  /** The field of each patch that names its resource. */
  readonly externalIdField: string;
  readonly total: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** When the batch and all that belongs to it may be deleted, in seconds since 1970. */
  readonly expiresAt: number;
}

/** The stored batch as it stands: what was accepted, and what became of it so far. */
export interface BatchHeader extends Batch {
  readonly ledger: Ledger;
  readonly startedAt: string | undefined;
  /** When the ledger last grew. */
  readonly updatedAt: string | undefined;
  /** When the batch was seen complete; a moment after the ledger's last entry. */
  readonly completedAt: string | undefined;
}

/** The indexes that have an outcome, one set per outcome. An index is in one set at most. */
export type Ledger = Readonly<Record<Outcome, ReadonlySet<number>>>;
