import { describe, expect, it } from 'vitest';
import { catalogueTexts, evaluate, metricText, operationsOf, sourcesOf } from '../support/operations.ts';
import { PROD, resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate();
const { alarms } = operationsOf(template);

function alarm(name: string, from = alarms) {
  const found = from.find(({ id }) => id.startsWith(`Alarms${name}`));
  if (found === undefined) throw new Error(`there is no alarm ${name}`);
  return found;
}

describe('the alarms', () => {
  it.each([
    // SQS has no age for an empty queue: nothing waits.
    ['MessageAge', 'critical', 600, 60, '3/3', 'notBreaching'],
    // Without the sweeper nobody knows: what was known before stands.
    ['UnfinishedBatch', 'critical', 720, 60, '3/3', 'ignore'],
    ['DeadLetters', 'critical', 0, 300, '1/1', 'notBreaching'],
    ['ServerErrors', 'critical', 1, 300, '2/3', 'notBreaching'],
    // A function that is not invoked has no data.
    ['SweeperNotRunning', 'critical', 1, 300, '2/2', 'breaching'],
    ['FunctionErrors', 'warning', 0, 300, '2/3', 'notBreaching'],
    ['Throttles', 'warning', 0, 300, '3/3', 'notBreaching'],
    ['InFlight', 'warning', 96_000, 60, '3/3', 'notBreaching'],
  ])(
    'are as loud and as patient as they are meant to be (%s)',
    (name, severity, threshold, period, of, missing) => {
      const one = alarm(name);
      expect(one).toMatchObject({ threshold, missing });
      expect(one.description.split(':')[0]).toBe(severity);
      expect(`${one.datapointsToAlarm}/${one.evaluationPeriods}`).toBe(of);
      for (const { source, period: own } of one.metrics)
        if (source.kind === 'metric') expect(own).toBe(period);
    },
  );

  it('are these and no others', () => {
    expect(alarms).toHaveLength(8);
  });

  it('go off above their threshold; that of the sweeper below', () => {
    const below = alarms.filter(({ comparison }) => comparison === 'LessThanThreshold');
    expect(below).toEqual([alarm('SweeperNotRunning')]);
  });

  it('take metrics of the catalogue alone, beside those of AWS', () => {
    const own = sourcesOf(alarms).filter(({ namespace }) => !namespace.startsWith('AWS/'));
    expect(own.map(metricText).filter((one) => !catalogueTexts('Patchlane-prod').includes(one))).toEqual([]);
    expect(own.map(({ name }) => name).sort()).toEqual(['DeadLettersSettled', 'OldestUnfinishedBatch']);
  });

  it('wait for as long as retries may take, which follows the timeout of the consumer', () => {
    const quick = operationsOf(synthesizeTemplate({ consumerTimeoutSeconds: 2, sweepAfterSeconds: 1 }));
    // 5 receives, each hidden for 6 times 2 s.
    expect(alarm('MessageAge', quick.alarms).threshold).toBe(120);
    expect(alarm('UnfinishedBatch', quick.alarms).threshold).toBe(121);
  });

  it('take less than five answers of 5xx for none', () => {
    const { metrics } = alarm('ServerErrors');
    expect(evaluate(metrics, undefined, { errors: 4, requests: 4 })).toBe(0);
    expect(evaluate(metrics, undefined, { errors: 5, requests: 100 })).toBe(5);
  });

  it('count the throttles of every table and every index', () => {
    const { metrics } = alarm('Throttles');
    const watched = sourcesOf([{ metrics }]);
    expect(watched).toHaveLength(10);
    expect(evaluate(metrics, undefined, { ReadThrottleEvents: 1, WriteThrottleEvents: 2 })).toBe(15);
  });

  it('watch the functions that no caller waits for', () => {
    const names = sourcesOf([alarm('FunctionErrors')]).map(
      ({ dimensions }) => dimensions['FunctionName'] ?? '',
    );
    expect(
      names.map((name) =>
        name.replace(/^Patchlane-prod-[A-Za-z]*?(?=ApplyP|SettleD|SweepB)|[0-9A-F]{8}$/g, ''),
      ),
    ).toEqual(['ApplyPatches', 'SettleDeadLetters', 'SweepBatches']);
  });
});

describe('the topic of the alarms', () => {
  const topic = Object.keys(template.findResources('AWS::SNS::Topic'))[0];

  it('is told when an alarm goes off and when it ends', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::CloudWatch::Alarm'))) {
      expect(Properties.AlarmActions).toEqual([{ Ref: topic }]);
      expect(Properties.OKActions).toEqual([{ Ref: topic }]);
    }
  });

  const CLOUDWATCH = { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } };
  const OF_THE_ACCOUNT = {
    ArnLike: { 'aws:SourceArn': expect.anything() },
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
  };

  it("lets the account's alarms publish, and nobody without TLS", () => {
    expect(resourceOf(template, 'AWS::SNS::TopicPolicy', 'Alarms').Properties).toMatchObject({
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          { ...CLOUDWATCH, Action: 'sns:Publish', Resource: { Ref: topic }, Condition: OF_THE_ACCOUNT },
        ],
      },
    });
  });

  it('is encrypted with a key that CloudWatch may use', () => {
    expect(resourceOf(template, 'AWS::SNS::Topic', 'Alarms').Properties).toMatchObject({
      KmsMasterKeyId: { 'Fn::GetAtt': [expect.stringContaining('AlarmsTopicKey'), 'Arn'] },
    });
    expect(resourceOf(template, 'AWS::KMS::Key', 'Alarms').Properties).toMatchObject({
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: [
          { Action: 'kms:*', Principal: { AWS: expect.anything() } },
          { ...CLOUDWATCH, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] },
        ],
      },
    });
  });

  it('writes to the address that it is given, and to nobody otherwise', () => {
    const nobody = synthesizeTemplate({ alarmSettings: { ...PROD.alarmSettings, email: undefined } });
    expect(nobody.findResources('AWS::SNS::Subscription')).toEqual({});
    expect(Object.values(template.findResources('AWS::SNS::Subscription'))).toMatchObject([
      { Properties: { Protocol: 'email', Endpoint: 'oncall@example.com', TopicArn: { Ref: topic } } },
    ]);
  });
});
