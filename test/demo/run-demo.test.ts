import { describe, expect, it } from 'vitest';
import { ApiError, type Client } from '../../demo/client.ts';
import { createProgress } from '../../demo/progress.ts';
import { mismatchesOf } from '../../demo/report.ts';
import { runDemo } from '../../demo/run-demo.ts';
import { type Batch, type Stage, toStages } from '../../demo/scenario.ts';
import { airports, batch, modelClient, pendingReport, recorded } from './support/scenario.ts';

function deps(client: Client, now: () => number = () => 0) {
  const output = recorded();
  return { client, output, now, progress: createProgress(output, now) };
}

/** Stages of few small batches. */
const STAGES = toStages(airports(40), 20);

/** A client that is right but for what is given here. */
function tampered(overrides: (right: Client) => Partial<Client>): Client {
  const right = modelClient();
  return { ...right, ...overrides(right) };
}

describe('runDemo', () => {
  it('finds no mismatch where the API does what the model says', async () => {
    const result = await runDemo(deps(modelClient()), STAGES);
    expect(mismatchesOf(result)).toEqual([]);
    expect(result.read).toBe(41);
    const applied = result.stages.map(({ batches }) => batches.map((one) => one.applied));
    expect(applied[0]).toEqual([20, 20]);
    expect(Math.min(...(applied[1] ?? []))).toBeGreaterThan(0);
  });

  it('sends the batches of a stage two at a time, and the next stage when all of them are final', async () => {
    const calls: string[] = [];
    await runDemo(deps(modelClient(calls, 1)), STAGES);
    const open = new Set<string>();
    for (const call of calls) {
      const [what, label = ''] = [call.split(' ')[0], call.slice(call.indexOf(' ') + 1)];
      if (what === 'end') open.delete(label);
      else open.add(label);
      expect(open.size).toBeLessThanOrEqual(2);
    }
    expect(calls.indexOf('submit upload 2/2')).toBeLessThan(calls.indexOf('end upload 1/2'));
    const lastUpload = calls.findLastIndex((call) => call.startsWith('end upload'));
    expect(calls.findIndex((call) => call.startsWith('submit patch'))).toBeGreaterThan(lastUpload);
  });

  it('reads back each airport once, those that must not be there too', async () => {
    const read: string[] = [];
    const client = tampered((right) => ({
      airport: (iata) => {
        read.push(iata);
        return right.airport(iata);
      },
    }));
    await runDemo(deps(client), STAGES);
    expect(read.toSorted()).toEqual([...airports(40).map(({ iata }) => iata), 'XX000'].toSorted());
  });

  it('finds an airport that is read back otherwise than it should be', async () => {
    const client = tampered((right) => ({
      airport: async (iata) => {
        const airport = await right.airport(iata);
        return airport && iata === '007'
          ? { ...airport, data: { ...airport.data, city: 'Elsewhere' } }
          : airport;
      },
    }));
    const result = await runDemo(deps(client), STAGES);
    expect(mismatchesOf(result)).toEqual([
      { where: 'airport 007: city', expected: 'Atlanta', received: 'Elsewhere' },
    ]);
  });

  it('finds a patch that was applied twice, by the version, at the airport and at its batch', async () => {
    const client = tampered((right) => ({
      airport: async (iata) => {
        const airport = await right.airport(iata);
        return airport && iata === '007' ? { ...airport, version: airport.version + 1 } : airport;
      },
    }));
    const { stages, mismatches } = await runDemo(deps(client), STAGES);
    expect(mismatches.map(({ where }) => where)).toEqual(['airport 007: version']);
    expect(stages[0]?.mismatches).toEqual([]);
    expect(stages[1]?.mismatches.map(({ where }) => where.split(': ')[1])).toEqual(['applied', 'unchanged']);
  });

  it('finds an airport that was never created, at the batches that name it', async () => {
    const client = tampered((right) => ({
      airport: async (iata) => (iata === '007' ? undefined : right.airport(iata)),
    }));
    const { stages, mismatches } = await runDemo(deps(client), STAGES);
    expect(mismatches.length).toBeGreaterThan(0);
    const [upload, patch] = stages;
    expect(upload?.mismatches[0]).toEqual({ where: 'upload 1/2: applied', expected: 20, received: 19 });
    expect(patch?.mismatches.map(({ where }) => where.split(': ')[1])).toEqual(['applied', 'unchanged']);
  });

  it('finds an airport that should not be there', async () => {
    const client = tampered((right) => ({
      airport: async (iata) => (iata === 'XX000' ? { version: 1, data: { iata } } : right.airport(iata)),
    }));
    const { mismatches } = await runDemo(deps(client), STAGES);
    expect(mismatches.map(({ where }) => where)).toEqual(['airport XX000: version', 'airport XX000: iata']);
  });

  it('finds a failure that was reported under another code', async () => {
    const client = tampered((right) => ({
      batch: async (batchId) => {
        const report = await right.batch(batchId);
        const details = Object.entries(report.errors.details).map(
          ([index, failure]) => [index, { ...failure, code: 'resource_too_large' }] as const,
        );
        return { ...report, errors: { details: Object.fromEntries(details) } };
      },
    }));
    const { stages } = await runDemo(deps(client), STAGES);
    const found = stages.flatMap(({ mismatches }) => mismatches);
    expect(found.length).toBeGreaterThan(0);
    for (const { where } of found) expect(where).toContain('failure of index');
  });

  it('measures each stage, and says how each batch ended', async () => {
    let time = 0;
    const client = tampered((right) => ({
      submit: async (sent) => {
        time += 1500;
        return right.submit(sent);
      },
    }));
    const { output, ...rest } = deps(client, () => time);
    const stages: readonly Stage[] = [
      { name: 'upload', batches: [batch('upload', airports(3), 'upload 1/1')] },
    ];
    const result = await runDemo(rest, stages);
    expect(result.stages.map(({ seconds }) => seconds)).toEqual([1.5]);
    expect(output.text()).toContain('upload 1/1     success: 3 successful, 0 failed in 1.5 s\n');
    expect(output.text()).toContain('read back      3 airports\n');
  });

  it('gives a batch that never ends up after five minutes', async () => {
    let sent: Batch | undefined;
    let time = 0;
    const client = tampered(() => ({
      submit: async (one) => {
        sent = one;
        return 'b-1';
      },
      batch: async () => {
        time += 60_000;
        return pendingReport(sent ?? batch('upload', []));
      },
    }));
    const run = runDemo(
      deps(client, () => time),
      [{ name: 'upload', batches: [batch('upload', airports(3), 'upload 1/1')] }],
    );
    await expect(run).rejects.toThrow(
      new ApiError('Batch b-1 (upload 1/1) has 3 of 3 pending after 300.0 s.'),
    );
  });
});
