import fc from 'fast-check';
import { hostileText, mostly } from './hostile-values.ts';
import type { Body, Texts } from './request.ts';

const HEADERS = {
  'if-match': mostly(fc.constantFrom('*', '"1"', '"1", "2"'), hostileText, 2),
  'if-none-match': mostly(fc.constantFrom('*', '"1"', 'W/"x"'), hostileText, 2),
  prefer: mostly(fc.constantFrom('wait=1', 'wait="1"', 'respond-async'), hostileText, 2),
  'idempotency-key': mostly(fc.constantFrom('k-1', 'k-2', '@{fresh}'), hostileText, 2),
  'reach-tenant-id': mostly(fc.constantFrom('red', 'blue'), hostileText, 2),
  accept: mostly(fc.constantFrom('application/x-ndjson', 'application/json', '*/*;q=0'), hostileText, 2),
  'accept-encoding': mostly(fc.constantFrom('gzip', 'identity;q=0'), hostileText, 2),
  'content-length': fc.constantFrom('0', '-1', 'NaN', '99999999999'),
  'content-type': fc.oneof(
    fc.constantFrom('application/json;charset=utf-16', 'text/plain', 'application/json;;'),
    hostileText,
  ),
  'content-encoding': fc.oneof(fc.constantFrom('gzip', 'identity', 'gzip, gzip', 'br', 'GZIP '), hostileText),
};

/** Some of the entries, each with its value, and now and then one that nobody knows. */
export function some(entries: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<Texts> {
  const names = Object.keys(entries);
  const known =
    names.length === 0 ? fc.constant([]) : fc.subarray(names, { maxLength: Math.min(2, names.length) });
  return fc
    .tuple(known, mostly(fc.constant(undefined), hostileText, 24))
    .chain(([chosen, other]) =>
      fc.tuple(
        ...chosen.map((name) => fc.tuple(fc.constant(name), entries[name] ?? hostileText)),
        ...(other === undefined ? [] : [fc.tuple(fc.constant(other), hostileText)]),
      ),
    )
    .map((pairs) => Object.fromEntries(pairs));
}

export const headers: fc.Arbitrary<Texts> = mostly(fc.constant({}), some(HEADERS), 2);

const hostileClaims: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .array(
    fc.tuple(
      fc.constantFrom('partnerId', 'type', 'tenantExternalId', '__proto__'),
      fc.oneof(hostileText, fc.constantFrom('partner', '@{partner}', 'red'), fc.jsonValue({ maxDepth: 1 })),
    ),
    { maxLength: 3 },
  )
  .map((pairs) => Object.fromEntries(pairs));
const tenant = fc.constant({ partnerId: '@{partner}', tenantExternalId: 'red' });
const partner = fc.constant({ partnerId: '@{partner}', type: 'partner' });

/** Claims of a token: mostly those that the call needs. */
export function claimsOf(isPartners: boolean): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const usual = mostly<Readonly<Record<string, unknown>>>(isPartners ? partner : tenant, partner);
  return mostly(usual, hostileClaims, 20);
}

/** What a caller that means well would send beside a body and claims. */
export function usualHeaders(body: Body | undefined, claims: Readonly<Record<string, unknown>>): Texts {
  return {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(body?.coding.startsWith('gzip') ? { 'content-encoding': 'gzip' } : {}),
    ...(claims['type'] === 'partner' ? { 'reach-tenant-id': 'red' } : {}),
  };
}
