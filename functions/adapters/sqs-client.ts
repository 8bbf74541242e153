import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';

/**
 * One client per function process. A retried send is safe: the deduplication id makes it the same message.
 * @param config where the server is, unless the environment says it
 */
export function createSqsClient(config: SQSClientConfig = {}): SQSClient {
  const client = new SQSClient({
    maxAttempts: 2,
    // Without the last one the SDK only warns of a request that takes too long, and waits on.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
    ...config,
  });
  // It copies every call's input and output for a logger, and there is none.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
