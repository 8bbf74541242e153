import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../functions/http-request.ts';
import { parseIdempotency } from '../../functions/idempotency.ts';
import { parsed } from '../../functions/refusal.ts';
import { request } from './support/requests.ts';

function keyed(key: string, overrides: Partial<HttpRequest> = {}): HttpRequest {
  return request({ method: 'POST', headers: { 'idempotency-key': key }, ...overrides });
}

function digestsOf(made: HttpRequest, body = '{}') {
  const result = parseIdempotency(made, parsed(body));
  if (result.kind !== 'parsed' || result.value === undefined) return expect.fail('there is a key');
  return result.value;
}

describe('parseIdempotency', () => {
  it('gives nothing where there is no key', () => {
    expect(parseIdempotency(request(), parsed('{}'))).toEqual(parsed(undefined));
  });

  it('gives digests that are short, and good for a batch id', () => {
    const { keyDigest, requestDigest } = digestsOf(keyed('k'));
    expect(keyDigest).toMatch(/^[0-9a-f]{32}$/);
    expect(requestDigest).toMatch(/^[\w-]{43}$/);
    expect(digestsOf(keyed('k'))).toEqual({ keyDigest, requestDigest });
  });

  it('gives the digests that it always gave, so that a key outlives a deployment', () => {
    const made = keyed('key-1', { path: { schema: 'customer' }, query: { onFailure: 'skipRest' } });
    expect(digestsOf(made, '{"resources":[]}')).toEqual({
      keyDigest: 'be2974546978e3739e6d6da85c4be9f3',
      requestDigest: 'tDb2KbtiuqXHDBW-gp-Rif7F2OiFOmlHz5qxvWXfPUI',
    });
  });

  it.each(['!', '~', 'x'.repeat(255), '"quoted, with a comma"'.replaceAll(' ', '-')])('takes %s', (key) => {
    expect(digestsOf(keyed(key)).keyDigest).toHaveLength(32);
  });

  it.each([
    ['nothing', ''],
    ['256 characters', 'x'.repeat(256)],
    ['a blank', 'a b'],
    ['a blank at its end', 'a '],
    ['a line end', 'a\n'],
    ['a control character', 'a\u0000'],
    ['DEL', 'a\u007f'],
    ['more than ASCII', 'é'],
  ])('refuses a key of %s', (_, key) => {
    expect(parseIdempotency(keyed(key), parsed('{}'))).toEqual({
      kind: 'invalid',
      message: 'The idempotency key is not valid.',
      errors: ['header idempotency-key: must be 1 to 255 characters of visible ASCII'],
    });
  });

  it('gives nothing for a body that cannot be read: that is refused for what it is', () => {
    expect(parseIdempotency(keyed('k'), { kind: 'too-large', message: 'too large' })).toEqual(
      parsed(undefined),
    );
  });

  it('tells keys apart, in case too', () => {
    const digests = ['k', 'K', 'k1', 'k-1', '1k'].map((key) => digestsOf(keyed(key)).keyDigest);
    expect(new Set(digests).size).toBe(5);
  });

  it('knows the same request whatever the order of its parameters and its other headers', () => {
    const [one, other] = [
      keyed('k', { query: { a: '1', b: '2' } }),
      keyed('k', {
        query: { b: '2', a: '1' },
        requestId: 'request-2',
        headers: { 'idempotency-key': 'k', 'user-agent': 'other' },
      }),
    ];
    expect(digestsOf(one)).toEqual(digestsOf(other));
  });

  it('tells requests apart by method, path, query and body', () => {
    const base = { path: { schema: 'a' }, query: { x: '1' } };
    const digests = [
      digestsOf(keyed('k', base)),
      digestsOf(keyed('k', { ...base, method: 'PATCH' })),
      digestsOf(keyed('k', { ...base, path: { schema: 'A' } })),
      digestsOf(keyed('k', { ...base, path: { batchId: 'a' } })),
      digestsOf(keyed('k', { ...base, query: { x: '2' } })),
      digestsOf(keyed('k', { ...base, query: { y: '1' } })),
      digestsOf(keyed('k', { ...base, query: {} })),
      digestsOf(keyed('k', { path: { schema: 'a', x: '1' }, query: {} })),
      digestsOf(keyed('k', base), '{ }'),
      digestsOf(keyed('k', base), ''),
    ].map(({ requestDigest }) => requestDigest);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('does not tell requests apart by their key', () => {
    expect(digestsOf(keyed('k-1')).requestDigest).toBe(digestsOf(keyed('k-2')).requestDigest);
  });
});
