import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { type AlarmReport, alarmAt } from '../../local/metrics/alarms.ts';
import { type LocalStack, startLocalStack } from '../../local/run.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/template/places.ts';
import { type AlarmSpec, readAlarms } from '../../local/template/read-alarms.ts';
import { readAssembly } from '../../local/template/template-file.ts';
import { apiOf } from '../support/api.ts';
import { assemblyVariant, type EditResource } from '../support/assembly-variant.ts';
import { temporaryFolder } from '../support/folders.ts';
import { defineContact, newTenant } from '../support/site.ts';

// The template's own alarms on what a run really measures. Time goes sixty times as fast: the run's schedule is a second in
// place of a minute, and so are the alarms' periods and whatever of their thresholds is a time. Nothing else is changed.
const FASTER = 60;
const SCHEDULE_MS = 60_000 / FASTER;
/** A stack starts, its data comes about, and three periods go by. */
const TIMEOUT_MS = 180_000;
const WAIT = { timeout: 60_000, interval: 250 };

const BATCH = '/api/resources/contact/batch';
const CONTACTS = Array.from({ length: 20 }, (_, at) => ({ contactId: `c-${at}`, name: 'Ada' }));

function faster({ metrics, threshold, ...alarm }: AlarmSpec): AlarmSpec {
  const watchesTime = metrics.some(({ source }) => source.kind === 'metric' && SECONDS.has(source.name));
  return {
    ...alarm,
    threshold: watchesTime ? threshold / FASTER : threshold,
    metrics: metrics.map((metric) => ({ ...metric, period: metric.period / FASTER })),
  };
}
/** Metrics whose unit is seconds. */
const SECONDS = new Set(['ApproximateAgeOfOldestMessage', 'OldestUnfinishedBatch']);

async function stackWith(edit: EditResource) {
  const folder = await temporaryFolder();
  const assembly = await assemblyVariant(join(folder, 'assembly'), edit);
  const dataFolder = join(folder, 'data');
  const stack = await startLocalStack({ dataFolder, assembly, scheduleIntervalMs: SCHEDULE_MS });
  onTestFinished(() => stack.stop());
  const test = { stack, api: apiOf(stack), log: [] };
  await defineContact(test);
  const { template, stackName } = await readAssembly(assembly);
  const places = {
    region: LOCAL_REGION,
    accountId: LOCAL_ACCOUNT,
    stackName,
    sqsEndpoint: stack.endpoints.sqs,
  };
  return { test, report: reporter(stack, readAlarms(template, places)) };
}

function reporter({ metrics, startedAt }: LocalStack, alarms: readonly AlarmSpec[]) {
  return (name: string): AlarmReport => {
    const alarm = alarms.find(({ id }) => id.includes(name));
    if (alarm === undefined) throw new Error(`there is no alarm ${name}`);
    return alarmAt(faster(alarm), metrics, { since: startedAt, now: Date.now() });
  };
}

async function send({ test }: Awaited<ReturnType<typeof stackWith>>): Promise<void> {
  const { token } = await newTenant(test);
  const { status } = await test.api.call('POST', BATCH, { token, body: { resources: CONTACTS } });
  expect(status).toBe(202);
}

it('with the consumer stopped, message age and unfinished batch go to ALARM', {
  timeout: TIMEOUT_MS,
}, async () => {
  const run = await stackWith((id, { Type, Properties }) => {
    if (Type === 'AWS::Lambda::EventSourceMapping' && id.includes('ApplyPatches')) {
      Properties['Enabled'] = false;
    }
  });
  // The sweeper runs, and finds nothing.
  await vi.waitFor(() => expect(run.report('UnfinishedBatch').state).toBe('OK'), WAIT);
  expect(run.report('MessageAge').state).toBe('OK');

  await send(run);
  for (const name of ['MessageAge', 'UnfinishedBatch']) {
    await vi.waitFor(() => expect(run.report(name)).toMatchObject({ state: 'ALARM' }), WAIT);
    expect(run.report(name).reason).toMatch(/^3 of the last 3 data points .* are greater than 2/);
  }
  expect(run.report('DeadLetters').state).toBe('OK');
  await vi.waitFor(() => expect(run.report('SweeperNotRunning').state).toBe('OK'), WAIT);
});

it('with lanes that fail at every receive, dead letters goes to ALARM', { timeout: TIMEOUT_MS }, async () => {
  const run = await stackWith((id, { Type, Properties }) => {
    // Every receive of theirs fails, and the next one comes a second later.
    if (Type === 'AWS::Lambda::Function' && id.includes('ApplyPatches')) {
      Properties['Environment'] = withoutResources(Properties['Environment']);
    }
    if (Type === 'AWS::SQS::Queue' && Properties['RedrivePolicy'] !== undefined) {
      Properties['VisibilityTimeout'] = 1;
    }
  });
  await vi.waitFor(() => expect(run.report('DeadLetters').state).toBe('OK'), WAIT);

  await send(run);
  await vi.waitFor(() => expect(run.report('DeadLetters')).toMatchObject({ state: 'ALARM' }), WAIT);
  expect(run.report('DeadLetters').reason).toMatch(/^1 of the last 1 data points .* is greater than 0/);
});

function withoutResources(environment: unknown): unknown {
  const { Variables } = z.object({ Variables: z.record(z.string(), z.unknown()) }).parse(environment);
  return { Variables: { ...Variables, RESOURCES_TABLE: 'no-such-table' } };
}
