import type { Batch } from '../api/product-contract.ts';
import { segmentsOf } from '../model/batch.ts';
import { formatCount } from '../model/format.ts';

/** How far a batch is: what succeeded, failed and was cancelled, each with a pattern of its own. */
export function Progress({ batch }: { readonly batch: Batch }) {
  const { processedRecords, totalRecords, failedRecords } = batch.progress;
  const failed = failedRecords > 0 ? `, ${formatCount(failedRecords)} failed` : '';
  return (
    <div
      class="progress"
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={totalRecords}
      aria-valuenow={processedRecords}
      aria-valuetext={`${formatCount(processedRecords)} of ${formatCount(totalRecords)} records${failed}`}
      aria-label={`Progress of ${batch.batchId}`}
    >
      {segmentsOf(batch).map(({ name, share }) => (
        <span key={name} class={`part part-${name}`} style={{ width: `${share * 100}%` }} />
      ))}
    </div>
  );
}
