import { describe, expect, it } from 'vitest';
import { resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate({ consumerTimeoutSeconds: 7 });

describe('the dead letters', () => {
  it('are settled ten at once, and it is said which of them failed', () => {
    const { Properties } = resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'DeadLetters');
    expect(Properties).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      EventSourceArn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] },
      FunctionName: { Ref: expect.stringContaining('SettleDeadLetters') },
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  it('may take as long as a consumer does, which their visibility timeout is made for', () => {
    expect(resourceOf(template, 'AWS::Lambda::Function', 'SettleDeadLetters').Properties).toMatchObject({
      Timeout: 7,
    });
  });

  it('are received no last time: a fault must not end what has to end', () => {
    const { Properties } = resourceOf(template, 'AWS::SQS::Queue', 'DeadLetters');
    expect(Properties).not.toHaveProperty('RedrivePolicy');
  });
});
