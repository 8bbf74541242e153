import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import Negotiator from 'negotiator';
import type { Reply } from './http.ts';
import type { PublicRequest } from './http-request.ts';
import { hasAlready } from './if-none-match.ts';

export interface StaticFile {
  readonly contentType: string;
  readonly text: string;
  readonly maxAgeSeconds: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers one file that is the same for everybody, gzipped for those who take it: Lambda's answers end at 6 MB. */
export function createStaticFile({ contentType, text, maxAgeSeconds, headers }: StaticFile) {
  const plain = Buffer.from(text);
  const gzipped = gzipSync(plain, { level: 9 });
  // Weak: one tag for both codings.
  const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  const always = {
    'content-type': contentType,
    'cache-control': `public, max-age=${maxAgeSeconds}`,
    vary: 'accept-encoding',
    etag,
    ...headers,
  };
  return (request: Pick<PublicRequest, 'headers'>): Reply => {
    if (hasAlready(request, etag)) return { kind: 'file-not-modified', headers: always };
    return new Negotiator(request).encoding(['gzip', 'identity']) === 'gzip'
      ? { kind: 'file', bytes: gzipped, headers: { ...always, 'content-encoding': 'gzip' } }
      : { kind: 'file', bytes: plain, headers: always };
  };
}
