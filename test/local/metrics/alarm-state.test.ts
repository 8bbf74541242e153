import { describe, expect, it } from 'vitest';
import { type AlarmState, nextState } from '../../../local/metrics/alarm-state.ts';

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
/** What stands for "retain current state": no state that data leads to. */
const BEFORE: AlarmState = 'INSUFFICIENT_DATA';
const KEEP = 'keep';

function read(points: string): readonly (number | null)[] {
  return points.split(' ').map((one) => ({ '0': 0, X: 2 })[one] ?? null);
}

function states(points: string, datapointsToAlarm: number, before = BEFORE): readonly AlarmState[] {
  const rule = {
    threshold: 1,
    comparison: 'GreaterThanThreshold',
    evaluationPeriods: 3,
    datapointsToAlarm,
  } as const;
  return TREATMENTS.map((missing) => nextState({ ...rule, missing }, read(points), before));
}

// The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
describe('an alarm goes to the state of the table in the documentation', () => {
  describe.each(['OK', 'ALARM'] as const)('from %s', (before) => {
    it.each([
      [3, '0 - X - X', ['OK', 'OK', 'OK', 'OK']],
      [3, '0 - - - -', ['OK', 'OK', 'OK', 'OK']],
      [3, '- - - - -', ['INSUFFICIENT_DATA', KEEP, 'ALARM', 'OK']],
      [3, '0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
      [3, '- - X - -', ['ALARM', KEEP, 'ALARM', 'OK']],
      // Of these two it says that the alarm does not go to ALARM at once.
      [3, '- - - - X', [KEEP, KEEP, 'ALARM', 'OK']],
      [3, '- - - X -', [KEEP, KEEP, 'ALARM', 'OK']],
      [2, '0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
      [2, '0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
      [2, '0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
      [2, '- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
      [2, '- - - X -', ['ALARM', KEEP, 'ALARM', 'OK']],
    ])('%d of 3: %s', (datapointsToAlarm, points, expected) => {
      const after = expected.map((state) => (state === KEEP ? before : state));
      expect(states(points, datapointsToAlarm, before)).toEqual(after);
    });
  });

  it('compares strictly, either way', () => {
    const rule = { threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1, missing: 'missing' } as const;
    const at = (comparison: 'GreaterThanThreshold' | 'LessThanThreshold', point: number) =>
      nextState({ ...rule, comparison }, [point], BEFORE);
    expect([0, 1, 2].map((point) => at('GreaterThanThreshold', point))).toEqual(['OK', 'OK', 'ALARM']);
    expect([0, 1, 2].map((point) => at('LessThanThreshold', point))).toEqual(['ALARM', 'OK', 'OK']);
  });
});
