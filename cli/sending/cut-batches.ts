import type { Operation } from '../api-types.ts';
import { emptyBodyBytes, itemOf, type SourceRecord } from './batch-body.ts';

/** Records that go together, in the order of their file. */
export interface SourceBatch {
  /** How many records of the run come before it. */
  readonly start: number;
  readonly records: readonly SourceRecord[];
  /** Of its body, not compressed. */
  readonly bytes: number;
}

export interface BatchLimits {
  readonly maxItems: number;
  /** Of the body, not compressed. */
  readonly maxBodyBytes: number;
}

/** In their order; together as they came. */
export type SourceRecords = AsyncIterable<readonly SourceRecord[]> | Iterable<readonly SourceRecord[]>;

/**
 * Cuts records into batches, as large as the limits allow. It looks at the records alone and never at the time, so that the
 * same records make the same batches whenever they are cut.
 * A record that is too large for any batch makes one of its own, which the API refuses.
 */
export async function* cutBatches(
  records: SourceRecords,
  operation: Operation,
  { maxItems, maxBodyBytes }: BatchLimits,
): AsyncGenerator<SourceBatch, void> {
  let start = 0;
  let taken: SourceRecord[] = [];
  let bytes = emptyBodyBytes(operation);
  for await (const some of records)
    for (const record of some) {
      // With the comma that comes before it.
      const itemBytes = Buffer.byteLength(itemOf(operation, record)) + 1;
      if (taken.length > 0 && (taken.length === maxItems || bytes + itemBytes > maxBodyBytes)) {
        yield { start, records: taken, bytes };
        start += taken.length;
        taken = [];
        bytes = emptyBodyBytes(operation);
      }
      taken.push(record);
      bytes += itemBytes;
    }
  if (taken.length > 0) yield { start, records: taken, bytes };
}
