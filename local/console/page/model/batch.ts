import type { Batch } from '../api/product-contract.ts';

export const STATUSES = [
  'pending',
  'processing',
  'success',
  'partial_success',
  'failed',
  'cancelled',
] as const;

export const OUTCOMES = ['failed', 'pending', 'applied', 'unchanged', 'cancelled'] as const;

/** `partial_success` as `partial success`. */
export function inWords(name: string): string {
  return name.replaceAll('_', ' ');
}

const KINDS: Readonly<Record<string, string>> = {
  PARTNER_RESOURCE_BATCH_PATCH: 'patch',
  PARTNER_RESOURCE_JSON_INGEST: 'create or merge',
  PARTNER_RESOURCE_BATCH_DELETE: 'delete',
};

export function kindOf({ batchType }: Pick<Batch, 'batchType'>): string {
  return KINDS[batchType] ?? batchType;
}

export function isFinal({ progress }: Pick<Batch, 'progress'>): boolean {
  return progress.pendingRecords === 0;
}

export interface Segment {
  readonly name: 'successful' | 'failed' | 'cancelled';
  readonly records: number;
  /** Of the whole bar, 0 to 1. */
  readonly share: number;
}

/** The parts of a progress bar, from the left; what is pending is what they leave. */
export function segmentsOf({ progress }: Pick<Batch, 'progress'>): readonly Segment[] {
  const { totalRecords, successfulRecords, failedRecords, cancelledRecords } = progress;
  const parts = [
    ['successful', successfulRecords],
    ['failed', failedRecords],
    ['cancelled', cancelledRecords],
  ] as const;
  return parts
    .filter(([, records]) => records > 0)
    .map(([name, records]) => ({ name, records, share: records / totalRecords }));
}
