import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../functions/adapters/ajv-schema.ts';
import type { OnFailure, Operation } from '../../functions/domain/batch.ts';
import { TransientError } from '../../functions/domain/errors.ts';
import type { FailureCode } from '../../functions/domain/fold.ts';
import { isJsonObject, type Json, type JsonObject } from '../../functions/domain/json.ts';
import { outcomeOf } from '../../functions/domain/ledger.ts';
import { resource, stateOf } from '../support/domain.ts';
import type { LogEntry } from '../support/memory-ports.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import type { Hook } from '../support/port-calls.ts';
import { accept, batchKey, createConsumer, keyOf, type SqsRecord, storeOf } from './support/consumer.ts';
import { definition } from './support/definitions.ts';

interface Submission {
  readonly operation: Operation;
  readonly onFailure: OnFailure;
  readonly documents: readonly JsonObject[];
  readonly perMessage: number;
  /** Parallel to the documents; only a `patch` may ask for versions. */
  readonly ifVersion: readonly (number | null)[];
}

const IDS = ['c-1', 'c-2', 'c-3'] as const;
const EXISTING: JsonObject = { customerId: 'c-1', email: 'a@b.example', visits: 0 };

/** Patches that often fail (`visits` below 0, no `email`, `tier` without `since`), change nothing, or nest. */
const document = fc
  .record(
    {
      customerId: fc.constantFrom('c-1', ...IDS),
      email: fc.constantFrom('a@b.example', 'x@y.example', null),
      visits: fc.constantFrom(-1, 0, 1, 2),
      name: fc.constantFrom('A', null),
      tier: fc.constantFrom('gold', null),
      since: fc.constantFrom('2026-01-01', null),
      more: fc.jsonValue({ maxDepth: 2 }),
    },
    { requiredKeys: ['customerId'] },
  )
  // As a message brings it: -0 is 0.
  .map((fields): JsonObject => JSON.parse(JSON.stringify(fields)));

const submission: fc.Arbitrary<Submission> = fc.record({
  operation: fc.constantFrom<Operation>('patch', 'patch', 'upsert', 'upsert', 'create', 'delete'),
  onFailure: fc.constantFrom<OnFailure>('continue', 'skipRest'),
  documents: fc.array(document, { minLength: 1, maxLength: 12 }),
  perMessage: fc.constantFrom(1, 2, 12),
  ifVersion: fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom(null, null, 1, 2, 3), { minLength: 12, maxLength: 12 }),
  ),
});

type Fault = {
  /**
   * `fails`: one call fails. `dies`: it and all later ones do, and the queue learns nothing. `stalls`: one call hangs
   * until the messages have come again, or longer. `unanswered`: all is done, but the queue does not learn it.
   */
  readonly kind: 'none' | 'fails' | 'dies' | 'stalls' | 'unanswered';
  /** Which call of the invocation it meets, and on which side of its effect. */
  readonly at: number;
  readonly side: 'before' | 'after';
};

const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom('none', 'fails', 'dies', 'stalls', 'unanswered'),
  at: fc.integer({ min: 1, max: 12 }),
  side: fc.constantFrom('before', 'after'),
});

/** A request to cancel one of the batches, before the nth call of an invocation, or after it where it makes fewer. */
interface Cancel {
  readonly batch: number;
  readonly at: number;
}

/** One invocation: from which groups it gets messages, what befalls it, and whether one that hangs goes on after it. */
interface Step {
  readonly groups: readonly number[];
  readonly fault: Fault;
  readonly wakes: boolean;
  readonly cancel: Cancel | undefined;
}

const step: fc.Arbitrary<Step> = fc.record({
  groups: fc.array(fc.nat({ max: IDS.length - 1 }), { minLength: 1, maxLength: 10 }),
  fault,
  wakes: fc.boolean(),
  cancel: fc.option(fc.record({ batch: fc.nat(3), at: fc.integer({ min: 1, max: 8 }) }), {
    nil: undefined,
    freq: 4,
  }),
});

/** RFC 7396, section 2, word by word. */
function merge(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const result = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, merge(result.get(name), value));
  }
  return Object.fromEntries(result);
}

const { checkDocument } = compileSchema(definition().schema);

interface Expected {
  readonly documents: ReadonlyMap<string, Json>;
  readonly applied: ReadonlyMap<string, number>;
  /** Of each batch, what became of each patch. */
  readonly results: readonly (readonly Result[])[];
}

type Result = {
  readonly result: 'applied' | 'unchanged' | 'cancelled' | FailureCode;
  readonly currentVersion?: number;
  readonly causedBy?: number;
};

