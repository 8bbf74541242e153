import { dynamoRequests } from './dynamo-requests.ts';
import type { IamRequest, Named } from './iam-request.ts';
import type { RecordedCall } from './recorder.ts';
import { sqsRequests } from './sqs-requests.ts';

/** The keys of conditions that requests say anything of; a policy with any other could not be judged by them. */
export const KNOWN_CONDITION_KEYS: readonly string[] = [
  'aws:SecureTransport',
  'dynamodb:LeadingKeys',
  'dynamodb:ReturnConsumedCapacity',
  'dynamodb:ReturnValues',
  'dynamodb:Select',
];

export function requestsOf({ service, operation, input }: RecordedCall, named: Named): readonly IamRequest[] {
  const requests =
    service === 'dynamodb' ? dynamoRequests(operation, input, named) : sqsRequests(operation, input, named);
  // The local servers speak plain HTTP; in AWS the SDK's endpoints are HTTPS, and the functions are given no others.
  return requests.map((one) => ({ ...one, context: { ...one.context, 'aws:SecureTransport': 'true' } }));
}
