import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import * as z from 'zod';
import type { KeySet } from './gateway/authorizer.ts';

/** HTTP APIs take https issuers only. `.localhost` is reserved: nobody can ever answer there. */
export const LOCAL_ISSUER = 'https://issuer.patchlane.localhost';
export const LOCAL_AUDIENCE = 'patchlane';

/** Whom a token speaks for: a partner, or one of its tenants. */
export interface TokenSubject {
  readonly partnerId: string;
  /** Without it the token is the partner's own. */
  readonly tenantExternalId?: string;
  /** Seconds from now; negative for a token that is expired already. Default: a day. */
  readonly expiresIn?: number;
}

export interface Issuer {
  readonly keys: KeySet;
  readonly mint: (subject: TokenSubject) => Promise<string>;
}

const ALGORITHM = 'RS256';
const DAY_SECONDS = 24 * 60 * 60;

const storedKey = z.object({
  kid: z.string(),
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  d: z.string(),
  p: z.string(),
  q: z.string(),
  dp: z.string(),
  dq: z.string(),
  qi: z.string(),
});
type StoredKey = z.infer<typeof storedKey>;

/** Opens the local issuer whose key is in a file; makes the key at first use. */
export async function openIssuer(file: string): Promise<Issuer> {
  const stored = (await read(file)) ?? (await create(file));
  const { kid, kty, n, e } = stored;
  const [privateKey, publicKey] = await Promise.all([toKey(stored), toKey({ kid, kty, n, e })]);
  return {
    keys: new Map([[kid, publicKey]]),
    mint: ({ partnerId, tenantExternalId, expiresIn = DAY_SECONDS }) => {
      const now = Math.floor(Date.now() / 1000);
      const tenant = tenantExternalId !== undefined;
      return new SignJWT(tenant ? { partnerId, tenantExternalId } : { partnerId, type: 'partner' })
        .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' })
        .setIssuer(LOCAL_ISSUER)
        .setAudience(LOCAL_AUDIENCE)
        .setSubject(tenant ? `${partnerId}/${tenantExternalId}` : partnerId)
        .setIssuedAt(now)
        .setExpirationTime(now + expiresIn)
        .sign(privateKey);
    },
  };
}

async function read(file: string): Promise<StoredKey | undefined> {
  try {
    return storedKey.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The token command and a first start may both get here; the link goes to one of them, and both use its key. */
async function create(file: string): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const made = { ...(await exportJWK(privateKey)), kid: randomUUID() };
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(made), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
  return storedKey.parse(JSON.parse(await readFile(file, 'utf8')));
}

async function toKey(jwk: Parameters<typeof importJWK>[0]): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM);
  if (key instanceof Uint8Array) throw new TypeError('an RSA key is never a secret');
  return key;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
