import { Duration, Validations } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * A lane that fails this often goes to the dead letters: at a visibility timeout of a minute that is several minutes
 * of a fault, and few enough that a poison lane does not hold its resource for long.
 */
const MAX_RECEIVES = 5;

/** SQS's own limit since August 2025. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** The lanes on their way to the consumer: one message group per resource, in the mode that scales with the groups. */
export class PatchQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** Dead letters after they were settled, to look at. Nobody consumes them. */
  readonly archive: Queue;
  /** How long a lane that fails at every receive is in the queue, before it is a dead letter. */
  readonly retriesTake: Duration;

  constructor(scope: Construct, id: string, props: { readonly consumerTimeout: Duration }) {
    super(scope, id);
    const shared = {
      fifo: true,
      // High throughput needs the pair; either alone is refused or ignored.
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      retentionPeriod: Duration.days(14),
    };
    // Six times the consumer's timeout. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    const visibilityTimeout = Duration.seconds(props.consumerTimeout.toSeconds() * 6);
    this.retriesTake = Duration.seconds(visibilityTimeout.toSeconds() * MAX_RECEIVES);
    this.archive = new Queue(this, 'DeadLetterArchive', shared);
    Validations.of(this.archive).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'Nobody receives from it, so nothing in it can fail.',
    });
    this.deadLetters = new Queue(this, 'DeadLetters', { ...shared, visibilityTimeout });
    this.queue = new Queue(this, 'Patches', {
      ...shared,
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }
}
