import type { Claims } from '../jwt.ts';
import { type Check, fail, ok } from './check.ts';

const NAME = 'tenant';
/** What the header takes: visible ASCII without commas. */
const HEADER_TEXT = /^[\x20-\x2b\x2d-\x7e]{1,256}$/;

/** Whether the tenant that was set fits the token. */
export function checkTenant(claims: Claims, tenant: string | undefined): Check {
  const { tenantExternalId: own } = claims;
  if (own === undefined) {
    if (tenant === undefined) {
      const advice = 'Set PATCHLANE_TENANT or give --tenant; the schema commands alone go without.';
      return fail(NAME, "A partner's token needs a tenant to act for, and there is none.", advice);
    }
    if (HEADER_TEXT.test(tenant)) return ok(NAME, `acting for ${tenant}`);
    const advice = 'Use a token of that tenant: only a token can name it.';
    return fail(
      NAME,
      'The tenant has more than 256 characters, a comma, or other than visible ASCII.',
      advice,
    );
  }
  if (tenant === undefined || tenant === own) return ok(NAME, `${own}, by the token`);
  const advice = 'Leave the setting out, or use a token of that tenant or of the partner.';
  return fail(NAME, `The setting says ${tenant}, the token is bound to ${own}.`, advice);
}
