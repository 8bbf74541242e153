import * as z from 'zod';
import type { Answer, createProcesses, OpenCall } from './processes.ts';
import type { createPrograms, Job } from './programs.ts';
import type { createStorage } from './stored.ts';
import {
  available,
  type Chances,
  isHeldBy,
  MAX_RECEIVES,
  type Message,
  type Running,
  type World,
  withHeld,
  withReturned,
  withSent,
} from './world.ts';

/** One thing that may happen next. */
export interface Move {
  readonly label: string;
  to(): Promise<World>;
}

export interface Machine {
  readonly storage: ReturnType<typeof createStorage>;
  readonly processes: ReturnType<typeof createProcesses>;
  readonly programOf: ReturnType<typeof createPrograms>;
  /** Of a group, an invocation may get all messages at once, and messages of all groups; otherwise one message. */
  readonly deliversAll: boolean;
  /** Told of what a call of the API came to, and what is stored then. */
  ended(job: Job, value: unknown, stored: number): void;
}

/** All that may happen in a world. */
export function movesOf(machine: Machine, world: World): readonly Move[] {
  return [
    ...world.running.flatMap((process) => movesOfProcess(machine, world, process)),
    ...movesOfQueue(machine, world, 'consume'),
    ...movesOfQueue(machine, world, 'settle'),
    ...redrives(world),
    ...sweeps(machine, world),
  ];
}

function movesOfProcess(machine: Machine, world: World, process: Running): readonly Move[] {
  const name = nameOf(process);
  const { crashes, faults, timeouts } = world.chances;
  const others = world.running.filter((held) => held !== process);
  const putBack = (left: Partial<Chances>, running: readonly Running[]): World => ({
    ...world,
    queue: withReturned(world.queue, process.receipts),
    dead: withReturned(world.dead, process.receipts),
    running,
    chances: { ...world.chances, ...left },
  });
  const moves: Move[] = process.at.open.flatMap((call) =>
    movesOfCall(machine, world, process, call, faults > 0),
  );
  if (process.at.end !== undefined) moves.push(acknowledge(world, process));
  if (crashes > 0) {
    moves.push({ label: `${name} dies`, to: async () => putBack({ crashes: crashes - 1 }, others) });
  }
  const holds = [...world.queue, ...world.dead].some((message) => isHeldBy(message, process.receipts));
  if (timeouts > 0 && holds) {
    moves.push({
      label: `${name} is slow: the visibility of its messages ends`,
      to: async () => putBack({ timeouts: timeouts - 1 }, world.running),
    });
  }
  return moves;
}

function movesOfCall(
  machine: Machine,
  world: World,
  process: Running,
  call: OpenCall,
  mayFail: boolean,
): readonly Move[] {
  const label = `${nameOf(process)}: ${call.name}`;
  const { faults } = world.chances;
  const step = async (from: World, answer: 'value' | 'fault'): Promise<World> => {
    const effect = await machine.storage.perform(from.stored, call);
    const answered: Answer = answer === 'fault' ? { kind: 'fault' } : { kind: 'value', value: effect.value };
    const after = { ...from, stored: effect.stored, queue: withSent(from, effect.sent) };
    return await goOn(
      machine,
      after,
      process,
      call,
      answered,
      answer === 'fault' ? 'fault' : effect.valueText,
    );
  };
  const failing = { ...world, chances: { ...world.chances, faults: faults - 1 } };
  const moves: Move[] = [{ label, to: () => step(world, 'value') }];
  if (!mayFail) return moves;
  moves.push(
    {
      label: `${label} fails, without effect`,
      to: () => goOn(machine, failing, process, call, { kind: 'fault' }, 'fault'),
    },
    { label: `${label} has its effect, the answer is lost`, to: () => step(failing, 'fault') },
    {
      label: `${label} is sent twice, the second answer comes`,
      to: async () => {
        const { stored, sent } = await machine.storage.perform(failing.stored, call);
        return await step({ ...failing, stored, queue: withSent(failing, sent) }, 'value');
      },
    },
  );
  return moves;
}

async function goOn(
  machine: Machine,
  world: World,
  process: Running,
  call: OpenCall,
  answer: Answer,
  answerText: string,
): Promise<World> {
  const at = await machine.processes.answer(process.at, call.nth, answer, answerText);
  if (at.alarm !== undefined) throw new Violation(`the code failed: ${at.alarm}`);
  // Who holds nothing any more has nothing to delete.
  const holds = [...world.queue, ...world.dead].some((message) => isHeldBy(message, process.receipts));
  const hasEnded = at.end !== undefined && !holds;
  if (at.end?.kind === 'returned' && !isOfQueue(process.job))
    machine.ended(process.job, at.end.value, world.stored);
  return {
    ...world,
    running: world.running.flatMap((held) => {
      if (held !== process) return [held];
      return hasEnded ? [] : [{ ...process, at }];
    }),
  };
}

/** Found in the course of a move. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

const answerOfHandler = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/** The event source deletes what the invocation did not name as failed. */
function acknowledge(world: World, process: Running): Move {
  const { end } = process.at;
  const failed =
    end?.kind === 'returned'
      ? answerOfHandler.parse(end.value).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
      : process.receipts.map(({ id }) => id);
  const isDone = (id: string) => !failed.includes(id);
  return {
    label: `${nameOf(process)} is done${failed.length > 0 ? `, but for ${failed}` : ''}`,
    to: async () => ({
      ...world,
      queue: withReturned(world.queue, process.receipts, isDone),
      dead: withReturned(world.dead, process.receipts, isDone),
      running: world.running.filter((held) => held !== process),
    }),
  };
}

function movesOfQueue(machine: Machine, world: World, kind: 'consume' | 'settle'): readonly Move[] {
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
            attributes: { MessageGroupId: groupId },
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

function redrives(world: World): readonly Move[] {
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

/** A sweeper comes when it likes, so often; and at last to what is stored and was never known to be all sent. */
function sweeps(machine: Machine, world: World): readonly Move[] {
  const { sweeps: left } = world.chances;
  const isIdle = world.running.length + world.queue.length + world.dead.length === 0;
  return machine.storage.valueOf(world.stored).batches.flatMap(({ header }): readonly Move[] => {
    const isNeeded = isIdle && header.enqueuedAt === undefined;
    if (left === 0 && !isNeeded) return [];
    const { partnerId, tenantId, batchId } = header;
    const job: Job = { kind: 'sweep', batch: { partnerId, tenantId, batchId } };
    const to = async (): Promise<World> => ({
      ...world,
      running: [
        ...world.running,
        { job, at: await machine.processes.begin(machine.programOf(job)), receipts: [] },
      ],
      chances: isNeeded ? world.chances : { ...world.chances, sweeps: left - 1 },
    });
    return [{ label: `a sweeper takes batch ${shortOf(batchId)}`, to }];
  });
}

function isOfQueue({ kind }: Job): boolean {
  return kind === 'consume' || kind === 'settle';
}

export function nameOf({ job }: Pick<Running, 'job'>): string {
  switch (job.kind) {
    case 'consume':
    case 'settle':
      return `${job.kind} ${job.records.map(({ messageId }) => messageId)}`;
    case 'submit':
      return `submit ${shortOf(job.submission.batchId)}`;
    case 'write':
      return `${job.method} ${String(job.data['customerId'])}`;
    case 'cancel':
    case 'sweep':
      return `${job.kind} ${shortOf(job.batch.batchId)}`;
  }
}

function shortOf(batchId: string): string {
  return batchId.slice(9, 10);
}
