import { shorten } from './domain/shorten.ts';

/** Why a call is not carried out, in words of the API; `http.ts` gives each kind its status. */
export type Refusal =
  | { readonly kind: 'invalid'; readonly message: string; readonly errors: readonly string[] }
  | { readonly kind: 'forbidden'; readonly message: string }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'method-not-allowed'; readonly message: string; readonly allow: readonly string[] }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'precondition-failed'; readonly message: string }
  | { readonly kind: 'too-large'; readonly message: string }
  | { readonly kind: 'unsupported-media-type'; readonly message: string }
  | { readonly kind: 'unprocessable'; readonly message: string };

/** The values of the dimension `reason`, by which refused batches are counted. */
export const REFUSAL_REASONS = {
  invalid: 'invalid',
  forbidden: 'forbidden',
  'not-found': 'not_found',
  'method-not-allowed': 'method_not_allowed',
  conflict: 'conflict',
  'precondition-failed': 'precondition_failed',
  'too-large': 'too_large',
  'unsupported-media-type': 'unsupported_media_type',
  unprocessable: 'unprocessable',
} as const satisfies Readonly<Record<Refusal['kind'], string>>;

export function isRefusal(reply: { readonly kind: string }): reply is Refusal {
  return reply.kind in REFUSAL_REASONS;
}

/** What reading a part of a request gives: the value, or why the request is refused. */
export type Parsed<T> = { readonly kind: 'parsed'; readonly value: T } | Refusal;

export function parsed<T>(value: T): Parsed<T> {
  return { kind: 'parsed', value };
}

/** More problems than these are only counted, so that an answer stays readable. */
export const MAX_ERRORS = 100;

/** A problem names its place, and names of fields may be as long as a body: a hundred of them must fit one answer. */
export const MAX_ERROR_LENGTH = 2000;

export function invalid(message: string, errors: readonly string[]): Refusal {
  const more = errors.length - MAX_ERRORS;
  return {
    kind: 'invalid',
    message,
    errors: [
      ...errors.slice(0, MAX_ERRORS).map((error) => shorten(error, MAX_ERROR_LENGTH)),
      ...(more > 0 ? [`... and ${more} more`] : []),
    ],
  };
}
