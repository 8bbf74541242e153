import type { AlarmSpec } from '../template/read-alarms.ts';
import type { Series } from './store.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type AlarmRule = Pick<
  AlarmSpec,
  'threshold' | 'comparison' | 'datapointsToAlarm' | 'evaluationPeriods' | 'missing'
>;

/**
 * Data points that CloudWatch looks at beyond those it needs, in case some are missing. It does not say how many; its
 * examples have two.
 */
const EXTRA_POINTS = 2;

export function evaluationRange({ evaluationPeriods }: Pick<AlarmRule, 'evaluationPeriods'>): number {
  return evaluationPeriods + EXTRA_POINTS;
}

/**
 * The state that an alarm goes to, as CloudWatch decides it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 *
 * @param range the data points of its evaluation range, the most recent last
 */
export function nextState(rule: AlarmRule, range: Series, before: AlarmState): AlarmState {
  const { datapointsToAlarm, evaluationPeriods, missing } = rule;
  const points = range.filter((point) => point !== null).slice(-evaluationPeriods);
  const breaching = points.filter((point) => isBreaching(rule, point)).length;
  const filled = evaluationPeriods - points.length;
  const worst = breaching + (missing === 'breaching' ? filled : 0);
  if (worst >= datapointsToAlarm) return 'ALARM';
  if (filled === 0 || missing === 'breaching' || missing === 'notBreaching') return 'OK';
  if (points.length === 0) return missing === 'ignore' ? before : 'INSUFFICIENT_DATA';
  if (breaching < points.length) return 'OK';
  // Nothing but breaching points, and too few of them: those that are not there yet may be better.
  return missing === 'missing' && ageOfFirst(range) >= datapointsToAlarm ? 'ALARM' : before;
}

export function isBreaching({ comparison, threshold }: AlarmRule, point: number): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return point > threshold;
    case 'LessThanThreshold':
      return point < threshold;
  }
}

/** In periods; 1 is the most recent one. */
function ageOfFirst(range: Series): number {
  return range.length - range.findIndex((point) => point !== null);
}
