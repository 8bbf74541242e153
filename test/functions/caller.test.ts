import { describe, expect, it } from 'vitest';
import { parseCaller, parseOwner, parsePartner } from '../../functions/caller.ts';
import { request } from './support/requests.ts';

type Claims = Readonly<Record<string, unknown>>;

const PARTNER: Claims = { partnerId: 'p', type: 'partner' };
const TENANT: Claims = { partnerId: 'p', tenantExternalId: 't' };
const BOUND_PARTNER: Claims = { partnerId: 'p', type: 'partner', tenantExternalId: 't' };
const OTHER_TENANT_TYPE: Claims = { partnerId: 'p', type: 'user', tenantExternalId: 't' };

/** Ids may take 256 bytes, which are fewer characters. */
const LONGEST_ID = 'ä'.repeat(128);
const TOO_LONG_ID = `${LONGEST_ID}x`;
const HALF_A_PAIR = '\ud83d';

/** Tokens that name nobody to act for. */
const NOBODY: readonly (readonly [string, Claims])[] = [
  ['no claims', {}],
  ['no partner', { type: 'partner', tenantExternalId: 't' }],
  ['neither the type partner nor a tenant', { partnerId: 'p' }],
  ['another type and no tenant', { partnerId: 'p', type: 'user' }],
  ['a type of other case', { partnerId: 'p', type: 'Partner' }],
  ['an empty partner', { partnerId: '', type: 'partner' }],
  ['a partner too long', { partnerId: TOO_LONG_ID, type: 'partner' }],
  ['a partner that is no Unicode', { partnerId: HALF_A_PAIR, type: 'partner' }],
  ['a partner that is no text', { partnerId: 1, type: 'partner' }],
  ['a type that is no text', { partnerId: 'p', type: ['partner'], tenantExternalId: 't' }],
  ['an empty tenant', { partnerId: 'p', type: 'partner', tenantExternalId: '' }],
  ['a tenant too long', { partnerId: 'p', tenantExternalId: TOO_LONG_ID }],
  ['a tenant that is no Unicode', { partnerId: 'p', tenantExternalId: HALF_A_PAIR }],
  ['a tenant that is no text', { partnerId: 'p', type: 'partner', tenantExternalId: null }],
];

const FORBIDDEN_NOBODY = {
  kind: 'forbidden',
  message:
    'The token names nobody to act for: it needs the claim partnerId, and either type "partner" or tenantExternalId.',
};

function ownerOf(claims: Claims, tenantHeader?: string) {
  return parseOwner(
    request({ claims, headers: tenantHeader === undefined ? {} : { 'reach-tenant-id': tenantHeader } }),
  );
}

describe('parseCaller', () => {
  it.each<[string, Claims, string | undefined]>([
    ['the partner', PARTNER, undefined],
    ['one tenant', TENANT, 't'],
    ['one tenant, though the type is partner', BOUND_PARTNER, 't'],
    ['one tenant, whatever the type is', OTHER_TENANT_TYPE, 't'],
    ['one tenant of the longest name', { partnerId: 'p', tenantExternalId: LONGEST_ID }, LONGEST_ID],
  ])('sees in a token %s', (_who, claims, tenantId) => {
    expect(parseCaller(request({ claims }))).toEqual({ kind: 'parsed', value: { partnerId: 'p', tenantId } });
  });

  it.each(NOBODY)('refuses a token with %s', (_what, claims) => {
    expect(parseCaller(request({ claims }))).toEqual(FORBIDDEN_NOBODY);
  });

  it('takes no notice of the header', () => {
    const headers = { 'reach-tenant-id': 'other' };
    expect(parseCaller(request({ claims: TENANT, headers }))).toMatchObject({ value: { tenantId: 't' } });
  });
});

describe('parsePartner', () => {
  it('lets the partner through', () => {
    expect(parsePartner(request({ claims: PARTNER }))).toEqual({
      kind: 'parsed',
      value: { partnerId: 'p', tenantId: undefined },
    });
  });

  it.each([
    ['tenant', TENANT],
    ['partner bound to a tenant', BOUND_PARTNER],
    ['tenant of another type', OTHER_TENANT_TYPE],
  ])('refuses the token of a %s', (_who, claims) => {
    expect(parsePartner(request({ claims }))).toEqual({
      kind: 'forbidden',
      message: 'This call needs a partner token; the token is bound to a tenant.',
    });
  });

  it.each(NOBODY)('refuses a token with %s', (_what, claims) => {
    expect(parsePartner(request({ claims }))).toEqual(FORBIDDEN_NOBODY);
  });
});

describe('parseOwner', () => {
  it.each(['other', 't', 'a b;c', 'x'.repeat(256)])(
    'lets a partner act for the tenant that the header names: %s',
    (named) => {
      expect(ownerOf(PARTNER, named)).toEqual({
        kind: 'parsed',
        value: { partnerId: 'p', tenantId: named },
      });
    },
  );

  it.each([undefined, ''])('asks a partner for the header when it is %j', (named) => {
    expect(ownerOf(PARTNER, named)).toEqual({
      kind: 'invalid',
      message: 'The tenant is missing.',
      errors: ['header reach-tenant-id: is required with a partner token; it names the tenant to act for'],
    });
  });

  it.each([
    ['x'.repeat(257), 'must be 1 to 256 bytes'],
    [TOO_LONG_ID, 'must be one name in visible ASCII without a comma; only a token can name another tenant'],
    ['t-1,t-2', 'must be one name in visible ASCII without a comma; only a token can name another tenant'],
    [HALF_A_PAIR, 'must be one name in visible ASCII without a comma; only a token can name another tenant'],
    // UTF-8 as a server reads it that takes a header's bytes for Latin-1.
    [
      Buffer.from('日本').toString('latin1'),
      'must be one name in visible ASCII without a comma; only a token can name another tenant',
    ],
  ])('refuses a header that can be no tenant: %s', (named, expected) => {
    expect(ownerOf(PARTNER, named)).toEqual({
      kind: 'invalid',
      message: 'The tenant is not valid.',
      errors: [`header reach-tenant-id: ${expected}`],
    });
  });

  describe.each([
    ['tenant', TENANT],
    ['partner bound to a tenant', BOUND_PARTNER],
    ['tenant of another type', OTHER_TENANT_TYPE],
  ])('with the token of a %s', (_who, claims) => {
    it.each([undefined, 't'])('is its tenant, the header being %j', (named) => {
      expect(ownerOf(claims, named)).toEqual({ kind: 'parsed', value: { partnerId: 'p', tenantId: 't' } });
    });

    it.each(['other', 'T', 't ', 't;t'])('is nobody when the header names another tenant: %j', (named) => {
      expect(ownerOf(claims, named)).toEqual({
        kind: 'forbidden',
        message: 'The header reach-tenant-id names another tenant than the token.',
      });
    });
  });

  it.each(NOBODY)('is nobody, the token having %s', (_what, claims) => {
    expect(ownerOf(claims)).toEqual(FORBIDDEN_NOBODY);
    expect(ownerOf(claims, 't')).toEqual(FORBIDDEN_NOBODY);
  });
});
