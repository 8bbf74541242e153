import { Validations } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

/** The most that a FIFO event source gives at once, and what one ledger update is shared by. */
const BATCH_SIZE = 10;

/**
 * Feeds a queue's messages to a function. `SqsEventSource` would do the same, and allow the function to change the
 * visibility of messages and to look queues up, which Lambda does not need.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-lambda-function-trigger.html
 * @param maxConcurrency invocations at once, 2 to 1000
 */
export function feedFrom(queue: Queue, consumer: IFunction, maxConcurrency: number): void {
  queue.grant(consumer, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
  const source = consumer.addEventSourceMapping('Messages', {
    eventSourceArn: queue.queueArn,
    batchSize: BATCH_SIZE,
    maxConcurrency,
    reportBatchItemFailures: true,
  });
  Validations.of(source).acknowledge({
    id: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
    reason:
      'An event source of SQS has none: what fails comes again, and then the redrive policy of its queue decides.',
  });
}
