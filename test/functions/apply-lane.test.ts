import { describe, expect, it } from 'vitest';
import { applyLane } from '../../functions/apply-lane.ts';
import type { BatchHeader, Operation } from '../../functions/domain/batch.ts';
import { TransientError } from '../../functions/domain/errors.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import type { LaneMessage } from '../../functions/domain/lanes.ts';
import { MARKER_LIMIT, type Marker, type Standing } from '../../functions/domain/marker.ts';
import { NO_STATE, type ResourceState } from '../../functions/domain/resource.ts';
import { header, ledger, patches, resource, stateOf } from '../support/domain.ts';
import { type MemoryPortsOptions, NOW } from '../support/memory-ports.ts';
import { failing, type Hook, once } from '../support/port-calls.ts';
import { batchKey, createConsumer, keyOf, storeOf } from './support/consumer.ts';
import { definition } from './support/definitions.ts';

/** `c-1` as it stands before each test, read as the consumer reads it. */
const START = stateOf(resource({ version: 4, data: customer({ email: 'a@b.example', visits: 1 }) }), {
  revision: 7,
});

function customer(fields: JsonObject): JsonObject {
  return { customerId: 'c-1', ...fields };
}

/** Patches of `c-1` with these fields, numbered from 0. */
function laneOf(...fields: readonly JsonObject[]): LaneMessage {
  return { ...keyOf('c-1'), batchId: 'b-1', patches: patches(...fields.map(customer)) };
}

function headerOf(operation: Operation = 'patch', overrides: Partial<BatchHeader> = {}): BatchHeader {
  return header({ batchId: 'b-1', operation, total: 100, ...overrides });
}

interface Given {
  readonly of?: BatchHeader;
  /** How the lanes of the marker stand. */
  readonly standing?: Standing;
}

function createWorld(options: MemoryPortsOptions = {}, stored: ResourceState = START) {
  const store = options.store ?? storeOf({ 'c-1': stored });
  store.headers.set(batchKey(), headerOf());
  const { ports, deps, pauses } = createConsumer({ ...options, store });
  return {
    ports,
    pauses,
    apply: (lane: LaneMessage, { of = headerOf(), standing = 'open' }: Given = {}) =>
      applyLane(deps, lane, of, {
        state: stored,
        standingOf: () => standing,
        before: [],
        sentAt: NOW.getTime() - 2500,
      }),
    stored: () => store.states.get(keyOf('c-1')) ?? NO_STATE,
    names: () => ports.calls.map(({ name }) => name),
  };
}

/** Before each write of ours, another one that changes nothing but the revision. */
function alwaysOvertaken(world: () => ReturnType<typeof createWorld>): Hook {
  return ({ name }) => {
    if (name !== 'write') return;
    const state = world().stored();
    world().ports.store.states.set(keyOf('c-1'), { ...state, revision: state.revision + 1 });
  };
}

