import type { HttpAnswer } from '../gateway/response.ts';

/** Scripts, styles and data of the console's own, nothing from anywhere else, and no page around it. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

export function file(type: string, body: string | Buffer): HttpAnswer {
  return { status: 200, headers: { ...HEADERS, 'content-type': type }, body: Buffer.from(body) };
}

export function json(status: number, value: unknown, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { ...HEADERS, 'content-type': 'application/json', ...headers }, body };
}

export function redirect(location: string): HttpAnswer {
  return { status: 308, headers: { ...HEADERS, location }, body: Buffer.alloc(0) };
}

/** @param message what was wrong, and what would be right */
export function refusal(status: number, message: string, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  return json(status, { message }, headers);
}
