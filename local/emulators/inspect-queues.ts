import { once } from 'node:events';
import { createServer } from 'node:http';
import type { FauxqsServer } from 'fauxqs';
import * as z from 'zod';
import type { QueuedMessage, QueueState } from './queue-state.ts';

export interface QueueInspection {
  readonly url: string;
  readonly stop: () => void;
}

type Inspected = NonNullable<ReturnType<FauxqsServer['inspectQueue']>>;
type Message = Inspected['messages']['ready'][number];

/**
 * Serves `GET /queues?name=<name>&messages=<count>` with a `QueueState` for each name. fauxqs has a like of it, which sends
 * every message whole: with thousands waiting, asking each second would cost more than the work itself.
 */
export async function inspectQueues(
  host: string,
  fauxqs: Pick<FauxqsServer, 'inspectQueue'>,
): Promise<QueueInspection> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const count = Number(searchParams.get('messages') ?? 0);
    const inspected = searchParams.getAll('name').map((name) => fauxqs.inspectQueue(name));
    const known = inspected.filter((one) => one !== undefined);
    const states = known.map((one) => stateOf(one, count, Date.now()));
    response.statusCode = known.length < inspected.length ? 404 : 200;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(states));
  });
  server.listen({ port: 0, host });
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://${host}:${port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function stateOf({ name, messages }: Inspected, count: number, now: number): QueueState {
  // Its time may be up while nobody receives, and only a receive makes fauxqs look.
  const late = messages.inflight.filter(({ visibilityDeadline }) => visibilityDeadline <= now);
  const inFlight = messages.inflight.filter(({ visibilityDeadline }) => visibilityDeadline > now);
  const visible = [...messages.ready, ...late.map(({ message }) => message)];
  const all = [
    ...visible.map((message) => ({ message, state: 'visible' as const })),
    ...inFlight.map(({ message }) => ({ message, state: 'inFlight' as const })),
  ].toSorted((a, b) => a.message.sentTimestamp - b.message.sentTimestamp);
  return {
    name,
    visible: visible.length,
    inFlight: inFlight.length,
    groupsInFlight: new Set(inFlight.map(({ message }) => message.messageGroupId)).size,
    oldestSentAt: all[0]?.message.sentTimestamp ?? null,
    messages: all.slice(0, count).map(({ message, state }) => toQueuedMessage(message, state)),
  };
}

function toQueuedMessage(message: Message, state: QueuedMessage['state']): QueuedMessage {
  return {
    groupId: message.messageGroupId ?? '',
    ...laneOf(message.body),
    receives: message.approximateReceiveCount,
    state,
    sentAt: message.sentTimestamp,
  };
}

const lane = z
  .object({ batchId: z.string(), externalId: z.string(), patches: z.array(z.unknown()) })
  .transform(({ batchId, externalId, patches }) => ({ batchId, externalId, records: patches.length }));

/** What a message says of itself; nothing when it is no lane. */
function laneOf(body: string): Partial<z.infer<typeof lane>> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
  return lane.safeParse(json).data ?? {};
}
