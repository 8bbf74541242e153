import { describe, expect, it } from 'vitest';
import { alarmAt } from '../../../local/metrics/alarms.ts';
import type { MetricKey } from '../../../local/metrics/data-point.ts';
import { createMetricStore } from '../../../local/metrics/store.ts';
import type { AlarmSpec } from '../../../local/template/read-alarms.ts';

const MINUTE = 60_000;
/** On the minute, so that the first evaluation is a minute later. */
const SINCE = 1_800_000_000_000;
const AGE: MetricKey = {
  namespace: 'AWS/SQS',
  name: 'ApproximateAgeOfOldestMessage',
  dimensions: { QueueName: 'q' },
};

function alarm(
  overrides: Partial<AlarmSpec> = {},
  { metric = AGE, period = 60, stat = 'Maximum' } = {},
): AlarmSpec {
  return {
    id: 'AlarmsAge01234567',
    arn: 'arn',
    description: 'critical: Waits. docs/runbook.md#age',
    metrics: [{ id: 'm1', label: 'Age', visible: true, period, source: { kind: 'metric', stat, ...metric } }],
    threshold: 100,
    comparison: 'GreaterThanThreshold',
    datapointsToAlarm: 2,
    evaluationPeriods: 2,
    missing: 'notBreaching',
    ...overrides,
  };
}

/** Values by the minute since the run began; each is measured in the middle of its minute. */
function storeOf(minutes: Readonly<Record<number, number>>) {
  const store = createMetricStore({ now: () => SINCE });
  for (const [minute, value] of Object.entries(minutes)) {
    store.add({ ...AGE, at: SINCE + (Number(minute) + 0.5) * MINUTE, values: [value] });
  }
  return store;
}

/** The states minute by minute, each when the data of the minute before has had time to arrive. */
function states(spec: AlarmSpec, store: ReturnType<typeof storeOf>, minutes: number) {
  return Array.from({ length: minutes }, (_, at) => {
    const now = SINCE + (at + 1) * MINUTE + 5000;
    return alarmAt(spec, store, { since: SINCE, now }).state;
  });
}

describe('an alarm over time', () => {
  it('goes off when enough data points are beyond the threshold, and back', () => {
    const store = storeOf({ 0: 50, 1: 150, 2: 150, 3: 90, 4: 150 });
    expect(states(alarm(), store, 5)).toEqual(['OK', 'OK', 'ALARM', 'OK', 'OK']);
    const { reason } = alarmAt(alarm(), store, { since: SINCE, now: SINCE + 3 * MINUTE + 5000 });
    expect(reason).toBe('2 of the last 2 data points (150, 150) are greater than 100.');
  });

  it('looks at whole periods alone', () => {
    const store = storeOf({ 0: 150, 1: 150 });
    const at = (now: number) => alarmAt(alarm(), store, { since: SINCE, now: SINCE + now }).state;
    expect([at(2 * MINUTE - 1), at(2 * MINUTE + 1), at(2 * MINUTE + 2000)]).toEqual(['OK', 'OK', 'ALARM']);
  });

  it('keeps its state while data is missing that is to be ignored', () => {
    const store = storeOf({ 0: 150, 1: 150, 7: 10 });
    const spec = alarm({ missing: 'ignore' });
    expect(states(spec, store, 8).join()).toBe(
      ['INSUFFICIENT_DATA', ...Array<string>(6).fill('ALARM'), 'OK'].join(),
    );
  });

  it('is evaluated every minute, over its whole period each time', () => {
    const spec = alarm({ datapointsToAlarm: 1, evaluationPeriods: 1 }, { period: 300, stat: 'Sum' });
    expect(states(spec, storeOf({ 0: 0, 2: 101, 8: 0 }), 9)).toEqual([
      'OK',
      'OK',
      ...Array(5).fill('ALARM'),
      'OK',
      'OK',
    ]);
  });

  it('does not take it for a fault that nothing was measured before the run', () => {
    const spec = alarm({ missing: 'breaching', comparison: 'LessThanThreshold', threshold: 1 });
    expect(states(spec, storeOf({}), 3)).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'ALARM']);
    expect(states(spec, storeOf({ 0: 1, 1: 1, 2: 1 }), 3)).toEqual(['OK', 'OK', 'OK']);
  });

  it('says so when this run does not measure what it watches', () => {
    const metric = { namespace: 'AWS/DynamoDB', name: 'ReadThrottleEvents', dimensions: { TableName: 't' } };
    expect(alarmAt(alarm({}, { metric }), storeOf({}), { since: SINCE, now: SINCE + MINUTE })).toEqual({
      state: 'INSUFFICIENT_DATA',
      reason: 'The local run does not measure ReadThrottleEvents.',
    });
  });
});
