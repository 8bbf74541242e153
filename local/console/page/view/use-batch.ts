import { useState } from 'preact/hooks';
import type { ProductApi } from '../api/product-api.ts';
import type { Report } from '../api/product-contract.ts';
import { isFinal } from '../model/batch.ts';
import { type Polled, usePolled } from './use-polled.ts';

const EVERY_MS = 1000;

/** One batch, read again until it is final. */
export function useBatch(api: ProductApi, batchId: string): Polled<Report> {
  const [ended, setEnded] = useState(false);
  return usePolled(
    async (signal) => {
      const batch = await api.batch(batchId, signal);
      setEnded(isFinal(batch));
      return batch;
    },
    ended ? undefined : EVERY_MS,
    [batchId],
  );
}
