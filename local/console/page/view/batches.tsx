import type { Batch } from '../api/product-contract.ts';
import { kindOf, STATUSES } from '../model/batch.ts';
import { formatCount, formatSpan, formatTime } from '../model/format.ts';
import { elsewhere, type Place, toHash } from '../model/place.ts';
import { Filter } from './filter.tsx';
import { Notice } from './notice.tsx';
import { Pager } from './pager.tsx';
import { Progress } from './progress.tsx';
import { State } from './state.tsx';
import { usePolled } from './use-polled.ts';
import type { Session } from './use-session.ts';

const EVERY_MS = 1500;
const PER_PAGE = 20;

/** The tenant's batches, newest first. */
export function BatchesView({ place, session }: { readonly place: Place; readonly session: Session }) {
  const { status, cursor } = place;
  const { data, error } = usePolled(
    (signal) => session.api.batches({ status, cursor, limit: PER_PAGE }, signal),
    EVERY_MS,
    [status, cursor],
  );
  return (
    <section aria-labelledby="batches-title">
      <div class="heading">
        <h2 id="batches-title">Batches</h2>
        <Filter label="Status" place={place} field="status" values={STATUSES} />
      </div>
      {error && <Notice title="The batches could not be read" error={error} />}
      {!data && !error && <p class="empty">Reading the batches</p>}
      {data && data.results.length === 0 && <Empty place={place} more={data.pagination.hasNextPage} />}
      {data && data.results.length > 0 && <BatchTable place={place} batches={data.results} />}
      {data && <Pager place={place} pagination={data.pagination} of="batches" />}
    </section>
  );
}

function Empty({ place, more }: { readonly place: Place; readonly more: boolean }) {
  if (more) return <p class="empty">None among the batches looked at so far: see the next page.</p>;
  if (place.status !== undefined) return <p class="empty">No batch has this status.</p>;
  return (
    <p class="empty">
      This tenant has no batches. <a href={toHash(elsewhere(place, { view: 'send' }))}>Send one</a>.
    </p>
  );
}

function BatchTable({ place, batches }: { readonly place: Place; readonly batches: readonly Batch[] }) {
  return (
    <table class="rows batches">
      <thead>
        <tr>
          <th scope="col">Batch</th>
          <th scope="col">Status</th>
          <th scope="col">Progress</th>
          <th scope="col" class="figure">
            Records
          </th>
          <th scope="col" class="figure">
            Failed
          </th>
          <th scope="col">Schema</th>
          <th scope="col">Created</th>
          <th scope="col" class="figure">
            Took
          </th>
        </tr>
      </thead>
      <tbody>
        {batches.map((batch) => (
          <BatchRow key={batch.batchId} place={place} batch={batch} />
        ))}
      </tbody>
    </table>
  );
}

function BatchRow({ place, batch }: { readonly place: Place; readonly batch: Batch }) {
  const { batchId, status, progress, schemaName, createdAt, completedAt } = batch;
  return (
    <tr>
      <td>
        <a class="row-link id" href={toHash(elsewhere(place, { view: 'batch', batchId }))}>
          {batchId}
        </a>
      </td>
      <td>
        <State name={status} />
      </td>
      <td class="wide">
        <Progress batch={batch} />
      </td>
      <td class="figure" data-label="done">
        {formatCount(progress.processedRecords)} / {formatCount(progress.totalRecords)}
      </td>
      <td class={`figure ${progress.failedRecords > 0 ? 'tone-bad' : ''}`} data-label="failed">
        {formatCount(progress.failedRecords)}
      </td>
      <td data-label="schema">
        {schemaName} <span class="quiet">{kindOf(batch)}</span>
      </td>
      <td data-label="created">
        <time dateTime={createdAt}>{formatTime(Date.parse(createdAt))}</time>
      </td>
      <td class="figure" data-label="took">
        {formatSpan(createdAt, completedAt)}
      </td>
    </tr>
  );
}
