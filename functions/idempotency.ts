import { createHash } from 'node:crypto';
import type { HttpRequest } from './http-request.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';

/** What keeps a repeated request from making a second batch. */
export interface Idempotency {
  /** Of the key that the caller chose; the batch is found by it. */
  readonly keyDigest: string;
  /** Of all that the key may be used for. */
  readonly requestDigest: string;
}

export const MAX_KEY_LENGTH = 255;

/** As a header can carry it everywhere. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * Reads the header `Idempotency-Key`. The same request is one with the same method, path, query and body.
 * @param body as text, decompressed; a key of a request that cannot be read is good for nothing
 */
export function parseIdempotency(
  { method, path, query, headers }: HttpRequest,
  body: Parsed<string>,
): Parsed<Idempotency | undefined> {
  const key = headers['idempotency-key'];
  if (key === undefined) return parsed(undefined);
  if (!VISIBLE_ASCII.test(key) || key.length > MAX_KEY_LENGTH) {
    return invalid('The idempotency key is not valid.', [
      `header idempotency-key: must be 1 to ${MAX_KEY_LENGTH} characters of visible ASCII`,
    ]);
  }
  if (body.kind !== 'parsed') return parsed(undefined);
  const named = (values: HttpRequest['query']) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  const request = JSON.stringify([method, named(path), named(query), body.value]);
  return parsed({ keyDigest: digest(key, 'hex').slice(0, 32), requestDigest: digest(request, 'base64url') });
}

function digest(text: string, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(text).digest(encoding);
}
