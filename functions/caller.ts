import * as z from 'zod/mini';
import type { Owner } from './domain/batch.ts';
import { utf8Bytes } from './domain/storable.ts';
import type { HttpRequest } from './http-request.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';

/**
 * Ids of partners and tenants are part of every key, where a byte may take three characters; DynamoDB's limit of 2048
 * bytes leaves room for two of these.
 */
export const MAX_ID_BYTES = 256;
const id = z.string().check(
  z.minLength(1),
  z.refine((text) => text.isWellFormed() && utf8Bytes(text) <= MAX_ID_BYTES),
);

const claims = z.object({
  partnerId: id,
  type: z.optional(z.string()),
  tenantExternalId: z.optional(id),
});

/** Who calls: the partner itself, which may act for its tenants, or one tenant. */
export interface Caller {
  readonly partnerId: string;
  /** Set when the token is bound to one tenant, whatever else it says. */
  readonly tenantId: string | undefined;
}

export function parseCaller(request: HttpRequest): Parsed<Caller> {
  const { data } = claims.safeParse(request.claims);
  if (data === undefined || (data.tenantExternalId === undefined && data.type !== 'partner')) {
    return {
      kind: 'forbidden',
      message:
        'The token names nobody to act for: it needs the claim partnerId, and either type "partner" or tenantExternalId.',
    };
  }
  return parsed({ partnerId: data.partnerId, tenantId: data.tenantExternalId });
}

/** The partner itself, for calls that no tenant may make. */
export function parsePartner(request: HttpRequest): Parsed<Caller> {
  const caller = parseCaller(request);
  if (caller.kind !== 'parsed' || caller.value.tenantId === undefined) return caller;
  return { kind: 'forbidden', message: 'This call needs a partner token; the token is bound to a tenant.' };
}

/**
 * Beyond ASCII the bytes of a header mean one thing to one server and another to the next (RFC 9110, section 5.5). Two headers
 * of a name arrive as one with a comma between: a tenant that nobody named.
 */
const ONE_NAME = /^[\x20-\x2b\x2d-\x7e]*$/;

/** The tenant whose data the call is about: the token's own, or the one a partner names in `reach-tenant-id`. */
export function parseOwner(request: HttpRequest): Parsed<Owner> {
  const caller = parseCaller(request);
  if (caller.kind !== 'parsed') return caller;
  const { partnerId, tenantId } = caller.value;
  const named = request.headers['reach-tenant-id'];
  if (named !== undefined && !ONE_NAME.test(named)) {
    return invalid('The tenant is not valid.', [
      'header reach-tenant-id: must be one name in visible ASCII without a comma; only a token can name another tenant',
    ]);
  }
  if (tenantId !== undefined) {
    if (named !== undefined && named !== tenantId) {
      return {
        kind: 'forbidden',
        message: 'The header reach-tenant-id names another tenant than the token.',
      };
    }
    return parsed({ partnerId, tenantId });
  }
  if (named === undefined || named === '') {
    return invalid('The tenant is missing.', [
      'header reach-tenant-id: is required with a partner token; it names the tenant to act for',
    ]);
  }
  if (!id.safeParse(named).success) {
    return invalid('The tenant is not valid.', [
      `header reach-tenant-id: must be 1 to ${MAX_ID_BYTES} bytes`,
    ]);
  }
  return parsed({ partnerId, tenantId: named });
}