/** What applying all patches one by one comes to, but those that were cancelled. */
function applyInOrder(
  submissions: readonly Submission[],
  isCancelled: (batch: number, index: number) => boolean,
): Expected {
  const documents = new Map<string, Json>([['c-1', EXISTING]]);
  const applied = new Map<string, number>();
  const results = submissions.map(({ operation, onFailure, documents: patches, ifVersion }, batch) => {
    const causes = new Map<string, number>();
    return patches.map((patch, index): Result => {
      if (isCancelled(batch, index)) return { result: 'cancelled' };
      const id = String(patch['customerId']);
      const causedBy = causes.get(id);
      if (causedBy !== undefined) return { result: 'skipped_after_failure', causedBy };
      const current = documents.get(id);
      const version = (id === 'c-1' ? 1 : 0) + (applied.get(id) ?? 0);
      const step = applyOne(operation, current, patch, version, ifVersion[index] ?? undefined);
      if (typeof step === 'string') {
        if (onFailure === 'skipRest' && step !== 'unchanged') causes.set(id, index);
        return step === 'version_mismatch' ? { result: step, currentVersion: version } : { result: step };
      }
      if (step.document === undefined) documents.delete(id);
      else documents.set(id, step.document);
      applied.set(id, (applied.get(id) ?? 0) + 1);
      return { result: 'applied' };
    });
  });
  return { documents, applied, results };
}

function applyOne(
  operation: Operation,
  current: Json | undefined,
  patch: JsonObject,
  version: number,
  ifVersion: number | undefined,
): 'unchanged' | FailureCode | { readonly document: Json | undefined } {
  const isNeeded = operation === 'patch' || operation === 'delete';
  if (current === undefined && isNeeded) return 'resource_not_found';
  if (ifVersion !== undefined && ifVersion !== version) return 'version_mismatch';
  if (operation === 'delete') return { document: undefined };
  if (current !== undefined && operation === 'create') return 'already_exists';
  const next = merge(current, patch);
  if (isDeepStrictEqual(next, current)) return 'unchanged';
  if (!isJsonObject(next) || checkDocument(next).length > 0) return 'validation_failed';
  return { document: next };
}

/** The groups of a FIFO queue, each with the messages that are not yet deleted. */
function createQueue(records: readonly SqsRecord[]) {
  const groups = Map.groupBy(records, ({ attributes }) => attributes.MessageGroupId);
  return {
    isEmpty: () => groups.size === 0,
    /** The next messages of these groups, each group's in order. */
    deliver(picks: readonly number[]): readonly SqsRecord[] {
      const lists = [...groups.values()];
      const taken = lists.map(() => 0);
      return picks.flatMap((pick) => {
        const at = pick % lists.length;
        const next = lists[at]?.[taken[at] ?? 0];
        taken[at] = (taken[at] ?? 0) + 1;
        return next === undefined ? [] : [next];
      });
    },
    delete(done: readonly SqsRecord[]): void {
      for (const [groupId, held] of [...groups]) {
        const left = held.filter((record) => !done.includes(record));
        expect(left, 'a message was left behind while a later one of its group was done').toEqual(
          left.length === 0 ? [] : held.slice(-left.length),
        );
        if (left.length === 0) groups.delete(groupId);
        else groups.set(groupId, left);
      }
    },
  };
}

/** Hooks that bring a fault about; `stalled` comes when a call hangs, which `wake` ends. */
function bring({ kind, at, side }: Fault) {
  const stalled = Promise.withResolvers<void>();
  const woken = Promise.withResolvers<void>();
  let calls = 0;
  const hook: Hook = async () => {
    calls += 1;
    if ((kind === 'fails' && calls === at) || (kind === 'dies' && calls >= at)) {
      throw new TransientError('a call was made to fail');
    }
    if (kind === 'stalls' && calls === at) {
      stalled.resolve();
      await woken.promise;
    }
  };
  const hooks: Partial<Record<Fault['side'], Hook>> = { [side]: hook };
  return { hooks, stalled: stalled.promise, wake: woken.resolve };
}

/** Raises the flag as a request does: the first time stays. */
function requestCancel(store: MemoryStore, batch: number): void {
  const held = store.headers.get(batchKey(`b-${batch}`));
  if (held !== undefined)
    store.headers.set(held, { ...held, cancelRequestedAt: held.cancelRequestedAt ?? held.createdAt });
}

