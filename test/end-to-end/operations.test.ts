import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { METRICS, type MetricName } from '../../functions/domain/metrics.ts';
import { batchIdOf } from '../support/api.ts';
import type { Emitted } from '../support/emf.ts';
import { emittedBy, type LogLine, loggedBy } from '../support/log-lines.ts';
import { defineContact, newTenant } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';

const BATCH = '/api/resources/contact/batch';
const test = await sharedStack({ scheduleIntervalMs: 500 });
const { api, stack } = test;
await defineContact(test);

/** What the functions write when they have answered comes a moment after the answer. */
const WAIT = { timeout: 30_000, interval: 50 };

const valuesOf = (emitted: readonly Emitted[], wanted: MetricName, by?: Readonly<Record<string, string>>) =>
  emitted
    .filter(({ name, dimensions }) => {
      const last = dimensions.at(-1) ?? {};
      return name === wanted && Object.entries(by ?? {}).every(([key, value]) => last[key] === value);
    })
    .flatMap(({ values }) => values);

const sumOf = (...args: Parameters<typeof valuesOf>) =>
  valuesOf(...args).reduce((sum, value) => sum + value, 0);

/** Two records that are applied, one that is not, and a call that is refused. */
async function traffic() {
  const { name: tenantId, token } = await newTenant(test);
  const resources = [
    { contactId: 'c-1', name: 'Ada' },
    { contactId: 'c-1', counter: 1 },
    { contactId: 'c-2', name: 'Grace', address: { zip: 'without a city' } },
  ];
  const answer = await api.call('POST', BATCH, { token, body: { resources } });
  const refused = await api.call('PATCH', BATCH, { token, body: { resources: [] } });
  expect([answer.status, refused.status]).toEqual([202, 400]);
  const batchId = batchIdOf(answer);
  await api.untilFinal(batchId, token);
  return { tenantId, token, batchId, requestId: answer.headers.get('x-request-id') ?? '' };
}

const before = Date.now();
const first = await traffic();

describe('the metrics of a run', () => {
  it('say what its batch came to', async () => {
    await vi.waitFor(async () => {
      const emitted = await emittedBy(stack);
      expect({
        accepted: sumOf(emitted, 'BatchesAccepted'),
        patches: sumOf(emitted, 'PatchesAccepted'),
        refused: sumOf(emitted, 'BatchesRefused', { reason: 'invalid' }),
        completed: sumOf(emitted, 'BatchesCompleted', { status: 'partial_success' }),
        applied: sumOf(emitted, 'PatchesApplied'),
        failed: sumOf(emitted, 'PatchesFailed', { code: 'validation_failed' }),
        lanes: valuesOf(emitted, 'LaneSize').toSorted(),
      }).toEqual({
        accepted: 1,
        patches: 3,
        refused: 1,
        completed: 1,
        applied: 2,
        failed: 1,
        lanes: [1, 2],
      });
      for (const name of ['AcceptToFinal', 'EnqueueToApplied'] as const) {
        const [milliseconds, ...others] = valuesOf(emitted, name);
        expect(others).toEqual([]);
        expect(milliseconds).toBeGreaterThanOrEqual(0);
        expect(milliseconds).toBeLessThan(Date.now() - before);
      }
    }, WAIT);
  });

  it('say that the sweeper runs, also when it finds nothing', async () => {
    await vi.waitFor(async () => {
      expect(valuesOf(await emittedBy(stack), 'OldestUnfinishedBatch')).toContain(0);
    }, WAIT);
  });

  it('are of the catalogue, under the name of the stack', async () => {
    const emitted = await emittedBy(stack);
    expect(emitted.length).toBeGreaterThan(5);
    for (const { name, namespace, unit, dimensions } of emitted) {
      const kind = METRICS[name as MetricName]; // one that is not there has no unit
      const by = 'by' in kind ? [['service', kind.by]] : [];
      expect([namespace, unit]).toEqual(['Patchlane-local', kind.unit]);
      expect(dimensions.map((set) => Object.keys(set))).toEqual([['service'], ...by]);
      expect(dimensions.every(({ service }) => service === 'patchlane')).toBe(true);
    }
  });
});

describe('the log of a run', () => {
  it("tells a batch's story under the id of its request", async () => {
    const { tenantId, batchId, requestId } = first;
    const found = await vi.waitFor(async () => {
      const lines = (await loggedBy(stack)).filter((line) => line['requestId'] === requestId);
      expect(lines).toHaveLength(4);
      return lines;
    }, WAIT);
    for (const line of found) expect(line).toMatchObject({ batchId, partnerId: 'acme', tenantId });
    const byMessage = Object.fromEntries(found.map((line) => [line.message, line]));
    expect(byMessage).toMatchObject({
      'request answered': { route: 'POST /api/resources/{schema}/batch', status: 202 },
      'batch accepted': { records: 3, lanes: 2 },
      'records failed': { index: 2, code: 'validation_failed', failed: 1, codes: { validation_failed: 1 } },
      'batch completed': { status: 'partial_success', records: 3, applied: 2, failed: 1 },
    });
  });

  it('has the lines and keys of docs/operations.md, and no others', async () => {
    const documented = await documentedLines();
    expect(documented.size).toBeGreaterThan(20);
    const lines = await loggedBy(stack);
    expect(lines.map(({ message }) => message)).toContain('lanes consumed');
    for (const line of lines) {
      const row = documented.get(line.message) ?? expect.fail(`not documented: ${line.message}`);
      expect([line.message, line.level.toLowerCase()]).toEqual([line.message, row.level]);
      expect([line.message, keysOf(line).filter((key) => !row.keys.has(key))]).toEqual([line.message, []]);
    }
  });
});

/** What every line has. */
const FRAME = new Set(['level', 'message', 'timestamp', 'service', 'sampling_rate', 'xray_trace_id']);

function keysOf(line: LogLine): readonly string[] {
  return Object.keys(line).filter((key) => !FRAME.has(key));
}

/** The table of log lines. */
async function documentedLines() {
  const text = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const found = new Map<string, { readonly level: string; readonly keys: ReadonlySet<string> }>();
  for (const [, message = '', level = '', cell = ''] of text.matchAll(
    /^\| `([^`]+)` \| (info|warn|error) \| ([^|]*) \|/gm,
  )) {
    const [, like = ''] = /^as `([^`]+)`/.exec(cell) ?? [];
    const own = [...cell.matchAll(/`(\w+)`/g)].map(([, key = '']) => key);
    found.set(message, { level, keys: new Set([...(found.get(like)?.keys ?? []), ...own]) });
  }
  return found;
}

describe('a trace', () => {
  it('is in every line, another one for each invocation', async () => {
    const { batchId } = await traffic();
    const traces = await vi.waitFor(async () => {
      const found = (await loggedBy(stack))
        .filter((line) => line['batchId'] === batchId && line.message.startsWith('batch '))
        .map((line) => line['xray_trace_id']);
      expect(found).toHaveLength(2);
      return found;
    }, WAIT);
    for (const trace of traces) expect(trace).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(new Set(traces).size).toBe(traces.length);
  });
});
