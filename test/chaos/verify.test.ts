import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Violation, type ViolationKind, verifyBatch, verifyResource } from '../../chaos/verify.ts';
import { apply, type LegalRun, legalRun } from './support/legal-run.ts';

function violationsOf({ stored, writes, batches }: LegalRun): readonly Violation[] {
  return [
    ...batches.flatMap(verifyBatch),
    ...[...writes].flatMap(([externalId, all]) =>
      stored.has(externalId) || !externalId.startsWith('none-')
        ? verifyResource(externalId, all, stored.get(externalId))
        : [],
    ),
  ];
}

function kindsOf(run: LegalRun): readonly ViolationKind[] {
  return [...new Set(violationsOf(run).map(({ kind }) => kind))];
}

/** A lane of several patches that was applied, and what its resource is now; a run may have none. */
function findAppliedLane(run: LegalRun) {
  for (const [externalId, writes] of run.writes) {
    for (const write of writes) {
      const applied = write.patches.filter(({ reported }) => reported === 'applied');
      const resource = run.stored.get(externalId);
      if (applied.length > 2 && resource !== undefined) return { externalId, write, applied, resource };
    }
  }
  return undefined;
}

function appliedLane(run: LegalRun) {
  const lane = findAppliedLane(run);
  if (lane === undefined) throw new Error('the run has no lane of several patches');
  return lane;
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const seedsWithLane = seeds.filter((seed) => findAppliedLane(legalRun(seed)) !== undefined);

describe('what is held against the API', () => {
  it('finds nothing in any legal order', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(violationsOf(legalRun(seed))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('finds a patch that was reported applied and left nothing: lost', () => {
    fc.assert(
      fc.property(seedsWithLane, (seed) => {
        const run = legalRun(seed);
        const { externalId, write, resource } = appliedLane(run);
        const done: Record<string, unknown> = { ...(resource.data['done'] as object) };
        delete done[write.id];
        run.stored.set(externalId, { ...resource, data: { ...resource.data, done } });
        expect(kindsOf(run)).toContain('lost');
      }),
      { numRuns: 20 },
    );
  });

  it('finds a resource that is not there: lost', () => {
    const run = legalRun(1);
    run.stored.delete('cell-0');
    expect(violationsOf(run)).toEqual([{ kind: 'lost', what: 'cell-0 is not there' }]);
  });

  it('finds a lane that was applied a second time, at once or after others: twice', () => {
    fc.assert(
      fc.property(seedsWithLane, (seed) => {
        const run = legalRun(seed);
        const { externalId, applied } = appliedLane(run);
        for (const { patch } of applied) apply(run.stored, externalId, patch.body);
        expect(kindsOf(run)).toContain('twice');
      }),
      { numRuns: 20 },
    );
  });

  it('finds a patch that met itself and reported unchanged: twice', () => {
    const run = legalRun(1);
    const [first, ...rest] = run.batches;
    if (first === undefined) throw new Error('there is no batch');
    const patches = first.patches.map((one, at) => (at === 0 ? { ...one, reported: 'unchanged' } : one));
    expect(violationsOf({ ...run, batches: [{ ...first, patches }, ...rest] })).toMatchObject([
      { kind: 'twice', what: expect.stringContaining('reported unchanged, not applied') },
    ]);
  });

  it('finds two patches of a lane that changed places: out of order', () => {
    fc.assert(
      fc.property(seedsWithLane, fc.nat(), (seed, place) => {
        const run = legalRun(seed);
        const { externalId, write, applied } = appliedLane(run);
        // The resource as it is when this lane alone is applied once more, to nothing, with two places changed.
        const bodies = applied.map(({ patch }) => patch.body);
        const at = place % (bodies.length - 1);
        const [a = {}, b = {}] = bodies.slice(at, at + 2);
        bodies.splice(at, 2, b, a);
        const alone = new Map([[externalId, { version: 0, data: { cellId: externalId, fixed: 1 } }]]);
        for (const body of bodies) apply(alone, externalId, body);
        expect(verifyResource(externalId, [write], alone.get(externalId))).toMatchObject([{ kind: 'order' }]);
      }),
      { numRuns: 50 },
    );
  });

  it('finds a last writer that another one came wholly after: out of order', () => {
    const run = legalRun(1);
    const early = run.writes.get('cell-0')?.[0]?.id;
    const resource = run.stored.get('cell-0');
    if (resource === undefined) throw new Error('there is no cell-0');
    run.stored.set('cell-0', { ...resource, data: { ...resource.data, last: early } });
    expect(violationsOf(run)).toMatchObject([
      { kind: 'order', what: expect.stringContaining('had ended when') },
    ]);
  });

  it('finds what no patch can have made: otherwise wrong', () => {
    const run = legalRun(1);
    const resource = run.stored.get('cell-0');
    if (resource === undefined) throw new Error('there is no cell-0');
    run.stored.set('cell-0', { ...resource, data: { ...resource.data, pair: { right: 1 } } });
    expect(violationsOf(run)).toEqual([{ kind: 'wrong', what: 'cell-0, it has a field pair' }]);
  });

  it('finds a failed patch that left a trace: otherwise wrong', () => {
    const run = legalRun(1);
    const { externalId, write } = appliedLane(run);
    const patches = write.patches.map((one) => ({ ...one, reported: 'retries_exhausted' }));
    const violations = verifyResource(externalId, [{ ...write, patches }], run.stored.get(externalId));
    expect(violations).toContainEqual({
      kind: 'wrong',
      what: expect.stringContaining('was reported retries_exhausted, and is there'),
    });
  });

  it.each<[ViolationKind, object]>([
    ['twice', { successfulRecords: 1001 }],
    ['lost', { successfulRecords: 0, pendingRecords: 1 }],
    ['wrong', { processedRecords: 7 }],
  ])('finds counts of a batch that do not add up: %s', (kind, progress) => {
    const run = legalRun(1);
    const [first] = run.batches;
    const [report] = first?.reports ?? [];
    if (first === undefined || report === undefined) throw new Error('there is no batch');
    const wrong = { ...first, reports: [{ ...report, progress: { ...report.progress, ...progress } }] };
    expect(verifyBatch(wrong)).toMatchObject([{ kind }]);
  });

  it('lets a patch of unclear outcome be there or not', () => {
    const run = legalRun(1);
    const { externalId, write } = appliedLane(run);
    const all = run.writes.get(externalId) ?? [];
    const unclear = {
      ...write,
      patches: write.patches.map((one) => ({
        ...one,
        reported: one.reported === 'applied' ? 'unclear' : one.reported,
      })),
    };
    const others = all.map((one) => (one === write ? unclear : one));
    expect(verifyResource(externalId, others, run.stored.get(externalId))).toEqual([]);
  });
});
