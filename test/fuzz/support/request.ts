import { gzipSync } from 'node:zlib';

/**
 * A request as the generators make it and as it is kept: plain JSON, in which `@{...}` stands for what is too long to be
 * written down, or not known before (see `expand.ts`).
 */
export interface FuzzRequest {
  /** Key of the route; `$default` takes what no other does. */
  readonly route: string;
  readonly path?: Texts;
  readonly query?: Texts;
  readonly headers?: Texts;
  /** Of the token; absent: those of the tenant. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly body?: Body;
  /** Of `$default`, whose event names them as they came. */
  readonly method?: string;
  readonly rawPath?: string;
}

export type Texts = Readonly<Record<string, string>>;

export interface Body {
  readonly text: string;
  readonly coding: Coding;
}

/** What happens to the text of a body on its way into the event. */
const CODINGS = {
  text: (bytes) => ({ body: bytes.toString(), isBase64Encoded: false }),
  base64: encoded,
  'called base64': (bytes) => ({ body: bytes.toString(), isBase64Encoded: true }),
  'base64, called text': (bytes) => ({ body: bytes.toString('base64'), isBase64Encoded: false }),
  hexadecimal: (bytes) => encoded(Buffer.from(bytes.toString(), 'hex')),
  'latin 1': (bytes) => encoded(Buffer.from(bytes.toString(), 'latin1')),
  'UTF-16': (bytes) => encoded(Buffer.from(`\ufeff${bytes.toString()}`, 'utf16le')),
  gzip: (bytes) => encoded(gzipSync(bytes)),
  'gzip, cut off': (bytes) => encoded(gzipSync(bytes).subarray(0, -9)),
  'gzip, damaged': (bytes) => encoded(damaged(gzipSync(bytes))),
  'gzip, then more': (bytes) => encoded(Buffer.concat([gzipSync(bytes), Buffer.from('more')])),
  'gzip, twice': (bytes) => encoded(gzipSync(gzipSync(bytes))),
  'gzip in members': (bytes) => encoded(members(bytes)),
  'gzip bomb': () => encoded(BOMB()),
  'gzip bomb in members': () => encoded(BOMB_IN_MEMBERS()),
} as const satisfies Readonly<Record<string, Encode>>;

type Encode = (bytes: Buffer) => EncodedBody;
export type Coding = keyof typeof CODINGS;
// `Object.keys` gives strings.
export const ALL_CODINGS = Object.keys(CODINGS) as readonly Coding[];

interface EncodedBody {
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export function encodeBody(text: string, coding: Coding): EncodedBody {
  return CODINGS[coding](Buffer.from(text));
}

function encoded(bytes: Buffer): EncodedBody {
  return { body: bytes.toString('base64'), isBase64Encoded: true };
}

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 0x55;
  return copy;
}

/** https://www.rfc-editor.org/rfc/rfc1952#section-2.2: what one inflates to follows on what the others do. */
function members(bytes: Buffer): Buffer {
  const middle = bytes.length >> 1;
  return Buffer.concat([bytes.subarray(0, middle), bytes.subarray(middle)].map((part) => gzipSync(part)));
}

/** What inflates to so many megabytes of blanks: in one stream, and in as many members. */
const BOMB_MEGABYTES = 256;
const BOMB = once(() => gzipSync(Buffer.alloc(BOMB_MEGABYTES * 1024 * 1024, ' ')));
const BOMB_IN_MEMBERS = once(() => {
  const member = gzipSync(Buffer.alloc(1024 * 1024, ' '));
  return Buffer.concat(Array<Buffer>(BOMB_MEGABYTES).fill(member));
});

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
