import type { JsonObject } from './json.ts';

/** Whose data it is: every key starts with these two, which come from the verified token alone. */
export interface Owner {
  readonly partnerId: string;
  readonly tenantId: string;
}

/** What a batch does with its items: merge into what exists, create or merge, create only, or delete. */
export const OPERATIONS = ['patch', 'upsert', 'create', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const BATCH_TYPES = [
  'PARTNER_RESOURCE_BATCH_PATCH',
  'PARTNER_RESOURCE_JSON_INGEST',
  'PARTNER_RESOURCE_BATCH_DELETE',
] as const;
export type BatchType = (typeof BATCH_TYPES)[number];

export function batchTypeOf(operation: Operation): BatchType {
  switch (operation) {
    case 'patch':
      return 'PARTNER_RESOURCE_BATCH_PATCH';
    case 'upsert':
    case 'create':
      return 'PARTNER_RESOURCE_JSON_INGEST';
    case 'delete':
      return 'PARTNER_RESOURCE_BATCH_DELETE';
  }
}

/** What a failed patch means for the later patches of the same resource: nothing, or that they fail too. */
export const ON_FAILURE = ['continue', 'skipRest'] as const;
export type OnFailure = (typeof ON_FAILURE)[number];

/** What became of one patch. A patch without an outcome is pending. */
export type Outcome = 'applied' | 'unchanged' | 'failed' | 'cancelled';

export const FINAL_STATUSES = ['success', 'partial_success', 'failed', 'cancelled'] as const;
export type FinalStatus = (typeof FINAL_STATUSES)[number];
export const STATUSES = ['pending', 'processing', ...FINAL_STATUSES] as const;
export type BatchStatus = (typeof STATUSES)[number];

/** One merge patch at its place in the request. */
export interface IndexedPatch {
  /** Position in the request's `resources`, from 0. */
  readonly index: number;
  /** The fields to change, the external id field among them. */
  readonly patch: JsonObject;
  /** The version that the resource must have when this patch meets it. */
  readonly ifVersion?: number;
  /** Position in the batch that is retried. */
  readonly parentIndex?: number;
}

export interface BatchKey extends Owner {
  /**
   * A ULID, never given twice. That of a batch with an idempotency key goes on with `-` and the key's digest, by which
   * the batch is found again.
   */
  readonly batchId: string;
}

/** What is fixed when a batch is accepted. */
export interface Batch extends BatchKey {
  readonly operation: Operation;
  readonly onFailure: OnFailure;
  /** Of the request that was accepted; its log lines carry it. Batches of before it was kept have none. */
  readonly requestId?: string;
  /** The batch of which this one sends failed patches again. */
  readonly parentBatchId?: string;
  /** Digest of the request, where it came with an idempotency key: another request may not use the key. */
  readonly requestDigest?: string;
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
  /** When every lane was known to be in the queue. */
  readonly enqueuedAt: string | undefined;
  /** Since when the consumer cancels what it has not applied yet. */
  readonly cancelRequestedAt: string | undefined;
}

/** The indexes that have an outcome, one set per outcome. An index is in one set at most. */
export type Ledger = Readonly<Record<Outcome, ReadonlySet<number>>>;
