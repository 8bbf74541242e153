import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate({ consumerTimeout: Duration.seconds(7) });
const queue = (name: string) => resourceOf(template, 'AWS::SQS::Queue', name).Properties;

describe('the patch queue', () => {
  it.each(['Patches', 'DeadLetters', 'DeadLetterArchive'])(
    'is FIFO in high-throughput mode, which needs both settings (%s)',
    (name) => {
      expect(queue(name)).toMatchObject({
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      });
    },
  );

  it('does not deduplicate by content: two batches may carry the same patches', () => {
    expect(queue('Patches')).not.toHaveProperty('ContentBasedDeduplication');
  });

  it('takes messages of 1 MiB, and keeps them as long as SQS can', () => {
    expect(queue('Patches')).toMatchObject({
      MaximumMessageSize: 1_048_576,
      MessageRetentionPeriod: 1_209_600,
    });
    for (const name of ['DeadLetters', 'DeadLetterArchive'])
      expect(queue(name)).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
  });

  it('hides a message for six times the time that its consumer may take', () => {
    for (const name of ['Patches', 'DeadLetters'])
      expect(queue(name)).toMatchObject({ VisibilityTimeout: 42 });
  });

  it('gives up a message to the dead letters after five receives', () => {
    expect(queue('Patches')).toMatchObject({
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] },
        maxReceiveCount: 5,
      },
    });
  });

  it('is encrypted, and refuses calls that are not', () => {
    expect(queue('Patches')).toMatchObject({ SqsManagedSseEnabled: true });
    for (const name of ['Patches', 'DeadLetters', 'DeadLetterArchive']) {
      expect(resourceOf(template, 'AWS::SQS::QueuePolicy', name)).toMatchObject({
        Properties: {
          PolicyDocument: {
            Statement: [
              { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
            ],
          },
        },
      });
    }
  });
});
