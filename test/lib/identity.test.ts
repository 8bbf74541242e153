import { RootConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { identityFromContext, MissingIdentityError } from '../../lib/identity.ts';

function read(context: Readonly<Record<string, unknown>>) {
  const { node } = new RootConstruct();
  for (const [key, value] of Object.entries(context)) node.setContext(key, value);
  return identityFromContext(node);
}

const issuer = 'https://issuer.example.com';

describe('the identity from the context', () => {
  it('is the issuer and its audience', () => {
    expect(read({ issuer, audience: 'patchlane' })).toEqual({ issuer, audience: ['patchlane'] });
  });

  it('takes several audiences with commas between them', () => {
    expect(read({ issuer, audience: 'one, two' })).toEqual({ issuer, audience: ['one', 'two'] });
  });

  it('takes the 50 audiences that API Gateway takes, and no more', () => {
    const audiences = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`).join();
    expect(read({ issuer, audience: audiences(50) }).audience).toHaveLength(50);
    expect(() => read({ issuer, audience: audiences(51) })).toThrow(MissingIdentityError);
  });

  it.each([
    ['nothing', {}],
    ['no audience', { issuer }],
    ['no issuer', { audience: 'patchlane' }],
    ['an issuer without https', { issuer: 'http://issuer.example.com', audience: 'patchlane' }],
    ['an empty audience', { issuer, audience: '' }],
    ['an empty audience among others', { issuer, audience: 'one,,two' }],
    ['an audience that is no text', { issuer, audience: 7 }],
  ])('says what to pass when it finds %s', (_, context) => {
    expect(() => read(context)).toThrow(
      'pass -c issuer=https://<your issuer> and -c audience=<audience>[,<audience>...]',
    );
  });
});