describe('applyLane', () => {
  it('writes a resource once, however many patches change it', async () => {
    const { apply, stored, names } = createWorld();
    const applied = await apply(laneOf({ visits: 2 }, { visits: 3, name: 'A' }, { email: 'x@y.example' }));
    expect(stored()).toEqual({
      resource: {
        id: 'resource-1',
        version: 7,
        createdAt: '2026-11-01T08:00:00.000Z',
        updatedAt: '2026-11-24T12:00:00.000Z',
        data: customer({ email: 'x@y.example', visits: 3, name: 'A' }),
      },
      version: 7,
      revision: 8,
      marker: [{ batchId: 'b-1', lane: 0, outcomes: ['applied', 'applied', 'applied'] }],
    });
    expect(applied).toEqual({
      settled: [
        { index: 0, outcome: 'applied' },
        { index: 1, outcome: 'applied' },
        { index: 2, outcome: 'applied' },
      ],
      state: stored(),
    });
    expect(names()).toEqual(['findSchemaVersion', 'write']);
  });

  it('applies patches one after the other, never merged with each other', async () => {
    const { apply, stored } = createWorld(
      {},
      stateOf(resource({ data: customer({ email: 'a@b.example', more: { c: 3 } }) })),
    );
    await apply(laneOf({ more: 1 }, { more: { b: 2 } }));
    expect(stored().resource?.data['more']).toEqual({ b: 2 });
  });

  it('creates a resource where there is none and the batch may', async () => {
    const { apply, stored } = createWorld({}, NO_STATE);
    await apply(laneOf({ email: 'a@b.example' }, { visits: 1 }), { of: headerOf('upsert') });
    expect(stored()).toEqual({
      resource: {
        id: 'new-1',
        version: 2,
        createdAt: '2026-11-24T12:00:00.000Z',
        updatedAt: '2026-11-24T12:00:00.000Z',
        data: customer({ email: 'a@b.example', visits: 1 }),
      },
      version: 2,
      revision: 1,
      marker: [{ batchId: 'b-1', lane: 0, outcomes: ['applied', 'applied'] }],
    });
  });

  it('goes on after a patch that fails, from the resource as it was', async () => {
    const { apply, stored } = createWorld();
    const lane = laneOf({ visits: 2 }, { tier: 'gold', visits: 9 }, { name: 'A' }, { name: 'A' });
    const { settled } = await apply(lane);
    expect(settled).toMatchObject([
      { index: 0, outcome: 'applied' },
      { index: 1, outcome: 'failed' },
      { index: 2, outcome: 'applied' },
      { index: 3, outcome: 'unchanged' },
    ]);
    expect(stored()).toMatchObject({
      resource: { version: 6, data: customer({ email: 'a@b.example', visits: 2, name: 'A' }) },
      marker: [{ outcomes: ['applied', 'failed', 'applied', 'unchanged'] }],
    });
  });

  it('checks documents by the version of the schema that the batch was accepted with', async () => {
    const { ports, apply } = createWorld();
    const older = definition({ schema: { type: 'object' } });
    const current = definition({ schema: { type: 'object', maxProperties: 0 }, versionNumber: 2 });
    for (const version of [older, current]) ports.store.versions.set(version, version);
    const { settled } = await apply(laneOf({ name: 'A' }), { of: headerOf('patch', { schemaVersion: 1 }) });
    expect(settled).toEqual([{ index: 0, outcome: 'applied' }]);
    expect(ports.calls[0]).toEqual({ name: 'findSchemaVersion', args: ['partner-1', 'schema-1', 1] });
  });

  describe('fences a lane that changes no data with a write', () => {
    it('when all of its patches are there already', async () => {
      const { apply, stored } = createWorld();
      const { settled } = await apply(laneOf({ visits: 1 }));
      expect(settled).toEqual([{ index: 0, outcome: 'unchanged' }]);
      expect(stored()).toEqual({
        ...START,
        revision: 8,
        marker: [{ batchId: 'b-1', lane: 0, outcomes: ['unchanged'] }],
      });
    });

    it('when there is no resource to patch', async () => {
      const { apply, stored } = createWorld({}, NO_STATE);
      const { settled } = await apply(laneOf({ visits: 1 }));
      expect(settled).toMatchObject([
        { index: 0, outcome: 'failed', failure: { code: 'resource_not_found' } },
      ]);
      expect(stored()).toEqual({
        resource: undefined,
        version: 0,
        revision: 1,
        marker: [{ batchId: 'b-1', lane: 0, outcomes: ['failed'] }],
      });
    });
  });

  describe('keeps in the marker', () => {
    const HELD: Marker = [1, 2, 3, 4].map((lane) => ({ batchId: 'b-0', lane, outcomes: ['applied'] }));
    const LANE = { batchId: 'b-1', lane: 0, outcomes: ['applied'] };

    it('lanes of which the ledger is not known to hold the outcomes', async () => {
      const { apply, stored } = createWorld({}, { ...START, marker: HELD });
      await apply(laneOf({ visits: 2 }), { standing: 'open' });
      expect(stored()).toMatchObject({ marker: [LANE, ...HELD] });
    });

    it('of those that are reported the last two, and remembers that there were more', async () => {
      const { apply, stored } = createWorld({}, { ...START, marker: HELD });
      await apply(laneOf({ visits: 2 }), { standing: 'reported' });
      expect(stored()).toMatchObject({ marker: [LANE, ...HELD.slice(0, 2)], forgotten: 'b-0' });
    });
  });

  describe('saves why patches failed', () => {
    it('before it writes the resource', async () => {
      const { ports, apply, names } = createWorld();
      await apply(laneOf({ tier: 'gold' }, { name: 'A' }, { name: 1, email: null }));
      expect(names()).toEqual(['findSchemaVersion', 'saveFailures', 'write']);
      const message = 'The patched resource does not match its schema.';
      const shared = { externalId: 'c-1', code: 'validation_failed', message, retryable: false };
      expect([...(ports.store.failures.get(batchKey())?.values() ?? [])]).toEqual([
        { index: 0, ...shared, errors: ['/since: is required when "tier" is given'] },
        { index: 2, ...shared, errors: ['/email: is required', '/name: must be string'] },
      ]);
    });

    it('and leaves the resource alone when it cannot', async () => {
      const { apply, stored } = createWorld({ before: failing('saveFailures') });
      await expect(apply(laneOf({ tier: 'gold' }))).rejects.toThrow(TransientError);
      expect(stored()).toEqual(START);
    });
  });

  describe('only reports a lane', () => {
    it('whose outcomes the ledger holds', async () => {
      const { apply, stored, names } = createWorld();
      const of = headerOf('patch', { ledger: ledger({ applied: [0], failed: [1], cancelled: [2] }) });
      expect(await apply(laneOf({ visits: 2 }, { visits: 3 }, { visits: 4 }), { of })).toEqual({
        settled: [
          { index: 0, outcome: 'applied' },
          { index: 1, outcome: 'failed' },
          { index: 2, outcome: 'cancelled' },
        ],
        state: START,
      });
      expect(stored()).toEqual(START);
      expect(names()).toEqual([]);
    });

    it('that the marker holds, though its patches would come to other outcomes now', async () => {
      const marker: Marker = [
        { batchId: 'b-2', lane: 0, outcomes: ['failed', 'failed'] },
        { batchId: 'b-1', lane: 0, outcomes: ['applied', 'unchanged'] },
      ];
      const { apply, stored, names } = createWorld({}, { ...START, marker });
      expect(await apply(laneOf({ visits: 2 }, { visits: 3 }), { of: headerOf('create') })).toEqual({
        settled: [
          { index: 0, outcome: 'applied' },
          { index: 1, outcome: 'unchanged' },
        ],
        state: { ...START, marker },
      });
      expect(stored()).toEqual({ ...START, marker });
      expect(names()).toEqual([]);
    });

    it.each<[string, Marker]>([
      ['another batch', [{ batchId: 'b-2', lane: 0, outcomes: ['failed'] }]],
      ['another part of the lane', [{ batchId: 'b-1', lane: 1, outcomes: ['failed'] }]],
    ])('and not one that only resembles a lane of the marker: %s', async (_, marker) => {
      const { apply } = createWorld({}, { ...START, marker });
      const { settled } = await apply(laneOf({ visits: 2 }));
      expect(settled).toEqual([{ index: 0, outcome: 'applied' }]);
    });

    it('and not one of which the ledger lacks an outcome', async () => {
      const { apply } = createWorld();
      const of = headerOf('patch', { ledger: ledger({ failed: [0] }) });
      const { settled } = await apply(laneOf({ visits: 2 }, { visits: 3 }), { of });
      expect(settled).toEqual([
        { index: 0, outcome: 'applied' },
        { index: 1, outcome: 'applied' },
      ]);
    });
  });

  describe('when somebody else wrote in between', () => {
    /** What the other one made of it. */
    const THEIRS: ResourceState = {
      ...START,
      resource: resource({ version: 5, data: customer({ email: 'a@b.example', visits: 5 }) }),
      version: 5,
      revision: 8,
      marker: [{ batchId: 'b-2', lane: 0, outcomes: ['applied'] }],
    };

    function createOvertaken(theirs: ResourceState, overrides: Partial<BatchHeader> = {}) {
      const store = storeOf({ 'c-1': START });
      const world = createWorld({
        store,
        before: once('write', () => {
          store.states.set(keyOf('c-1'), theirs);
          store.headers.set(batchKey(), headerOf('patch', overrides));
        }),
      });
      return { ...world, store };
    }

    it('applies its patches to what stands now', async () => {
      const { apply, stored, pauses, ports } = createOvertaken(THEIRS);
      expect(await apply(laneOf({ visits: 5 }, { name: 'A' }))).toEqual({
        settled: [
          { index: 0, outcome: 'unchanged' },
          { index: 1, outcome: 'applied' },
        ],
        state: stored(),
      });
      expect(stored()).toMatchObject({
        resource: { version: 6, data: customer({ email: 'a@b.example', visits: 5, name: 'A' }) },
        revision: 9,
        marker: [{ batchId: 'b-1', outcomes: ['unchanged', 'applied'] }, { batchId: 'b-2' }],
      });
      expect(pauses).toEqual([1]);
      expect(ports.counted).toEqual([
        ['ConflictsRetried', 1],
        ['LaneSize', 2],
        ['PatchesApplied', 1],
        ['PatchesUnchanged', 1],
        ['EnqueueToApplied', 2500],
      ]);
    });

    it('creates a resource that is gone now', async () => {
      const { apply, stored } = createOvertaken({ ...NO_STATE, version: 5 });
      await apply(laneOf({ email: 'a@b.example' }), { of: headerOf('upsert') });
      expect(stored()).toMatchObject({ resource: { id: 'new-1', version: 6 }, revision: 1 });
    });

    it('takes the outcomes of another consumer of the same lane from the marker', async () => {
      const marker: Marker = [{ batchId: 'b-1', lane: 0, outcomes: ['unchanged', 'failed'] }];
      const { apply, stored, names } = createOvertaken({ ...THEIRS, marker });
      expect(await apply(laneOf({ visits: 2 }, { visits: 3 }))).toEqual({
        settled: [
          { index: 0, outcome: 'unchanged' },
          { index: 1, outcome: 'failed' },
        ],
        state: { ...THEIRS, marker },
      });
      expect(stored()).toEqual({ ...THEIRS, marker });
      expect(names()).toEqual(['findSchemaVersion', 'write']);
    });

    it('recognises its own write, whose answer did not arrive', async () => {
      const store = storeOf({ 'c-1': START });
      const { apply, stored, names } = createWorld({
        store,
        before: (call) => {
          if (call.name === 'write') store.states.set(call.args[0], call.args[1]);
        },
      });
      const { settled } = await apply(laneOf({ visits: 2 }, { visits: 2 }));
      expect(settled).toEqual([
        { index: 0, outcome: 'applied' },
        { index: 1, outcome: 'unchanged' },
      ]);
      expect(stored()).toMatchObject({ version: 5, revision: 8 });
      expect(names()).toEqual(['findSchemaVersion', 'write']);
    });

    it('takes them from the ledger when the marker has let go of the lane', async () => {
      const reported = ledger({ failed: [0], applied: [1] });
      const theirs = { ...THEIRS, forgotten: 'b-1' };
      const { apply, stored, names } = createOvertaken(theirs, { ledger: reported });
      const { settled } = await apply(laneOf({ visits: 2 }, { visits: 3 }));
      expect(settled).toEqual([
        { index: 0, outcome: 'failed' },
        { index: 1, outcome: 'applied' },
      ]);
      expect(stored()).toEqual(theirs);
      expect(names()).toEqual(['findSchemaVersion', 'write', 'header']);
    });

    it('goes on when its batch has expired meanwhile', async () => {
      const { apply, stored } = createOvertaken(THEIRS, { expiresAt: 1 });
      await apply(laneOf({ visits: 9 }));
      expect(stored().resource).toMatchObject({ version: 6, data: { visits: 9 } });
    });

    it('does nothing when its batch has expired and the lane may be one that the marker let go', async () => {
      const theirs = { ...THEIRS, forgotten: 'b-1' };
      const { apply, stored, ports } = createOvertaken(theirs, { expiresAt: 1 });
      expect(await apply(laneOf({ visits: 9 }))).toEqual({ settled: [], state: theirs });
      expect(stored()).toEqual(theirs);
      expect(ports.logged.at(-1)).toMatchObject({ level: 'error', batchId: 'b-1' });
    });

    it('saves the failures that count: those of the last try', async () => {
      const theirs = resource({ data: customer({ email: 'a@b.example', since: '2026-01-01' }) });
      const { apply, store } = createOvertaken({ ...THEIRS, resource: theirs });
      const { settled } = await apply(laneOf({ tier: 'gold' }, { since: null }));
      expect(settled).toMatchObject([{ outcome: 'applied' }, { outcome: 'failed' }]);
      expect(store.failures.get(batchKey())?.get(1)?.errors).toEqual([
        '/since: is required when "tier" is given',
      ]);
    });

    it('tries five times more, with longer and longer pauses, then leaves it to redelivery', async () => {
      const world: ReturnType<typeof createWorld> = createWorld({ before: alwaysOvertaken(() => world) });
      await expect(world.apply(laneOf({ visits: 2 }))).rejects.toThrow(
        new TransientError('a resource was changed by others 6 times while lane 0 of batch b-1 was applied'),
      );
      expect(world.names().filter((name) => name === 'write')).toHaveLength(6);
      expect(world.pauses).toEqual([1, 2, 3, 4, 5]);
      expect(world.stored()).toEqual({ ...START, revision: 13 });
    });

    it('still succeeds on the last try', async () => {
      let writes = 0;
      const world: ReturnType<typeof createWorld> = createWorld({
        before: (call) => {
          if (call.name === 'write') writes += 1;
          if (writes <= 5) return alwaysOvertaken(() => world)(call);
        },
      });
      await world.apply(laneOf({ visits: 2 }));
      expect(world.stored()).toMatchObject({ version: 5, revision: 13, resource: { data: { visits: 2 } } });
    });
  });

  describe('when the marker may have let go of the lane', () => {
    const MAY: ResourceState = { ...START, forgotten: 'b-1' };

    it('asks the ledger before it applies it', async () => {
      const { ports, apply, stored, names } = createWorld({}, MAY);
      ports.store.headers.set(batchKey(), headerOf('patch', { ledger: ledger({ failed: [0] }) }));
      expect(await apply(laneOf({ visits: 2 }))).toEqual({
        settled: [{ index: 0, outcome: 'failed' }],
        state: MAY,
      });
      expect(stored()).toEqual(MAY);
      expect(names()).toEqual(['header']);
    });

    it('applies one that is not there either', async () => {
      const { apply, names } = createWorld({}, MAY);
      const { settled } = await apply(laneOf({ visits: 2 }));
      expect(settled).toMatchObject([{ index: 0, outcome: 'applied' }]);
      expect(names()).toEqual(['header', 'findSchemaVersion', 'write']);
    });

    it('asks nobody when all that it let go came before', async () => {
      const { apply, names } = createWorld({}, { ...START, forgotten: 'b-0', lost: 'b-0' });
      const { settled } = await apply(laneOf({ visits: 2 }));
      expect(settled).toMatchObject([{ index: 0, outcome: 'applied' }]);
      expect(names()).toEqual(['findSchemaVersion', 'write']);
    });
  });

  describe('when the marker may have lost the lane', () => {
    it('says that it cannot be told, and changes nothing', async () => {
      const { ports, apply, stored } = createWorld({}, { ...START, lost: 'b-1' });
      const { settled } = await apply(laneOf({ visits: 2 }, { visits: 3 }));
      const failure = { code: 'outcome_unknown', retryable: false };
      expect(settled).toMatchObject([
        { index: 0, outcome: 'failed', failure },
        { index: 1, outcome: 'failed', failure },
      ]);
      expect(stored()).toMatchObject({
        resource: START.resource,
        revision: 8,
        marker: [{ batchId: 'b-1', outcomes: ['failed', 'failed'] }],
      });
      expect(ports.store.failures.get(batchKey())?.get(1)).toMatchObject(failure);
    });

    it('knows of one that its marker holds', async () => {
      const marker: Marker = [{ batchId: 'b-1', lane: 0, outcomes: ['applied'] }];
      const { apply } = createWorld({}, { ...START, marker, lost: 'b-1' });
      const { settled } = await apply(laneOf({ visits: 2 }));
      expect(settled).toEqual([{ index: 0, outcome: 'applied' }]);
    });

    it('which it does where more lanes are not reported than it can keep', async () => {
      const marker: Marker = Array.from({ length: MARKER_LIMIT }, (_, at) => ({
        batchId: `b-0${MARKER_LIMIT - at}`,
        lane: 0,
        outcomes: ['applied'],
      }));
      const { apply, stored } = createWorld({}, { ...START, marker });
      await apply(laneOf({ visits: 2 }), { standing: 'open' });
      expect(stored().marker).toHaveLength(MARKER_LIMIT);
      expect(stored()).toMatchObject({ lost: 'b-01' });
    });
  });

  describe('leaves a lane to redelivery', () => {
    it('when the version of its schema is not there', async () => {
      const { apply, stored } = createWorld();
      const of = headerOf('patch', { schemaVersion: 3 });
      await expect(apply(laneOf({ visits: 2 }), { of })).rejects.toThrow(
        new TransientError('version 3 of schema definition schema-1 was not found'),
      );
      expect(stored()).toEqual(START);
    });

    it.each<['findSchemaVersion' | 'write']>([['findSchemaVersion'], ['write']])(
      'when %s fails',
      async (name) => {
        const { apply, stored } = createWorld({ before: failing(name) });
        await expect(apply(laneOf({ visits: 2 }))).rejects.toThrow(TransientError);
        expect(stored()).toEqual(START);
      },
    );
  });
});