/** Delivers all messages, at first as the steps say, then without faults. Gives what was logged. */
async function run(store: MemoryStore, records: readonly SqsRecord[], steps: readonly Step[]) {
  const queue = createQueue(records);
  const asleep: { readonly wake: () => void; readonly running: Promise<unknown> }[] = [];
  const logs: (readonly LogEntry[])[] = [];
  for (let at = 0; !queue.isEmpty(); at += 1) {
    const { groups, fault: befalls, wakes, cancel } = steps[at] ?? CALM;
    const delivered = queue.deliver(groups);
    const { hooks, stalled, wake } = bring(befalls);
    let calls = 0;
    const before: Hook = async (call) => {
      calls += 1;
      if (calls === cancel?.at) requestCancel(store, cancel.batch);
      await hooks.before?.(call);
    };
    const { ports, receive } = createConsumer({ store, ...hooks, before });
    // What an invocation throws, the event source takes for the failure of all its messages.
    const running = receive(...delivered).catch(() => delivered.map(({ messageId }) => messageId));
    const failed = await Promise.race([running, stalled]);
    logs.push(ports.logged);
    if (failed === undefined) asleep.push({ wake, running });
    else if (befalls.kind === 'none' || befalls.kind === 'fails') {
      queue.delete(delivered.filter(({ messageId }) => !failed.includes(messageId)));
    }
    if (cancel !== undefined) requestCancel(store, cancel.batch);
    if (wakes) await wakeUp(asleep.splice(0, 1));
  }
  await wakeUp(asleep);
  return logs.flat();
}

const CALM: Step = {
  groups: [0, 0, 1, 1, 2, 2],
  fault: { kind: 'none', at: 1, side: 'before' },
  wakes: false,
  cancel: undefined,
};

async function wakeUp(
  sleepers: readonly { readonly wake: () => void; readonly running: Promise<unknown> }[],
) {
  for (const { wake, running } of sleepers) {
    wake();
    await running;
  }
}

describe('apply-patches', () => {
  it('comes to what applying the patches in order comes to, whatever faults and redeliveries there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(submission, { minLength: 1, maxLength: 4 }),
        fc.array(step, { maxLength: 12 }),
        async (submissions, steps) => {
          const store = storeOf({ 'c-1': stateOf(resource({ data: EXISTING })) });
          const records = submissions.flatMap((made, at) =>
            accept(
              store,
              { batchId: `b-${at}`, operation: made.operation, onFailure: made.onFailure },
              made.documents,
              made.perMessage,
              made.operation === 'patch' ? made.ifVersion : [],
            ),
          );
          const logged = await run(store, records, steps);
          const headerOf = (at: number) =>
            store.headers.get(batchKey(`b-${at}`)) ?? expect.fail('the batch is gone');
          const isCancelled = (at: number, index: number) => headerOf(at).ledger.cancelled.has(index);
          const expected = applyInOrder(
            submissions.map((made) => (made.operation === 'patch' ? made : { ...made, ifVersion: [] })),
            isCancelled,
          );

          for (const id of IDS) {
            const messages = records.filter(({ body }) => body.includes(`"externalId":"${id}"`)).length;
            const initially = id === 'c-1' ? 1 : 0;
            const state = store.states.get(keyOf(id));
            expect(state?.resource?.data).toEqual(expected.documents.get(id));
            expect(state?.version ?? 0).toBe(initially + (expected.applied.get(id) ?? 0));
            expect(state?.resource?.version).toBe(state?.resource && state.version);
            // Every message is taken in by one write, the data changing or not.
            expect(state?.revision ?? 0).toBe(initially + messages);
          }
          for (const [at, results] of expected.results.entries()) {
            const held = headerOf(at);
            const failures = store.failures.get(held);
            const sets = Object.values(held.ledger).flatMap((indexes) => [...indexes]);
            expect(sets.toSorted((a, b) => a - b)).toEqual([...results.keys()]);
            for (const [index, { result, ...more }] of results.entries()) {
              const outcome = outcomeOf(held.ledger, index);
              const failure = outcome === 'failed' ? failures?.get(index) : undefined;
              expect(failure?.code ?? outcome).toBe(result);
              expect(failure?.currentVersion).toBe(more.currentVersion);
              expect(failure?.causedBy).toBe(more.causedBy);
            }
            if (held.cancelRequestedAt === undefined) expect([...held.ledger.cancelled]).toEqual([]);
            const documents = submissions[at]?.documents ?? [];
            for (const id of IDS) {
              // Of one resource, nothing is applied past what was cancelled.
              const lane = [...results.keys()].filter((index) => documents[index]?.['customerId'] === id);
              const from = lane.findIndex((index) => isCancelled(at, index));
              const rest = from < 0 ? [] : lane.slice(from);
              expect(rest.filter((index) => !isCancelled(at, index))).toEqual([]);
            }
            expect(held.completedAt).toBeDefined();
            const completed = logged.filter(
              ({ message, batchId }) => message === 'batch completed' && batchId === `b-${at}`,
            );
            expect(completed.length).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
