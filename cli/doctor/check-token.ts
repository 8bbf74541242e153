import type { TokenSource } from '../api.ts';
import { PatchlaneError } from '../errors.ts';
import { type Claims, claimsOf } from '../jwt.ts';
import { duration } from '../report/words.ts';
import { type Check, fail, failBy, ok, warn } from './check.ts';

export interface TokenFinding {
  readonly check: Check;
  readonly claims?: Claims | undefined;
}

const NAME = 'token';
const SOON_SECONDS = 5 * 60;
const NEW_ONE = 'Get a new one from the issuer.';

/**
 * What the token says of itself, which the API alone can verify.
 * @param nowMs by the clock of the API
 */
export async function checkToken(source: TokenSource, nowMs: number): Promise<TokenFinding> {
  try {
    const token = typeof source === 'string' ? source : await source();
    const claims = claimsOf(token.trim().replace(/^bearer /i, ''));
    if (claims === undefined) {
      return { check: fail(NAME, 'The token is not a JWT.', 'Give one, whole, as its issuer gave it.') };
    }
    if (/^bearer /i.test(token.trim())) {
      return { check: fail(NAME, 'The token begins with "Bearer".', 'Give what follows that word alone.') };
    }
    return { check: checkClaims(claims, nowMs / 1000), claims };
  } catch (error) {
    if (!(error instanceof PatchlaneError)) throw error;
    return { check: failBy(NAME, error, 'Run the command by itself to see why.') };
  }
}

function checkClaims(claims: Claims, now: number): Check {
  const { partnerId, tenantExternalId, type, exp, nbf, iss = 'nobody' } = claims;
  if (partnerId === undefined) {
    return fail(NAME, `The token, of ${iss}, has no claim partnerId.`, 'Ask its issuer for it.');
  }
  if (tenantExternalId === undefined && type !== 'partner') {
    const needed = 'It needs the claim tenantExternalId, or type "partner": ask its issuer.';
    return fail(NAME, `The token of partner ${partnerId} names nobody to act for.`, needed);
  }
  const who = `${tenantExternalId === undefined ? '' : `tenant ${tenantExternalId} of `}partner ${partnerId}, by ${iss}`;
  if (exp === undefined)
    return fail(NAME, `The token of ${who} never expires, which the API refuses.`, NEW_ONE);
  if (exp <= now) return fail(NAME, `The token of ${who} expired ${duration(now - exp)} ago.`, NEW_ONE);
  if (nbf !== undefined && nbf > now) {
    const wait = 'Wait, or check the clock of its issuer.';
    return fail(NAME, `The token of ${who} is valid only in ${duration(nbf - now)}.`, wait);
  }
  const left = `${who}, expires in ${duration(exp - now)}`;
  return exp - now < SOON_SECONDS
    ? warn(NAME, `${left}.`, 'Get a new one before a long run, or give a tokenCommand.')
    : ok(NAME, left);
}
