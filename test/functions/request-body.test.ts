import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, readJsonBody } from '../../functions/request-body.ts';
import { request } from './support/requests.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const GZIP = { ...JSON_TYPE, 'content-encoding': 'gzip' };

function readText(body: string, headers: Readonly<Record<string, string>> = JSON_TYPE) {
  return readJsonBody(request({ body, headers }));
}

function readBytes(bytes: Uint8Array, headers: Readonly<Record<string, string>> = JSON_TYPE) {
  const body = Buffer.from(bytes).toString('base64');
  return readJsonBody(request({ body, isBase64Encoded: true, headers }));
}

function unreadable(problem: string) {
  return { kind: 'invalid', message: 'The request body cannot be read.', errors: [`body: ${problem}`] };
}

/** JSON of a text with so many bytes, quotes included. */
function jsonOf(bytes: number): string {
  return `"${'x'.repeat(bytes - 2)}"`;
}

describe('readJsonBody', () => {
  it('reads JSON', async () => {
    expect(await readText('{"a": [1, "ä"]}')).toEqual({ kind: 'parsed', value: { a: [1, 'ä'] } });
  });

  it('marks numbers that a double would change', async () => {
    expect(await readText('[9007199254740993]')).toEqual({ kind: 'parsed', value: [9007199254740993n] });
  });

  it.each([undefined, ''])('refuses a body that is %j, whatever its type', async (body) => {
    expect(await readJsonBody(request({ body, headers: {} }))).toEqual(
      unreadable('is missing; JSON was expected'),
    );
  });

  it.each([
    'application/json',
    'application/merge-patch+json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/merge-patch+json ; Charset=utf-8',
    'application/json; profile=x; charset=utf-8',
    'application/json; profile=x',
  ])('takes the content type %s', async (contentType) => {
    expect(await readText('{}', { 'content-type': contentType })).toEqual({ kind: 'parsed', value: {} });
  });

  it.each([
    '',
    'text/plain',
    'application/json-seq',
    'application/x-www-form-urlencoded',
    'text/plain; application/json',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8x',
    'application/json; charset=xutf-8',
    'application/json; profile=x; charset=latin1',
  ])('refuses the content type %j', async (contentType) => {
    expect(await readText('{}', { 'content-type': contentType })).toEqual({
      kind: 'unsupported-media-type',
      message: 'The content type must be application/json or application/merge-patch+json, in UTF-8.',
    });
  });

  it('refuses text that was not UTF-8 on its way, which its announced length gives away', async () => {
    const altered = '{"a":"\ufffd"}';
    const announced = (length: string) => ({ 'content-type': 'application/json', 'content-length': length });
    expect(await readText(altered, announced('9'))).toEqual(unreadable('is not UTF-8'));
    // The character itself, and a length that nobody announced, are no proof.
    const value = { a: '\ufffd' };
    expect(await readText(altered, announced('11'))).toEqual({ kind: 'parsed', value });
    expect(await readText(altered)).toEqual({ kind: 'parsed', value });
  });

  it('refuses a body without a content type', async () => {
    expect(await readText('{}', {})).toMatchObject({ kind: 'unsupported-media-type' });
  });

  it('decodes base64 when, and only when, the event says so', async () => {
    expect(await readBytes(Buffer.from('{"a":"ä"}'))).toEqual({ kind: 'parsed', value: { a: 'ä' } });
    expect(await readText(Buffer.from('{}').toString('base64'))).toEqual(
      unreadable('is not JSON: it has an unexpected character'),
    );
  });

  it.each(['gzip', 'GZIP', ' gzip '])('inflates what is encoded as %j', async (encoding) => {
    const headers = { ...JSON_TYPE, 'content-encoding': encoding };
    expect(await readBytes(gzipSync('{"a":1}'), headers)).toEqual({ kind: 'parsed', value: { a: 1 } });
  });

  it('inflates members one after the other', async () => {
    const bytes = Buffer.concat(['{"a"', ':1}'].map((part) => gzipSync(part)));
    expect(await readBytes(bytes, GZIP)).toEqual({ kind: 'parsed', value: { a: 1 } });
  });

  it('takes the content encoding identity for none', async () => {
    const headers = { ...JSON_TYPE, 'content-encoding': 'identity' };
    expect(await readText('{"a":1}', headers)).toEqual({ kind: 'parsed', value: { a: 1 } });
  });

  it.each(['br', 'deflate', 'gzip, gzip', 'xgzip'])('refuses the content encoding %s', async (encoding) => {
    const headers = { ...JSON_TYPE, 'content-encoding': encoding };
    expect(await readBytes(gzipSync('{}'), headers)).toEqual({
      kind: 'unsupported-media-type',
      message: 'The content encoding must be gzip, or none.',
    });
  });

  it.each<[string, Uint8Array]>([
    ['text', Buffer.from('{"a":1}')],
    ['a member with more behind it', Buffer.concat([gzipSync('{"a":1}'), Buffer.from('more')])],
    ['half of it', gzipSync('{"a":1}').subarray(0, 15)],
    ['nothing', new Uint8Array([0])],
  ])('refuses %s that calls itself gzip', async (_what, bytes) => {
    expect(await readBytes(bytes, GZIP)).toEqual(
      unreadable('is not gzip, though its content encoding says so'),
    );
  });

  describe('of size', () => {
    const tooLarge = {
      kind: 'too-large',
      message: 'The body may take 4194304 bytes, decompressed. Send fewer or smaller items per call.',
    };

    it('takes 4 MiB, plain and compressed', async () => {
      const text = jsonOf(4 * 1024 * 1024);
      expect(MAX_BODY_BYTES).toBe(4 * 1024 * 1024);
      expect(await readText(text)).toMatchObject({ kind: 'parsed' });
      expect(await readBytes(Buffer.from(text))).toMatchObject({ kind: 'parsed' });
      expect(await readBytes(gzipSync(text), GZIP)).toMatchObject({ kind: 'parsed' });
    });

    it('refuses one byte more, plain and compressed', async () => {
      const text = jsonOf(MAX_BODY_BYTES + 1);
      expect(await readText(text)).toEqual(tooLarge);
      expect(await readBytes(Buffer.from(text))).toEqual(tooLarge);
      expect(await readBytes(gzipSync(text), GZIP)).toEqual(tooLarge);
    });

    it('counts bytes, not characters', async () => {
      expect(await readText(`"${'ä'.repeat(MAX_BODY_BYTES / 2)}"`)).toEqual(tooLarge);
    });

    it('is that of the body before it is found to be no JSON', async () => {
      expect(await readText('x'.repeat(MAX_BODY_BYTES + 1))).toEqual(tooLarge);
    });

    it('refuses a gzip bomb before it comes to its end, which is missing here', async () => {
      const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024)).subarray(0, -1000);
      expect(bomb.length).toBeLessThan(100_000);
      expect(await readBytes(bomb, GZIP)).toEqual(tooLarge);
    });

    it('refuses one in members, each of them small, before it comes to the last, which is damaged', async () => {
      const member = gzipSync(Buffer.alloc(1024 * 1024));
      const bomb = Buffer.concat([...Array<Buffer>(64).fill(member), member.subarray(0, -10)]);
      expect(await readBytes(bomb, GZIP)).toEqual(tooLarge);
    });
  });

  it.each<[string, Uint8Array, Readonly<Record<string, string>>]>([
    ['plain', Buffer.from([0x22, 0xff, 0x22]), JSON_TYPE],
    ['compressed', gzipSync(Buffer.from([0x22, 0xe4, 0x22])), GZIP],
    ['half of a surrogate pair in bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), JSON_TYPE],
  ])('refuses what is not UTF-8: %s', async (_what, bytes, headers) => {
    expect(await readBytes(bytes, headers)).toEqual(unreadable('is not UTF-8'));
  });

  it.each([
    ['{"a":', 'is not JSON: it ends too early'],
    ['{"a" SECRET}', 'is not JSON: it has an unexpected character at position 5 (line 1 column 6)'],
  ])('refuses what is not JSON without quoting it: %j', async (text, problem) => {
    expect(await readText(text)).toEqual(unreadable(problem));
  });
});
