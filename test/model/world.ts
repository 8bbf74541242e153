import { decodeLane } from '../../functions/adapters/lane-messages.ts';
import { laneOf } from '../../functions/domain/lanes.ts';
import type { QueuedMessage } from '../support/memory-store.ts';
import type { Standing } from './processes.ts';
import type { Job } from './programs.ts';

/** A message in a queue. */
export interface Message extends QueuedMessage {
  readonly id: string;
  readonly receives: number;
  /** Somebody has it, and its visibility has not ended. */
  readonly held: boolean;
}

/** By this a consumer deletes what it received; a FIFO queue does not take it once the visibility has ended. */
export interface Receipt {
  readonly id: string;
  readonly receive: number;
}

export interface Running {
  readonly job: Job;
  readonly at: Standing;
  readonly receipts: readonly Receipt[];
}

/** How often yet what need not happen may happen. */
export interface Chances {
  /** A process dies. */
  readonly crashes: number;
  /** A call fails, before or after its effect, or is sent twice by the SDK. */
  readonly faults: number;
  /** The visibility of what a process holds ends while it is at work. */
  readonly timeouts: number;
  /** A sweeper sends what a batch lacks; so late that the queue does not know it for a duplicate. */
  readonly sweeps: number;
  /** A dead letter goes back to the queue. */
  readonly redrives: number;
}

export interface World {
  /** Number of what is stored. */
  readonly stored: number;
  readonly queue: readonly Message[];
  readonly dead: readonly Message[];
  readonly running: readonly Running[];
  readonly chances: Chances;
}

/** After so many receives a message moves to the dead letters. */
export const MAX_RECEIVES = 2;

/** Processes that run the same and stand at the same point are the same: their order does not matter. */
export function nameOf({ stored, queue, dead, running, chances }: World): string {
  const messages = (held: readonly Message[]) =>
    held.map(({ id, receives, held: isHeld }) => `${id}.${receives}${isHeld ? '+' : ''}`).join();
  const processes = running
    .map(({ at, receipts }) => `${at.id}(${receipts.map(({ id, receive }) => `${id}.${receive}`)})`)
    .sort();
  return `${stored}|${messages(queue)}|${messages(dead)}|${processes}|${Object.values(chances).join('.')}`;
}

/** The messages of each group of which nobody has one: a group gives nothing while one of its messages is in flight. */
export function available(queue: readonly Message[]): readonly (readonly Message[])[] {
  const groups = [...Map.groupBy(queue, ({ groupId }) => groupId).values()];
  return groups.filter((group) => group.every(({ held }) => !held));
}

export function withHeld(queue: readonly Message[], taken: readonly Message[]): readonly Message[] {
  return queue.map((message) =>
    taken.includes(message) ? { ...message, held: true, receives: message.receives + 1 } : message,
  );
}

/** The messages that these receipts are still good for are put back, or deleted where `isDone`. */
export function withReturned(
  queue: readonly Message[],
  receipts: readonly Receipt[],
  isDone: (id: string) => boolean = () => false,
): readonly Message[] {
  return queue.flatMap((message) => {
    if (!isHeldBy(message, receipts)) return [message];
    return isDone(message.id) ? [] : [{ ...message, held: false }];
  });
}

export function isHeldBy({ id, receives, held }: Message, receipts: readonly Receipt[]): boolean {
  return held && receipts.some((receipt) => receipt.id === id && receipt.receive === receives);
}

/** Sent messages at the end of the queue, each called by its batch and first index; one sent again gets another number. */
export function withSent(world: World, sent: readonly QueuedMessage[]): readonly Message[] {
  const taken = new Set([
    ...[...world.queue, ...world.dead].map(({ id }) => id),
    ...world.running.flatMap(({ receipts }) => receipts.map(({ id }) => id)),
  ]);
  return [
    ...world.queue,
    ...sent.map((message): Message => {
      const lane = decodeLane(message.body);
      const name = lane === undefined ? 'no lane' : `${lane.batchId.slice(9, 10)}/${laneOf(lane)}`;
      let again = 0;
      while (taken.has(`${name}#${again}`)) again += 1;
      taken.add(`${name}#${again}`);
      return { ...message, id: `${name}#${again}`, receives: 0, held: false };
    }),
  ];
}
