import { describe, expect, it } from 'vitest';
import { resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate({ consumerTimeoutSeconds: 7, consumerConcurrency: 31 });

describe('the consumer', () => {
  it('gets ten messages at once of the patch queue and says which of them failed', () => {
    const { Properties } = resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'Consumer');
    expect(Properties).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      EventSourceArn: { 'Fn::GetAtt': [expect.stringContaining('Patches'), 'Arn'] },
      FunctionName: { Ref: expect.stringContaining('ApplyPatches') },
    });
  });

  it('is fed once its role may receive, which Lambda asks for when the mapping is made', () => {
    const { Properties } = resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'Consumer');
    const consumer = resourceOf(template, 'AWS::Lambda::Function', 'ApplyPatches');
    expect(Properties['FunctionName']).toEqual({ Ref: expect.stringContaining('ApplyPatches') });
    expect(consumer.DependsOn).toContainEqual(expect.stringContaining('RoleDefaultPolicy'));
  });

  it('does not wait for a batch to fill, which FIFO queues do not know', () => {
    const { Properties } = resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'Consumer');
    expect(Properties).not.toHaveProperty('MaximumBatchingWindowInSeconds');
  });

  it('runs as many invocations at once as it is told, and each as long', () => {
    const { Properties } = resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'Consumer');
    expect(Properties).toMatchObject({ ScalingConfig: { MaximumConcurrency: 31 } });
    expect(resourceOf(template, 'AWS::Lambda::Function', 'ApplyPatches').Properties).toMatchObject({
      Timeout: 7,
    });
  });

  it('ends within 10 s and runs at most 50 times at once unless it is told otherwise', () => {
    const defaults = synthesizeTemplate();
    const { Properties } = resourceOf(defaults, 'AWS::Lambda::EventSourceMapping', 'Consumer');
    expect(Properties).toMatchObject({ ScalingConfig: { MaximumConcurrency: 50 } });
    expect(resourceOf(defaults, 'AWS::Lambda::Function', 'ApplyPatches').Properties).toMatchObject({
      Timeout: 10,
    });
  });
});
