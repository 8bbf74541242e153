import * as z from 'zod';
import { isOfQueue, type Machine, type Move, nameOfProcess, shortOf, Violation } from './machine.ts';
import type { Answer, OpenCall } from './processes.ts';
import type { Job } from './programs.ts';
import { movesOfQueue, redrives } from './queue-moves.ts';
import { type Chances, isHeldBy, type Running, type World, withReturned, withSent } from './world.ts';

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
  const name = nameOfProcess(process);
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
  // Between two calls a process only thinks: to die before a call is to die after the one before it.
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
  const label = `${nameOfProcess(process)}: ${call.name}`;
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
    label: `${nameOfProcess(process)} is done${failed.length > 0 ? `, but for ${failed}` : ''}`,
    to: async () => ({
      ...world,
      queue: withReturned(world.queue, process.receipts, isDone),
      dead: withReturned(world.dead, process.receipts, isDone),
      running: world.running.filter((held) => held !== process),
    }),
  };
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
