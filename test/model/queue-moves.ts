import { attributesOf } from '../functions/support/consumer.ts';
import type { Machine, Move } from './machine.ts';
import type { Job } from './programs.ts';
import { available, MAX_RECEIVES, type Message, type World, withHeld } from './world.ts';

/** What may happen to the messages of the queue, or of the dead letters. */
export function movesOfQueue(machine: Machine, world: World, kind: 'consume' | 'settle'): readonly Move[] {
  const name = kind === 'consume' ? 'queue' : 'dead';
  const groups = available(world[name]);
  const isExhausted = ({ receives }: Message) => kind === 'consume' && receives >= MAX_RECEIVES;
  const heads = groups.flatMap(([head]) => (head === undefined ? [] : [head]));
  const picks: (readonly Message[])[] = heads.filter((head) => !isExhausted(head)).map((head) => [head]);
  if (machine.deliversAll) {
    const all = groups.filter((group) => !group.some(isExhausted)).flat();
    if (all.length > 1) picks.push(all);
  }
  return [
    ...picks.map(
      (taken): Move => ({
        label: `${kind} gets ${taken.map(({ id }) => id)}`,
        to: async () => {
          const records = taken.map(({ id, groupId, body }) => ({
            messageId: id,
            body,
            attributes: attributesOf(groupId),
          }));
          const job: Job = { kind, records };
          const at = await machine.processes.begin(machine.programOf(job));
          const receipts = taken.map(({ id, receives }) => ({ id, receive: receives + 1 }));
          return {
            ...world,
            [name]: withHeld(world[name], taken),
            running: [...world.running, { job, at, receipts }],
          };
        },
      }),
    ),
    ...heads.filter(isExhausted).map(
      (head): Move => ({
        label: `${head.id} moves to the dead letters`,
        to: async () => ({
          ...world,
          queue: world.queue.filter((message) => message !== head),
          dead: [...world.dead, { ...head, receives: 0 }],
        }),
      }),
    ),
  ];
}

/** The first dead letter of a group may go back, as one that was never received. */
export function redrives(world: World): readonly Move[] {
  const { redrives: left } = world.chances;
  if (left === 0) return [];
  return available(world.dead).flatMap(([head]) => {
    if (head === undefined) return [];
    const to = async (): Promise<World> => ({
      ...world,
      queue: [...world.queue, { ...head, receives: 0 }],
      dead: world.dead.filter((message) => message !== head),
      chances: { ...world.chances, redrives: left - 1 },
    });
    return [{ label: `${head.id} goes back to the queue`, to }];
  });
}
