import type { Report } from '../api/product-contract.ts';
import { inWords, isFinal, kindOf } from '../model/batch.ts';
import { formatCount, formatShare, formatSpan, formatTime, NOTHING } from '../model/format.ts';
import { elsewhere, type Place, toHash } from '../model/place.ts';
import { BatchActions } from './batch-actions.tsx';
import { Notice } from './notice.tsx';
import { Progress } from './progress.tsx';
import { Records } from './records.tsx';
import { State } from './state.tsx';
import { useBatch } from './use-batch.ts';
import type { Session } from './use-session.ts';

/** One batch: how far it is, when, and what became of each record. */
export function BatchView({ place, session }: { readonly place: Place; readonly session: Session }) {
  const batchId = place.batchId ?? '';
  const { data: batch, error } = useBatch(session.api, batchId);
  return (
    <section aria-labelledby="batch-title">
      <nav class="crumbs" aria-label="Up">
        <a href={toHash(elsewhere(place, { view: 'batches' }))}>Batches</a>
      </nav>
      <div class="heading">
        <h2 id="batch-title">
          Batch <span class="id">{batchId}</span>
        </h2>
        {batch && <State name={batch.status} />}
        {batch && <BatchActions place={place} session={session} batch={batch} />}
      </div>
      {error && <Notice title="The batch could not be read" error={error} />}
      {!batch && !error && <p class="empty">Reading the batch</p>}
      {batch && <Progress batch={batch} />}
      {batch && <Figures place={place} batch={batch} />}
      {batch && <Records place={place} session={session} running={!isFinal(batch)} />}
    </section>
  );
}

function Figures({ place, batch }: { readonly place: Place; readonly batch: Report }) {
  const { progress, createdAt, startedAt, completedAt, cancelRequestedAt, parentBatchId } = batch;
  const counts = [
    ['Records', progress.totalRecords],
    ['Processed', progress.processedRecords],
    ['Successful', progress.successfulRecords],
    ['Failed', progress.failedRecords],
    ['Cancelled', progress.cancelledRecords],
    ['Pending', progress.pendingRecords],
  ] as const;
  const moments = [
    ['Created', createdAt],
    ['Started', startedAt],
    ['Completed', completedAt],
    ...(cancelRequestedAt === null ? [] : [['Cancel asked for', cancelRequestedAt] as const]),
  ] as const;
  const codes = Object.entries(batch.errors.summary);
  return (
    <>
      <dl class="counts">
        {counts.map(([name, value]) => (
          <div key={name} class={name === 'Failed' && value > 0 ? 'tone-bad' : ''}>
            <dt>{name}</dt>
            <dd>{formatCount(value)}</dd>
          </div>
        ))}
        <div>
          <dt>Success rate</dt>
          <dd>{progress.processedRecords === 0 ? NOTHING : formatShare(progress.successRate)}</dd>
        </div>
        <div>
          <dt>{completedAt === null ? 'Runs for' : 'Took'}</dt>
          <dd>{formatSpan(createdAt, completedAt)}</dd>
        </div>
      </dl>
      <dl class="facts">
        <Fact name="Schema">
          {batch.schemaName}, {kindOf(batch)}
        </Fact>
        {moments.map(([name, at]) => (
          <Fact key={name} name={name}>
            {at === null ? NOTHING : <time dateTime={at}>{formatTime(Date.parse(at))}</time>}
          </Fact>
        ))}
        {parentBatchId !== null && (
          <Fact name="Retry of">
            <a class="id" href={toHash(elsewhere(place, { view: 'batch', batchId: parentBatchId }))}>
              {parentBatchId}
            </a>
          </Fact>
        )}
        {codes.length > 0 && (
          <Fact name="Failures by code">
            {codes.map(([code, count]) => `${formatCount(count)} ${inWords(code)}`).join(', ')}
          </Fact>
        )}
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
