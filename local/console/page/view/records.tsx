import type { BatchRecord } from '../api/product-contract.ts';
import { inWords, OUTCOMES } from '../model/batch.ts';
import { formatCount } from '../model/format.ts';
import type { Place } from '../model/place.ts';
import { Filter } from './filter.tsx';
import { Notice } from './notice.tsx';
import { Pager } from './pager.tsx';
import { RecordDetail } from './record-detail.tsx';
import { State } from './state.tsx';
import { go } from './use-place.ts';
import { usePolled } from './use-polled.ts';
import type { Session } from './use-session.ts';

const EVERY_MS = 2000;
const PER_PAGE = 50;

export interface RecordsProps {
  readonly place: Place;
  readonly session: Session;
  /** Whether outcomes can still change. */
  readonly running: boolean;
}

/** The records of a batch by outcome; one of them can be open, and its place says which. */
export function Records({ place, session, running }: RecordsProps) {
  const { batchId = '', outcome, cursor, record: open } = place;
  const { data, error } = usePolled(
    (signal) => session.api.records(batchId, { outcome, cursor, limit: PER_PAGE }, signal),
    running ? EVERY_MS : undefined,
    [batchId, outcome, cursor],
  );
  const toggle = (index: number) => {
    const { record: _, ...closed } = place;
    go(open === index ? closed : { ...closed, record: index });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && open !== undefined) toggle(open);
  };
  return (
    <section aria-labelledby="records-title" onKeyDown={onKeyDown}>
      <div class="heading">
        <h3 id="records-title">Records</h3>
        <Filter label="Outcome" place={place} field="outcome" values={OUTCOMES} />
      </div>
      {error && <Notice title="The records could not be read" error={error} />}
      {!data && !error && <p class="empty">Reading the records</p>}
      {data?.results.length === 0 && <p class="empty">No record has this outcome.</p>}
      {data && data.results.length > 0 && (
        <table class="rows records">
          <thead>
            <tr>
              <th scope="col" class="figure">
                Record
              </th>
              <th scope="col">Resource</th>
              <th scope="col">Outcome</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {data.results.map((record) => (
              <RecordRows
                key={record.index}
                record={record}
                open={open === record.index}
                place={place}
                toggle={toggle}
              />
            ))}
          </tbody>
        </table>
      )}
      {data && <Pager place={place} pagination={data.pagination} of="records" />}
    </section>
  );
}

interface RecordRowsProps {
  readonly record: BatchRecord;
  readonly open: boolean;
  readonly place: Place;
  readonly toggle: (index: number) => void;
}

function RecordRows({ record, open, toggle }: RecordRowsProps) {
  const { index, externalId, outcome, code, message } = record;
  const detail = `record-${index}`;
  return (
    <>
      {/* The button is what keyboards and readers use; the row is only a larger target for the mouse. */}
      <tr class={`openable ${open ? 'open' : ''}`} onClick={() => toggle(index)}>
        <td class="figure">
          <button
            type="button"
            class="disclose"
            aria-expanded={open}
            aria-controls={detail}
            aria-label={`Record ${index}`}
            onClick={(event) => {
              event.stopPropagation();
              toggle(index);
            }}
          >
            {formatCount(index)}
          </button>
        </td>
        <td class="id">{externalId}</td>
        <td>
          <State name={outcome} />
        </td>
        <td class="prose">
          {code !== undefined && <strong>{inWords(code)}</strong>} {message}
        </td>
      </tr>
      {open && (
        <tr class="detail" id={detail}>
          <td colSpan={4}>
            <RecordDetail record={record} />
          </td>
        </tr>
      )}
    </>
  );
}
