import type { AlarmSpec } from '../template/read-alarms.ts';
import { type AlarmState, evaluationRange, isBreaching, nextState } from './alarm-state.ts';
import { evaluateMetrics, shown, unmeasured } from './evaluate.ts';
import { type MetricStore, RETENTION_MS, type Series } from './store.ts';

export interface AlarmReport {
  readonly state: AlarmState;
  readonly reason: string;
}

/** CloudWatch evaluates once a minute, whatever the period; more often only for shorter ones. */
const INTERVAL_MS = 60_000;
/** Until what was measured in a period has arrived. */
const SETTLE_MS = 2000;

/**
 * The state of an alarm at a time: that which its data led to, evaluation by evaluation, since the run began.
 *
 * Data points of which no part is after the begin of the run are not missing, there was nothing to be measured: they do
 * not count as breaching.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function alarmAt(
  alarm: AlarmSpec,
  store: Pick<MetricStore, 'read'>,
  { since, now }: { readonly since: number; readonly now: number },
): AlarmReport {
  const [watched] = shown(alarm.metrics);
  if (watched === undefined) return { state: 'INSUFFICIENT_DATA', reason: 'It watches nothing.' };
  const absent = unmeasured(watched, alarm.metrics);
  if (absent.length > 0) {
    return { state: 'INSUFFICIENT_DATA', reason: `The local run does not measure ${absent.join(', ')}.` };
  }
  const period = periodOf(alarm);
  const interval = Math.min(INTERVAL_MS, period);
  const first = nextMultiple(Math.max(since, now - RETENTION_MS), interval);
  const last = now - SETTLE_MS - ((now - SETTLE_MS) % interval);
  let state: AlarmState = 'INSUFFICIENT_DATA';
  let range: Series = [];
  const size = evaluationRange(alarm);
  const perPeriod = period / interval;
  const data = readRange(alarm, store, { from: first - size * period, to: last, period, interval });
  for (let at = first; at <= last; at += interval) {
    const place = (at - first) / interval;
    range = Array.from({ length: size }, (_, back) => data[place + back * perPeriod] ?? null);
    const young = at - alarm.evaluationPeriods * period < since;
    const rule = young && alarm.missing === 'breaching' ? { ...alarm, missing: 'missing' as const } : alarm;
    state = nextState(rule, range, state);
  }
  return { state, reason: reasonOf(alarm, range) };
}

/** The watched data in windows of the alarm's period, one per evaluation, beginning at `from`. */
function readRange(
  { metrics }: AlarmSpec,
  store: Pick<MetricStore, 'read'>,
  { from, to, period, interval }: Readonly<Record<'from' | 'to' | 'period' | 'interval', number>>,
): Series {
  const count = Math.max(0, (to - from) / interval - period / interval + 1);
  const [line] = evaluateMetrics(metrics, store, { from, step: interval, length: period, count });
  return line?.data ?? [];
}

/** Milliseconds. All metrics of an alarm have one period, and an expression itself none. */
function periodOf({ metrics }: AlarmSpec): number {
  return (
    1000 * Math.max(...metrics.flatMap(({ source, period }) => (source.kind === 'metric' ? [period] : [])))
  );
}

function reasonOf(alarm: AlarmSpec, range: Series): string {
  const points = range.filter((point) => point !== null).slice(-alarm.evaluationPeriods);
  if (points.length === 0) return 'No data yet.';
  const breaching = points.filter((point) => isBreaching(alarm, point)).length;
  const than = alarm.comparison === 'GreaterThanThreshold' ? 'greater than' : 'less than';
  const values = points.map((point) => Number(point.toPrecision(4))).join(', ');
  return `${breaching} of the last ${points.length} data points (${values}) ${breaching === 1 ? 'is' : 'are'} ${than} ${alarm.threshold}.`;
}

function nextMultiple(value: number, of: number): number {
  return Math.ceil(value / of) * of;
}
