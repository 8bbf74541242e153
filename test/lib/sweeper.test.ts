import { describe, expect, it } from 'vitest';
import { resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate();
const environmentOf = (from = template) =>
  resourceOf(from, 'AWS::Lambda::Function', 'SweepBatches').Properties['Environment'];

describe('the sweeper', () => {
  it('is invoked every minute, and not later for a minute that was missed', () => {
    expect(resourceOf(template, 'AWS::Events::Rule', 'Sweeper').Properties).toEqual({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [expect.stringContaining('SweepBatches'), 'Arn'] },
          Id: 'Target0',
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
        },
      ],
    });
  });

  it('may be invoked by its schedule and by nobody else', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission')).filter(
      ({ Properties }) => JSON.stringify(Properties.FunctionName).includes('SweepBatches'),
    );
    expect(permissions).toMatchObject([
      {
        Properties: {
          Principal: 'events.amazonaws.com',
          SourceArn: { 'Fn::GetAtt': [expect.stringContaining('SweeperSchedule'), 'Arn'] },
        },
      },
    ]);
  });

  it('has a minute for what it begins in the first half of it', () => {
    expect(resourceOf(template, 'AWS::Lambda::Function', 'SweepBatches').Properties).toMatchObject({
      Timeout: 60,
    });
  });

  it('looks at batches from two minutes on, or from when it is told', () => {
    expect(environmentOf()).toMatchObject({
      Variables: { SWEEP_AFTER_SECONDS: '120', OPEN_BATCHES_INDEX: 'open' },
    });
    expect(environmentOf(synthesizeTemplate({ sweepAfterSeconds: 7 }))).toMatchObject({
      Variables: { SWEEP_AFTER_SECONDS: '7' },
    });
  });
});
