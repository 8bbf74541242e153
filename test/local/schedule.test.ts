import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startSchedule } from '../../local/events/schedule.ts';
import type { FunctionPool } from '../../local/functions/pool.ts';
import { startLocalStack } from '../../local/run.ts';
import { temporaryFolder } from '../support/folders.ts';
import { writeAssembly } from './support/assemblies.ts';
import { placeholder, readResourcesAsStack, resources, withProperties } from './support/templates.ts';

const RULE = {
  Type: 'AWS::Events::Rule',
  Properties: {
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Targets: [
      {
        Arn: { 'Fn::Sub': placeholder('Function.Arn') },
        Id: 'Target0',
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
    ],
  },
};

const all = resources({ Rule: RULE });

describe('a schedule in the template', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
  ])('invokes its functions at %s', (ScheduleExpression, intervalMs) => {
    expect(readResourcesAsStack(withProperties(all, 'Rule', { ScheduleExpression })).schedules).toMatchObject(
      [
        {
          id: 'Rule',
          arn: 'arn:aws:events:us-east-1:000000000000:rule/Test-Rule',
          intervalMs,
          functions: [{ id: 'Function' }],
        },
      ],
    );
  });

  it('is left out when it is not enabled', () => {
    expect(readResourcesAsStack(withProperties(all, 'Rule', { State: 'DISABLED' })).schedules).toEqual([]);
  });

  it.each([
    [{ ScheduleExpression: 'cron(0 12 * * ? *)' }, 'ScheduleExpression that the local run cannot honour'],
    [{ ScheduleExpression: 'rate(30 days)' }, 'ScheduleExpression that the local run cannot honour'],
    [{ EventPattern: {} }, 'EventPattern that the local run does not know'],
    [{ Targets: [{ Arn: 'nobody', Id: 'x' }] }, 'Targets that names nothing in the template'],
    [{ Targets: [{ Arn: 'x', Id: 'x', Input: '{}' }] }, 'Targets.0.Input that the local run does not know'],
  ])('that cannot be honoured is an error: %o', (properties, message) => {
    expect(() => readResourcesAsStack(withProperties(all, 'Rule', properties))).toThrow(message);
  });
});

describe('a schedule', () => {
  it('invokes first when one interval is over, then after each, until it is stopped', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const stack = readResourcesAsStack(all);
    const [spec] = stack.schedules;
    if (spec === undefined) throw new Error('there is no schedule');
    const invoked: string[] = [];
    const poolOf = (name: string): FunctionPool => ({
      invoke: (event) => {
        invoked.push(`${name} ${event}`);
        // An invocation that does not end holds back none.
        return new Promise(() => {});
      },
      stop: async () => {},
      concurrency: 1,
      pids: () => [],
    });
    const { stop } = startSchedule({ spec, stack, poolOf });
    vi.advanceTimersByTime(59_999);
    expect(invoked).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(invoked).toHaveLength(1);
    vi.advanceTimersByTime(120_000);
    expect(invoked).toHaveLength(3);
    expect(invoked[0]).toMatch(/^Test-Function \{/);
    stop();
    vi.advanceTimersByTime(600_000);
    expect(invoked).toHaveLength(3);
  });

  it('hands its function the event that EventBridge does, and ends with the local run', async () => {
    const folder = await temporaryFolder();
    const SEEN = join(folder, 'seen.jsonl');
    const assembly = await writeAssembly(
      join(folder, 'assembly'),
      withProperties(all, 'Function', { Environment: { Variables: { SEEN } } }),
      `import { appendFileSync } from 'node:fs';
      export const handler = async (event) => appendFileSync(process.env.SEEN, JSON.stringify(event) + '\\n');`,
    );
    const stack = await startLocalStack({
      dataFolder: join(folder, 'data'),
      assembly,
      scheduleIntervalMs: 50,
    });
    onTestFinished(() => stack.stop());
    const seen = async () =>
      (await readFile(SEEN, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
    await vi.waitUntil(async () => (await seen()).length >= 2, { timeout: 20_000 });
    const [first = '', second = ''] = await seen();
    const event = JSON.parse(first);
    expect(event).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: ['arn:aws:events:us-east-1:000000000000:rule/Test-Rule'],
      detail: {},
    });
    expect(JSON.parse(second).id).not.toBe(event.id);
    await stack.stop();
    expect(stack.pids('Function')).toEqual([]);
  });
});
