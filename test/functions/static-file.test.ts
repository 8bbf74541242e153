import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createStaticFile } from '../../functions/static-file.ts';

const text = 'käse '.repeat(1000);
const answer = createStaticFile({
  contentType: 'text/plain',
  text,
  maxAgeSeconds: 60,
  headers: { 'x-a': '1' },
});

function file(headers: Readonly<Record<string, string>> = {}) {
  const reply = answer({ headers });
  if (reply.kind !== 'file') throw new Error(reply.kind);
  return reply;
}

describe('a static file', () => {
  it('comes as it is, for any cache to keep', () => {
    const { bytes, headers } = file();
    expect(bytes.toString()).toBe(text);
    expect(headers).toMatchObject({
      'content-type': 'text/plain',
      'cache-control': 'public, max-age=60',
      vary: 'accept-encoding',
      'x-a': '1',
    });
    expect(headers).not.toHaveProperty('content-encoding');
  });

  it.each(['gzip', 'br, GZIP;q=0.5', 'deflate, gzip'])('comes gzipped to who accepts %s', (accepted) => {
    const { bytes, headers } = file({ 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(bytes).toString()).toBe(text);
    expect(bytes.length).toBeLessThan(text.length / 10);
  });

  it.each(['br', 'gzip;q=0', 'gzip;q=0.00', 'xgzip', ''])('comes plain to who accepts %s', (accepted) => {
    expect(file({ 'accept-encoding': accepted }).headers).not.toHaveProperty('content-encoding');
  });

  it('is not sent again to who has it', () => {
    const { etag = '' } = file().headers;
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    for (const known of [etag, `"other", ${etag}`]) {
      const reply = answer({ headers: { 'if-none-match': known } });
      expect(reply).toMatchObject({ kind: 'file-not-modified', headers: { etag } });
    }
    expect(answer({ headers: { 'if-none-match': '"other"' } }).kind).toBe('file');
  });

  it('has another tag when it has changed', () => {
    const other = createStaticFile({ contentType: 'text/plain', text: `${text}.`, maxAgeSeconds: 60 })({
      headers: {},
    });
    expect(other).toMatchObject({
      kind: 'file',
      headers: { etag: expect.not.stringContaining(file().headers['etag'] ?? '') },
    });
  });
});
