import type { Batch, BatchKey } from '../../functions/domain/batch.ts';
import { isJsonObject, type JsonObject } from '../../functions/domain/json.ts';
import { accept, storeOf } from '../functions/support/consumer.ts';
import { batch, header, patches, resource, stateOf } from '../support/domain.ts';
import { explore, type Model, type Report } from './explore.ts';
import { changedDetails, problemsAtRest, problemsOf, problemsOfStep } from './invariants.ts';
import { type Machine, Violation } from './machine.ts';
import { movesOf } from './moves.ts';
import { createProcesses } from './processes.ts';
import { createPrograms, type Job, type Mutant, type Submission } from './programs.ts';
import { createStorage, imageOf } from './stored.ts';
import { type Chances, nameOf, type World, withSent } from './world.ts';

/** One small case. */
export interface Case {
  /** Resources that are there at first. */
  readonly existing: readonly string[];
  /** Calls that run from the first moment on, each beside the others. */
  readonly calls?: readonly Job[];
  /** Batches that are stored and wholly in the queue at first, in messages of so many patches. */
  readonly accepted?: readonly (Submission & { readonly perMessage?: number })[];
  readonly chances?: Partial<Chances>;
  readonly deliversAll?: boolean;
  /** Whether it is a problem that the details of a failure change after the batch has ended. */
  readonly keepsDetails?: boolean;
}

const NO_CHANCES: Chances = { crashes: 0, faults: 0, timeouts: 0, sweeps: 0, redrives: 0 };

/** Visits what can become of a case, with the code of production, or with a mutant of it. */
export async function check(small: Case, maxStates: number, mutant?: Mutant): Promise<Report> {
  const storage = createStorage();
  const processes = createProcesses();
  const programOf = createPrograms(mutant);
  const machine: Machine = {
    storage,
    processes,
    programOf,
    deliversAll: small.deliversAll ?? false,
    ended: (job, value, stored) => checkReply(job, value, storage.valueOf(stored)),
  };

  const store = storeOf(
    Object.fromEntries(
      small.existing.map((id) => [id, stateOf(resource({ data: { customerId: id, email: 'a@b.example' } }))]),
    ),
  );
  const sent = (small.accepted ?? []).flatMap(
    ({ batchId, resources, onFailure = 'continue', perMessage }) => {
      const made: Partial<Batch> = { batchId, onFailure };
      const records = accept(store, made, resources, perMessage);
      const held = header({
        ...batch({ ...made, total: resources.length }),
        enqueuedAt: '2026-11-24T12:00:00.000Z',
      });
      store.headers.set(held, held);
      store.payloads.set(held, patches(...resources));
      return records.map(({ body, attributes }) => ({ body, groupId: attributes.MessageGroupId }));
    },
  );
  const empty: World = {
    stored: storage.numberOf(imageOf(store)),
    queue: [],
    dead: [],
    running: await Promise.all(
      (small.calls ?? []).map(async (job) => ({
        job,
        at: await processes.begin(programOf(job)),
        receipts: [],
      })),
    ),
    chances: { ...NO_CHANCES, ...small.chances },
  };

  const problemsIn = remembered((stored: number) => problemsOf(storage.valueOf(stored)));
  const model: Model<World> = {
    initial: { ...empty, queue: withSent(empty, sent) },
    nameOf,
    movesOf: (world) => movesOf(machine, world),
    problemsOf: (before, after) =>
      before.stored === after.stored
        ? []
        : [
            ...problemsIn(after.stored),
            ...problemsOfStep(storage.valueOf(before.stored), storage.valueOf(after.stored)),
            ...(small.keepsDetails
              ? changedDetails(storage.valueOf(before.stored), storage.valueOf(after.stored))
              : []),
          ],
    problemsAtEnd: ({ stored }) => problemsAtRest(storage.valueOf(stored)),
    isFinding: (error) => error instanceof Violation,
  };
  return await explore(model, maxStates);
}

function remembered<T>(work: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    const value = known.get(key) ?? work(key);
    known.set(key, value);
    return value;
  };
}

/** A caller may rely on what it is told. */
function checkReply(job: Job, reply: unknown, { states, batches }: ReturnType<typeof imageOf>): void {
  const { kind, data } = isRecord(reply) ? reply : {};
  const told = isRecord(data) ? data : {};
  switch (job.kind) {
    case 'submit': {
      if (kind !== 'accepted') throw new Violation(`a valid batch was answered with ${String(kind)}`);
      if (!batches.some(({ header: held }) => held.batchId === told['batchId']))
        throw new Violation('a batch was accepted and is not stored');
      return;
    }
    case 'write': {
      if (kind !== 'ok' && kind !== 'created') return;
      const held = states.find(([{ externalId }]) => externalId === job.data['customerId'])?.[1];
      const more = held?.resource?.data['more'];
      const wanted = Object.keys(isJsonObject(job.data['more']) ? job.data['more'] : {});
      if (!isJsonObject(more) || wanted.some((name) => !(name in more)))
        throw new Violation('a write was answered with success and is not there');
      return;
    }
    case 'cancel': {
      const held = batches.find(({ header: each }) => each.batchId === job.batch.batchId)?.header;
      if (kind === 'accepted' && held?.cancelRequestedAt === undefined)
        throw new Violation('a cancel was accepted and is not stored');
      return;
    }
    case 'consume':
    case 'settle':
    case 'sweep':
      return;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The nth batch of a case. */
export function submission(
  nth: number,
  what: readonly (readonly [externalId: string, kind: 'change' | 'same' | 'bad'])[],
  more: Partial<Submission> = {},
): Submission {
  return {
    batchId: `01JDA0000${nth}0000000000BATCH`,
    resources: what.map(([id, kind], index) => documentOf(id, kind, `${nth}.${index}`)),
    ...more,
  };
}

export function documentOf(customerId: string, kind: 'change' | 'same' | 'bad', name: string): JsonObject {
  if (kind === 'same') return { customerId };
  // Only the whole document tells that it lacks `since`.
  if (kind === 'bad') return { customerId, tier: 'gold' };
  return { customerId, name, more: { [name]: true } };
}

export function keyOf({ batchId }: Submission): BatchKey {
  const { partnerId, tenantId } = batch();
  return { partnerId, tenantId, batchId };
}
