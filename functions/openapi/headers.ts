import type { AnswerHeader } from './operation.ts';

const text = { type: 'string' } as const;

const HEADERS = {
  etag: {
    description: 'What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.',
    required: true,
    schema: text,
    example: '"3"',
  },
  location: { description: 'Path of what was made.', required: true, schema: text },
  'retry-after': {
    description: 'Seconds to wait before asking.',
    required: true,
    schema: { type: 'integer' },
    example: 1,
  },
  'idempotency-replayed': {
    description: '`true` where an earlier request with the same key was answered so.',
    schema: text,
  },
  'preference-applied': { description: 'What of `Prefer` was followed.', schema: text, example: 'wait=10' },
  link: {
    description: 'With lines: `<path>; rel="next"`, where the list goes on (RFC 8288).',
    schema: text,
  },
  'cache-control': { description: 'How long the answer may be kept.', required: true, schema: text },
} as const;

/** The headers of an answer; every one has the id that the log knows the request by. */
export function answerHeaders(names: readonly AnswerHeader[]) {
  return {
    ...Object.fromEntries(
      names.map((name) =>
        name === 'retry-after?'
          ? ['retry-after', { ...HEADERS['retry-after'], required: false }]
          : [name, HEADERS[name]],
      ),
    ),
    'x-request-id': { description: 'The id that the log knows the request by.', schema: text },
  };
}
