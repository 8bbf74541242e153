import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { SiteOptions } from '../cost/site.ts';
import { itemBytes } from './item-bytes.ts';

/** One update of the ledger of a batch. */
export interface LedgerUpdate {
  /** Records of the batch that have an outcome, those of this update among them. */
  readonly processed: number;
  /** Write units. */
  readonly units: number;
  /** Bytes of the item that holds the ledger, after the update. */
  readonly bytes: number;
}

/** Headers are read back from the updates of their ledgers, and from no other. */
const updated = z.object({
  ConsumedCapacity: z.object({ CapacityUnits: z.number() }),
  Attributes: z.custom<Readonly<Record<string, AttributeValue>>>((item) => item instanceof Object),
});

const SETS = ['applied', 'unchanged', 'failed', 'cancelled'];

/** Sees the ledgers of batches fill. */
export function createLedgerWatch() {
  let batchId: string | undefined;
  let updates: LedgerUpdate[] = [];
  const watch: NonNullable<SiteOptions['watch']> = ({ operation }, { body }) => {
    if (operation !== 'UpdateItem') return;
    const { data } = updated.safeParse(JSON.parse(body.toString()));
    if (data === undefined) return;
    const { Attributes: header, ConsumedCapacity } = data;
    if (header['batchId']?.S !== batchId) updates = [];
    batchId = header['batchId']?.S;
    const processed = SETS.reduce((sum, set) => sum + (header[set]?.NS?.length ?? 0), 0);
    updates.push({ processed, units: ConsumedCapacity.CapacityUnits, bytes: itemBytes(header) });
  };
  return {
    watch,
    /** Those of the last batch. */
    updates: (): readonly LedgerUpdate[] => updates,
  };
}
