import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMetrics } from '../../../functions/adapters/metrics.ts';
import { METRICS, type MetricName } from '../../../functions/domain/metrics.ts';
import { type Emitted, emittedIn } from '../../support/emf.ts';

/** What goes out while an invocation counts. */
async function emitted(...counted: readonly (readonly [MetricName, number, string?])[]): Promise<Emitted[]> {
  const lines = capture();
  const metrics = createMetrics();
  await metrics.emitAfter(async () => {
    for (const one of counted) metrics.add(...one);
  })();
  return lines();
}

function capture(): () => Emitted[] {
  const texts: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    texts.push(String(chunk));
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) =>
    expect.fail(`there is a warning: ${chunk}`),
  );
  return () => emittedIn(texts.join(''));
}

const SERVICE = { service: 'patchlane' };

describe('metrics', () => {
  beforeEach(() => {
    vi.stubEnv('POWERTOOLS_DEV', '');
    vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Stage');
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'patchlane');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it.each(Object.keys(METRICS) as MetricName[])(
    // Object.keys forgets its key type
    'go out under the stage, with their unit and their dimensions: %s',
    async (name) => {
      const { unit, ...kind } = METRICS[name];
      const counted = 'by' in kind ? ([name, 7, 'one'] as const) : ([name, 7] as const);
      expect(await emitted(counted)).toEqual([
        {
          namespace: 'Stage',
          name,
          unit,
          values: [7],
          dimensions: 'by' in kind ? [SERVICE, { ...SERVICE, [kind.by]: 'one' }] : [SERVICE],
        },
      ]);
    },
  );

  it('keep each value that was added', async () => {
    expect(await emitted(['LaneSize', 3], ['LaneSize', 1], ['LaneSize', 3])).toMatchObject([
      { values: [3, 1, 3] },
    ]);
  });

  it('keep a zero', async () => {
    expect(await emitted(['OldestUnfinishedBatch', 0])).toMatchObject([{ values: [0] }]);
  });

  it('of the same name are told apart by their dimension', async () => {
    const found = await emitted(
      ['PatchesFailed', 1, 'validation_failed'],
      ['LaneSize', 4],
      ['PatchesFailed', 2, 'resource_not_found'],
      ['PatchesFailed', 3, 'validation_failed'],
    );
    expect(found.map(({ name, values, dimensions }) => [name, values, dimensions.at(-1)])).toEqual([
      ['PatchesFailed', [1, 3], { ...SERVICE, code: 'validation_failed' }],
      ['LaneSize', [4], SERVICE],
      ['PatchesFailed', [2], { ...SERVICE, code: 'resource_not_found' }],
    ]);
  });

  it.each([99, 100, 101, 250])('lose nothing of %i values, of which a line takes 100', async (count) => {
    const found = await emitted(
      ...Array.from({ length: count }, (_, at) => ['BatchesCompleted', at, 'success'] as const),
    );
    expect(found.flatMap(({ values }) => values)).toEqual(Array.from({ length: count }, (_, at) => at));
    for (const { values, dimensions } of found) {
      expect(values.length).toBeLessThanOrEqual(100);
      expect(dimensions).toEqual([SERVICE, { ...SERVICE, status: 'success' }]);
    }
  });

  it('write nothing where nothing was counted', async () => {
    const lines = capture();
    await createMetrics().emitAfter(async () => 'done')();
    expect(process.stdout.write).not.toHaveBeenCalled();
    expect(lines()).toEqual([]);
  });

  it('go out after an invocation that throws, and leave nothing to the next', async () => {
    const lines = capture();
    const metrics = createMetrics();
    const invoke = metrics.emitAfter(async (fails: boolean) => {
      metrics.add('KnownByLedger', 1);
      if (fails) throw new Error('it was made to fail');
      return 'done';
    });
    await expect(invoke(true)).rejects.toThrow('it was made to fail');
    expect(lines()).toHaveLength(1);
    expect(await invoke(false)).toBe('done');
    expect(lines().map(({ values }) => values)).toEqual([[1], [1]]);
  });

  it('refuse a dimension that their kind does not have', async () => {
    await expect(emitted(['LaneSize', 1, 'tenant-1'])).rejects.toThrow(RangeError);
  });
});
