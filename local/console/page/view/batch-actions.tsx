import { useState } from 'preact/hooks';
import type { Report } from '../api/product-contract.ts';
import { isFinal } from '../model/batch.ts';
import { elsewhere, type Place } from '../model/place.ts';
import { Modal } from './modal.tsx';
import { Notice } from './notice.tsx';
import { go } from './use-place.ts';
import type { Session } from './use-session.ts';

export interface BatchActionsProps {
  readonly place: Place;
  readonly session: Session;
  readonly batch: Report;
}

/** What can be done to a batch: cancel one that runs, retry one that has ended with failures. */
export function BatchActions({ place, session: { api }, batch }: BatchActionsProps) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const run = async (action: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    await action().catch((reason: unknown) =>
      setError(reason instanceof Error ? reason : new Error(String(reason))),
    );
    setBusy(false);
  };
  const retry = (only: 'retryable' | 'failed') =>
    run(async () => {
      const { batchId } = await api.retry(batch.batchId, only);
      go(elsewhere(place, { view: 'batch', batchId }));
    });
  const cancel = () =>
    run(async () => {
      setAsking(false);
      await api.cancel(batch.batchId);
    });
  const failed = batch.progress.failedRecords;
  const retryable = Object.values(batch.errors.details).filter((detail) => detail.retryable).length;
  return (
    <div class="actions">
      {!isFinal(batch) && (
        <button
          type="button"
          disabled={busy || batch.cancelRequestedAt !== null}
          onClick={() => setAsking(true)}
        >
          {batch.cancelRequestedAt === null ? 'Cancel batch' : 'Cancelling'}
        </button>
      )}
      {isFinal(batch) && retryable > 0 && (
        <button type="button" disabled={busy} onClick={() => void retry('retryable')}>
          Retry retryable
        </button>
      )}
      {isFinal(batch) && failed > 0 && (
        <button type="button" disabled={busy} onClick={() => void retry('failed')}>
          Retry all failed
        </button>
      )}
      {error && <Notice title="It could not be done" error={error} />}
      {asking && (
        <Modal title="Cancel this batch?" onClose={() => setAsking(false)}>
          <p>What is not applied yet will be cancelled; what was applied stays.</p>
          <p class="buttons">
            <button type="button" class="primary" onClick={() => void cancel()}>
              Cancel batch
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              Let it run
            </button>
          </p>
        </Modal>
      )}
    </div>
  );
}
