import { readQueues } from '../api/console-api.ts';
import type { Queue, QueueMessage } from '../api/console-contract.ts';
import { formatCount, formatTime, formatValue, NOTHING } from '../model/format.ts';
import { elsewhere, type Place, toHash } from '../model/place.ts';
import { Notice } from './notice.tsx';
import { State } from './state.tsx';
import { usePolled } from './use-polled.ts';

const EVERY_MS = 1500;

const KINDS = {
  patches: ['Lanes', 'Each message has the patches of one batch for one resource.'],
  deadLetters: ['Dead letters', 'Lanes that were received five times in vain; they are settled as failed.'],
  archive: ['Archive of dead letters', 'What was settled, kept for 14 days.'],
} as const;

/** What is in the queues: lanes that wait or are being applied, and dead letters. */
export function QueuesView({ place }: { readonly place: Place }) {
  const { data, error } = usePolled(readQueues, EVERY_MS, []);
  return (
    <section aria-labelledby="queues-title">
      <h2 id="queues-title">Queues</h2>
      {error && <Notice title="The queues could not be read" error={error} />}
      {!data && !error && <p class="empty">Reading the queues</p>}
      {inOrder(data?.queues ?? []).map((queue) => (
        <QueueSection key={queue.name} place={place} queue={queue} />
      ))}
    </section>
  );
}

/** The way of a lane: the queue, the dead letters, their archive. */
function inOrder(queues: readonly Queue[]): readonly Queue[] {
  return Object.keys(KINDS).flatMap((kind) => queues.filter((queue) => queue.kind === kind));
}

function QueueSection({ place, queue }: { readonly place: Place; readonly queue: Queue }) {
  const [title, explanation] = KINDS[queue.kind];
  const figures = [
    ['Waiting', formatCount(queue.visible)],
    ['In flight', formatCount(queue.inFlight)],
    ['Oldest', formatValue(queue.oldestAgeSeconds, 'Seconds')],
  ] as const;
  return (
    <section class="queue" aria-labelledby={`queue-${queue.kind}`}>
      <div class="heading">
        <h3 id={`queue-${queue.kind}`}>{title}</h3>
        <p class="quiet prose">{explanation}</p>
      </div>
      <dl class="counts">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {queue.messages.length > 0 && <Messages place={place} messages={queue.messages} />}
      {queue.visible + queue.inFlight > queue.messages.length && (
        <p class="quiet">The first {formatCount(queue.messages.length)} messages are shown.</p>
      )}
    </section>
  );
}

function Messages({
  place,
  messages,
}: {
  readonly place: Place;
  readonly messages: readonly QueueMessage[];
}) {
  return (
    <table class="rows messages">
      <thead>
        <tr>
          <th scope="col">Batch</th>
          <th scope="col">Resource</th>
          <th scope="col">State</th>
          <th scope="col" class="figure">
            Records
          </th>
          <th scope="col" class="figure">
            Receives
          </th>
          <th scope="col">Sent</th>
        </tr>
      </thead>
      <tbody>
        {messages.map(({ groupId, batchId, externalId, state, records, receives, sentAt }, at) => (
          // A message has no name that is shown, and rows hold nothing that could go with another one.
          <tr key={at}>
            <td>
              {batchId === undefined ? (
                NOTHING
              ) : (
                <a class="row-link id" href={toHash(elsewhere(place, { view: 'batch', batchId }))}>
                  {batchId}
                </a>
              )}
            </td>
            <td class="id" title={`Message group ${groupId}`}>
              {externalId ?? groupId}
            </td>
            <td>
              <State name={state} />
            </td>
            <td class="figure" data-label="records">
              {records === undefined ? NOTHING : formatCount(records)}
            </td>
            <td class="figure" data-label="receives">
              {formatCount(receives)}
            </td>
            <td data-label="sent">{formatTime(new Date(sentAt).getTime())}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
