import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { LocalRunError } from '../../local/errors.ts';
import type { LocalStack } from '../../local/run.ts';
import { DEFINITION } from '../cost/shapes.ts';

const accepted = z.object({ data: z.object({ batchId: z.string() }) });
const batch = z.object({ data: z.object({ status: z.string(), completedAt: z.string().nullable() }) });

const POLL_MS = 100;
const PATH = `/api/resources/${DEFINITION.name}/batch`;

/** Patchlane as its callers meet it. */
export interface Patchlane {
  readonly define: () => Promise<void>;
  /** Sends a batch and waits for its end; gives the milliseconds from the request to the moment that the batch says it was. */
  readonly apply: (tenant: string, method: 'POST' | 'PATCH', resources: readonly object[]) => Promise<number>;
}

export function createPatchlane({ url, token }: LocalStack): Patchlane {
  const call = async (bearer: string, method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new LocalRunError(`${method} ${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    define: async () => {
      await call(await token({ partnerId: 'bench' }), 'POST', '/partner/schema-definitions', DEFINITION);
    },
    async apply(tenant, method, resources) {
      const bearer = await token({ partnerId: 'bench', tenantExternalId: tenant });
      const sentAt = Date.now();
      const { batchId } = accepted.parse(await call(bearer, method, PATH, { resources })).data;
      for (;;) {
        const { status, completedAt } = batch.parse(
          await call(bearer, 'GET', `/api/batches/${batchId}`),
        ).data;
        if (completedAt !== null) {
          if (status !== 'success') throw new LocalRunError(`the batch ${batchId} ended as ${status}`);
          return Date.parse(completedAt) - sentAt;
        }
        await sleep(POLL_MS);
      }
    },
  };
}
