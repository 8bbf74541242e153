import type { CryptoKey } from 'jose';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { AuthorizerSpec } from '../template/stack.ts';

export type Authorization =
  | { readonly kind: 'allowed'; readonly claims: Readonly<Record<string, string>> }
  /** `challenge` is the value of `www-authenticate`. */
  | { readonly kind: 'denied'; readonly challenge: string };

export type Authorizer = (headerValue: string | undefined) => Promise<Authorization>;

/** The issuer's public keys by their `kid`. */
export type KeySet = ReadonlyMap<string, CryptoKey>;

/**
 * Checks tokens as the JWT authorizer of an HTTP API does: signature, `kid`, `iss`, `aud` or else `client_id`, `exp`,
 * `nbf`, `iat`, without any leeway.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function createAuthorizer(
  { issuer, audience }: AuthorizerSpec,
  keys: KeySet,
  now = () => new Date(),
): Authorizer {
  return async (headerValue) => {
    const token = headerValue?.replace(/^Bearer +/i, '').trim();
    if (!token) return { kind: 'denied', challenge: 'Bearer' };
    try {
      const { payload } = await jwtVerify(
        token,
        ({ kid }) => {
          const key = kid === undefined ? undefined : keys.get(kid);
          if (key === undefined) throw new errors.JWKSNoMatchingKey('the token has an unknown kid');
          return key;
        },
        { algorithms: ['RS256'], issuer, requiredClaims: ['exp'], currentDate: now() },
      );
      if (!isFor(payload, audience)) return denied('the token does not have a valid audience');
      if (payload.iat !== undefined && payload.iat * 1000 > now().getTime()) {
        return denied('the token was issued in the future');
      }
      return { kind: 'allowed', claims: toTexts(payload) };
    } catch (error) {
      if (error instanceof errors.JOSEError) return denied(describe(error));
      throw error;
    }
  };
}

function denied(description: string): Authorization {
  return {
    kind: 'denied',
    challenge: `Bearer scope="" error="invalid_token" error_description="${description}"`,
  };
}

function isFor({ aud, client_id: clientId }: JWTPayload, audience: readonly string[]): boolean {
  const named: readonly unknown[] = aud === undefined ? [clientId] : Array.isArray(aud) ? aud : [aud];
  return named.some((one) => typeof one === 'string' && audience.includes(one));
}

function describe(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the token does not have a valid ${error.claim}`;
  return 'the token cannot be verified';
}

/** Functions get every claim as text, lists as `[a b]`. */
function toTexts(payload: JWTPayload): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, toText(value)]));
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toText).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return String(value ?? '<nil>');
  const entries = Object.entries(value).map(([name, inner]) => `${name}:${toText(inner)}`);
  return `map[${entries.sort().join(' ')}]`;
}
