import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PatchlaneError, TransientError } from '../domain/errors.ts';
import { isTransient } from './transient.ts';

/**
 * One client per function process. Timeouts are short, so that its retries fit a consumer's 10 s.
 * @param config where the server is, unless the environment says it
 */
export function createDynamoClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 4,
    // Without the last one the SDK only warns of a request that takes too long, and waits on.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    ...config,
  });
  // It copies every call's input and output for a logger, and there is none.
  client.middlewareStack.remove('loggerMiddleware');
  return DynamoDBDocumentClient.from(client, {
    // Numbers that a double cannot hold are refused at the door; the SDK's own checks would turn 1e21 into a bigint.
    marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}

/** Runs a call and gives its errors in domain words. Conditions that may fail are caught by the caller, inside `call`. */
export async function translateErrors<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof PatchlaneError) throw error;
    const reason = error instanceof DynamoDBServiceException ? `: ${error.name}` : '';
    const message = `could not ${what}${reason}`;
    throw isTransient(error)
      ? new TransientError(message, { cause: error })
      : new PatchlaneError(message, { cause: error });
  }
}
