import { describe, expect, it } from 'vitest';
import { resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate({ consumerTimeoutSeconds: 7 });
const DAY_SECONDS = 24 * 60 * 60;
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

  it.each([
    [30, 14],
    [20, 9],
    [7, 2.5],
    [4, 1],
  ])(
    'of batches that are kept for %i days keeps messages for %f: they end before their batch',
    (batchRetentionDays, days) => {
      const stack = synthesizeTemplate({ batchRetentionDays });
      const secondsOf = (name: string) =>
        Number(resourceOf(stack, 'AWS::SQS::Queue', name).Properties['MessageRetentionPeriod']);
      const [queued, dead] = [secondsOf('Patches'), secondsOf('DeadLetters')];
      expect([queued, dead]).toEqual([days * DAY_SECONDS, days * DAY_SECONDS]);
      // The rest is for sends that are late.
      expect(queued + dead).toBeLessThanOrEqual((batchRetentionDays - 2) * DAY_SECONDS);
      expect(secondsOf('DeadLetterArchive')).toBe(14 * DAY_SECONDS);
    },
  );

  it('refuses batches that are kept for so short a time that their messages could outlive them', () => {
    expect(() => synthesizeTemplate({ batchRetentionDays: 3 })).toThrow('at least 4 days, not 3');
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
