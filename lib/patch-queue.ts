import { Duration, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * A lane that fails this often goes to the dead letters: at a visibility timeout of a minute that is several minutes
 * of a fault, and few enough that a poison lane does not hold its resource for long.
 */
const MAX_RECEIVES = 5;

/** SQS's own limit since August 2025. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** As long as SQS keeps a message. */
const MAX_RETENTION_DAYS = 14;
/** Sends may be late, by as much as a queue is out of reach. */
const MARGIN_DAYS = 2;

/**
 * A message lives once in the queue and once more among the dead letters, because a FIFO queue counts anew when it moves
 * one there. Its batch must be there still: without the header it can be neither applied nor told.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
 */
function messageRetention(batchRetentionDays: number): Duration {
  const days = Math.min(MAX_RETENTION_DAYS, (batchRetentionDays - MARGIN_DAYS) / 2);
  if (days < 1) {
    throw new RangeError(`batches must be kept for at least 4 days, not ${batchRetentionDays}`);
  }
  return Duration.hours(Math.floor(days * 24));
}

/** What two packs say of a queue without dead letters. */
const NO_REDRIVE = ['AwsSolutions::AwsSolutions-SQS3', 'Serverless::Serverless-SQSRedrivePolicy'];

export interface PatchQueueProps {
  readonly consumerTimeout: Duration;
  /** Days that batches are kept, which messages must not outlive. */
  readonly batchRetentionDays: number;
  /** What messages are encrypted with at rest; undefined for the key that SQS manages, which costs nothing. */
  readonly key: IKey | undefined;
}

/** The lanes on their way to the consumer: one message group per resource, in the mode that scales with the groups. */
export class PatchQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** Dead letters after they were settled, to look at. Nobody consumes them. */
  readonly archive: Queue;
  /** How long a lane that fails at every receive is in the queue, before it is a dead letter. */
  readonly retriesTake: Duration;

  constructor(scope: Construct, id: string, { consumerTimeout, batchRetentionDays, key }: PatchQueueProps) {
    super(scope, id);
    const shared = {
      fifo: true,
      // High throughput needs the pair; either alone is refused or ignored.
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      ...(key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
      enforceSSL: true,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    };
    const lives = { ...shared, retentionPeriod: messageRetention(batchRetentionDays) };
    // Six times the consumer's timeout. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    const visibilityTimeout = Duration.seconds(consumerTimeout.toSeconds() * 6);
    this.retriesTake = Duration.seconds(visibilityTimeout.toSeconds() * MAX_RECEIVES);
    this.archive = new Queue(this, 'DeadLetterArchive', {
      ...shared,
      retentionPeriod: Duration.days(MAX_RETENTION_DAYS),
    });
    Validations.of(this.archive).acknowledge(
      ...NO_REDRIVE.map((id) => ({ id, reason: 'Nobody receives from it, so nothing in it can fail.' })),
    );
    this.deadLetters = new Queue(this, 'DeadLetters', { ...lives, visibilityTimeout });
    Validations.of(this.deadLetters).acknowledge(
      ...NO_REDRIVE.map((id) => ({ id, reason: 'It is a dead-letter queue, settled until it is empty.' })),
    );
    this.queue = new Queue(this, 'Patches', {
      ...lives,
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }
}
