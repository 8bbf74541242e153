import * as z from 'zod';

const claims = z.looseObject({
  iss: z.string().optional(),
  /** Seconds since 1970, as `nbf`. */
  exp: z.number().optional(),
  nbf: z.number().optional(),
  partnerId: z.string().optional(),
  tenantExternalId: z.string().optional(),
  type: z.string().optional(),
});

export type Claims = z.infer<typeof claims>;

/** What a JWT says of itself, which nobody has verified; undefined when it is none, or says things of other types. */
export function claimsOf(token: string): Claims | undefined {
  const parts = token.split('.');
  const [header, payload] = parts;
  if (parts.length !== 3 || objectIn(header) === undefined) return undefined;
  return claims.safeParse(objectIn(payload)).data;
}

function objectIn(part = ''): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
