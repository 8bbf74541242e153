import { ConditionalCheckFailedException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { QueueDoesNotExist } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { isTransient } from '../../../functions/adapters/transient.ts';

function named(name: string, more: object = {}): Error {
  return Object.assign(new Error('message'), { name, ...more });
}

function coded(code: unknown): Error {
  return Object.assign(new Error('message'), { code });
}

const about = { message: 'message', $metadata: {} };

describe('isTransient', () => {
  it.each([
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'LimitExceededException',
    'InternalServerError',
    'InternalFailure',
    'ServiceUnavailable',
    'TransactionInProgressException',
    'TimeoutError',
    'AbortError',
    'NetworkingError',
  ])('is true of %s, whoever is said to be at fault', (name) => {
    expect(isTransient(named(name))).toBe(true);
    expect(isTransient(named(name, { $fault: 'client' }))).toBe(true);
  });

  it.each(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])(
    'is true of the network error %s',
    (code) => {
      expect(isTransient(coded(code))).toBe(true);
    },
  );

  it('is true of every error that the service takes the blame for', () => {
    expect(isTransient(named('SomethingNew', { $fault: 'server' }))).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a condition that did not hold', new ConditionalCheckFailedException(about)],
    ['a table that is not there', new ResourceNotFoundException(about)],
    ['a queue that is not there', new QueueDoesNotExist(about)],
    ['a request that is at fault', named('ValidationException', { $fault: 'client' })],
    ['a call that is not allowed', named('AccessDeniedException', { $fault: 'client' })],
    ['a mistake of our own', new TypeError('x is not a function')],
    ['another code', coded('ENOENT')],
    ['a code that is no text', coded(['ECONNRESET'])],
    ['a name in other letters', named('throttlingexception')],
    ['what is not an error', { name: 'ThrottlingException', $fault: 'server' }],
    ['text', 'ThrottlingException'],
    ['nothing', undefined],
    ['null', null],
  ])('is false of %s', (_, error) => {
    expect(isTransient(error)).toBe(false);
  });
});
