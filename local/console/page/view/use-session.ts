import { mintToken, readIdentity } from '../api/console-api.ts';
import { createProductApi, type ProductApi } from '../api/product-api.ts';
import type { Place } from '../model/place.ts';
import { type Polled, usePolled } from './use-polled.ts';

/** Whom the page speaks for. */
export interface Session {
  readonly partner: string;
  readonly tenant: string;
  /** Name of the schema of the seeded example. */
  readonly schemaName: string;
  readonly api: ProductApi;
}

/** A token is good for a day; a page that stays open gets a new one in time. */
const RENEW_MS = 60 * 60 * 1000;

/** The identity of the place, or the seeded one, with a token for it. */
export function useSession({ partner, tenant }: Place): Polled<Session> {
  return usePolled(
    async (signal) => {
      const seeded = await readIdentity(signal);
      const who = { partner: partner ?? seeded.partnerId, tenant: tenant ?? seeded.tenantExternalId };
      const token = await mintToken(who.partner, who.tenant, signal);
      return { ...who, schemaName: seeded.schemaName, api: createProductApi(token) };
    },
    RENEW_MS,
    [partner, tenant],
  );
}
