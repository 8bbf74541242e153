import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { utf8Bytes } from './domain/storable.ts';
import type { HttpRequest } from './http-request.ts';
import { parseJson } from './parse-json.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';

/**
 * The largest body taken, decompressed. Lambda's synchronous payload ends at 6 MB, in which text arrives JSON-escaped
 * and other media types as base64. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

const MEDIA_TYPES = ['application/json', 'application/merge-patch+json'];

/** The JSON of a request's body, with numbers marked as `parseJson` does. */
export async function readJsonBody(request: HttpRequest): Promise<Parsed<unknown>> {
  return toJson(await readBodyText(request));
}

/** The JSON of a body that was read before, with numbers marked as `parseJson` does. */
export function toJson(text: Parsed<string>): Parsed<unknown> {
  if (text.kind !== 'parsed') return text;
  const json = parseJson(text.value);
  return json.kind === 'malformed' ? unreadable(`is not JSON: ${json.reason}`) : parsed(json.value);
}

/** The text of a request's body, decompressed. */
export async function readBodyText(request: HttpRequest): Promise<Parsed<string>> {
  if (request.body === undefined || request.body === '') return unreadable('is missing; JSON was expected');
  const mediaType = request.headers['content-type'];
  if (!isAccepted(mediaType)) {
    return {
      kind: 'unsupported-media-type',
      message: `The content type must be ${MEDIA_TYPES.join(' or ')}, in UTF-8.`,
    };
  }
  if (wasAltered(request)) return unreadable('is not UTF-8');
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  // As it comes for nearly every call: text, which API Gateway has decoded.
  if (!request.isBase64Encoded && coding === 'identity')
    return utf8Bytes(request.body) > MAX_BODY_BYTES ? TOO_LARGE : parsed(withoutMark(request.body));
  const bytes = await decode(request.body, request.isBase64Encoded, coding);
  if (bytes.kind !== 'parsed') return bytes;
  if (bytes.value.length > MAX_BODY_BYTES) return TOO_LARGE;
  try {
    return parsed(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
  } catch {
    return unreadable('is not UTF-8');
  }
}

/** Text as a decoder of UTF-8 gives it: without a byte order mark, and without halves of surrogate pairs. */
function withoutMark(text: string): string {
  return (text.startsWith('\ufeff') ? text.slice(1) : text).toWellFormed();
}

/**
 * Text arrives decoded, and what was no UTF-8 as U+FFFD. A body may hold that character itself; then it has the length
 * that the caller announced.
 */
function wasAltered({ body = '', isBase64Encoded, headers }: HttpRequest): boolean {
  const announced = headers['content-length'];
  if (isBase64Encoded || announced === undefined || !body.includes('\ufffd')) return false;
  return Buffer.byteLength(body) !== Number(announced);
}

const TOO_LARGE: Parsed<never> = {
  kind: 'too-large',
  message: `The body may take ${MAX_BODY_BYTES} bytes, decompressed. Send fewer or smaller items per call.`,
};

function unreadable(problem: string): Parsed<never> {
  return invalid('The request body cannot be read.', [`body: ${problem}`]);
}

function isAccepted(contentType: string | undefined): boolean {
  const [mediaType = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return MEDIA_TYPES.includes(mediaType) && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

const inflate = promisify(gunzip);

async function decode(body: string, base64: boolean, coding: string): Promise<Parsed<Uint8Array>> {
  const bytes = Buffer.from(body, base64 ? 'base64' : 'utf8');
  if (coding === 'identity') return parsed(bytes);
  if (coding !== 'gzip') {
    return { kind: 'unsupported-media-type', message: 'The content encoding must be gzip, or none.' };
  }
  try {
    return parsed(await inflate(bytes, { maxOutputLength: MAX_BODY_BYTES }));
  } catch (error) {
    const tooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return tooLarge ? TOO_LARGE : unreadable('is not gzip, though its content encoding says so');
  }
}
