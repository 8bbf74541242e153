import { createSecretKey } from 'node:crypto';
import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Authorization, createAuthorizer } from '../../local/gateway/authorizer.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const seconds = Math.floor(NOW.getTime() / 1000);
const issuer = 'https://issuer.example.com';

const pair = await generateKeyPair('RS256', { extractable: true });
const authorize = createAuthorizer(
  { issuer, audience: ['patchlane', 'other'], header: 'authorization' },
  new Map([['k1', pair.publicKey]]),
  () => NOW,
);

function claims(overrides: JWTPayload = {}): JWTPayload {
  const all = {
    iss: issuer,
    aud: 'patchlane',
    exp: seconds + 60,
    iat: seconds - 1,
    partnerId: 'p',
    ...overrides,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const sign = (
  payload: JWTPayload,
  header: object = {},
  key: Parameters<SignJWT['sign']>[0] = pair.privateKey,
) => new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(key);

function challenge(authorization: Authorization): string {
  return authorization.kind === 'denied' ? authorization.challenge : 'allowed';
}

describe('the JWT authorizer', () => {
  it('allows a valid token, with or without the word Bearer', async () => {
    const token = await sign(claims());
    for (const header of [`Bearer ${token}`, `bearer ${token}`, token]) {
      expect(await authorize(header)).toMatchObject({ kind: 'allowed', claims: { partnerId: 'p' } });
    }
  });

  it('hands every claim on as text, lists in brackets', async () => {
    const token = await sign(
      claims({ admin: true, groups: ['a', 'b'], nested: { z: 1, a: [2] }, aud: ['x', 'other'] }),
    );
    expect(await authorize(token)).toEqual({
      kind: 'allowed',
      claims: {
        iss: issuer,
        aud: '[x other]',
        exp: String(seconds + 60),
        iat: String(seconds - 1),
        partnerId: 'p',
        admin: 'true',
        groups: '[a b]',
        nested: 'map[a:[2] z:1]',
      },
    });
  });

  it.each([
    ['expired', { exp: seconds - 1 }, 'the token has expired'],
    ['expiring this very second', { exp: seconds }, 'the token has expired'],
    ['without expiry', { exp: undefined }, 'the token does not have a valid exp'],
    ['not valid yet', { nbf: seconds + 1 }, 'the token does not have a valid nbf'],
    ['issued in the future', { iat: seconds + 1 }, 'the token was issued in the future'],
    ['of another issuer', { iss: `${issuer}/` }, 'the token does not have a valid iss'],
    ['for another audience', { aud: 'patchlane2' }, 'the token does not have a valid audience'],
    ['for nobody', { aud: undefined }, 'the token does not have a valid audience'],
    [
      'whose client is right but audience is not',
      { aud: 'x', client_id: 'patchlane' },
      'the token does not have a valid audience',
    ],
  ])('denies a token %s', async (_, overrides, description) => {
    const token = await sign(claims(overrides as JWTPayload));
    expect(challenge(await authorize(`Bearer ${token}`))).toBe(
      `Bearer scope="" error="invalid_token" error_description="${description}"`,
    );
  });

  it('takes the client id where there is no audience', async () => {
    const token = await sign(claims({ aud: undefined, client_id: 'other' } as unknown as JWTPayload));
    expect(await authorize(token)).toMatchObject({ kind: 'allowed' });
  });

  it('denies a token without signature', async () => {
    const token = new UnsecuredJWT(claims()).encode();
    expect(challenge(await authorize(token))).toContain('invalid_token');
  });

  it('denies a token signed with the public key as a shared secret', async () => {
    const secret = createSecretKey(Buffer.from(await exportSPKI(pair.publicKey)));
    const token = await sign(claims(), { alg: 'HS256' }, secret);
    expect(challenge(await authorize(token))).toContain('invalid_token');
  });

  it('denies a token of another key, of an unknown key, or without key id', async () => {
    const other = await generateKeyPair('RS256');
    for (const token of [
      await sign(claims(), {}, other.privateKey),
      await sign(claims(), { kid: 'k2' }),
      await sign(claims(), { kid: undefined }),
    ]) {
      expect(challenge(await authorize(token))).toContain('invalid_token');
    }
  });

  it('denies a token whose payload was changed after it was signed', async () => {
    const [header, , signature] = (await sign(claims())).split('.');
    const payload = Buffer.from(JSON.stringify(claims({ partnerId: 'q' }))).toString('base64url');
    expect(challenge(await authorize(`${header}.${payload}.${signature}`))).toContain('invalid_token');
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic eDp5', 'a.b.c', 'Bearer null'])(
    'denies %o without a stumble',
    async (header) => {
      expect((await authorize(header)).kind).toBe('denied');
    },
  );
});
