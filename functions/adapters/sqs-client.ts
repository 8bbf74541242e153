import { SQSClient } from '@aws-sdk/client-sqs';

/** One client per function process. A retried send is safe: the deduplication id makes it the same message. */
export function createSqsClient(): SQSClient {
  return new SQSClient({ maxAttempts: 4, requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 } });
}
