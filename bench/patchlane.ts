import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { LocalRunError } from '../local/errors.ts';
import type { LocalStack } from '../local/run.ts';
import { DEFINITION } from './cost/shapes.ts';

const created = z.object({ data: z.object({ id: z.string() }) });
const accepted = z.object({ data: z.object({ batchId: z.string() }) });
const batch = z.object({ data: z.object({ status: z.string(), completedAt: z.string().nullable() }) });

const POLL_MS = 100;
const PATH = `/api/resources/${DEFINITION.name}/batch`;

/** Whose schema and resources those of the bench are. */
export const PARTNER = 'bench';

type Method = 'POST' | 'PATCH';

/** Patchlane as its callers meet it. */
export interface Patchlane {
  /** Gives the id of the schema definition. */
  readonly define: () => Promise<string>;
  /** Gives the id of the batch. */
  readonly submit: (tenant: string, method: Method, resources: readonly object[]) => Promise<string>;
  /** Waits for the end of a batch; gives the moment that the batch says it was, in milliseconds since 1970. */
  readonly completed: (tenant: string, batchId: string) => Promise<number>;
  /** Both, one after the other; gives the milliseconds from the request to the end of the batch. */
  readonly apply: (tenant: string, method: Method, resources: readonly object[]) => Promise<number>;
}

export function createPatchlane({ url, token }: Pick<LocalStack, 'url' | 'token'>): Patchlane {
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
  const bearerOf = (tenant: string) => token({ partnerId: PARTNER, tenantExternalId: tenant });
  const submit: Patchlane['submit'] = async (tenant, method, resources) =>
    accepted.parse(await call(await bearerOf(tenant), method, PATH, { resources })).data.batchId;
  const completed: Patchlane['completed'] = async (tenant, batchId) => {
    const bearer = await bearerOf(tenant);
    for (;;) {
      const answer = await call(bearer, 'GET', `/api/batches/${batchId}`);
      const { status, completedAt } = batch.parse(answer).data;
      if (completedAt !== null) {
        if (status !== 'success') throw new LocalRunError(`the batch ${batchId} ended as ${status}`);
        return Date.parse(completedAt);
      }
      await sleep(POLL_MS);
    }
  };
  return {
    define: async () => {
      const bearer = await token({ partnerId: PARTNER });
      return created.parse(await call(bearer, 'POST', '/partner/schema-definitions', DEFINITION)).data.id;
    },
    submit,
    completed,
    async apply(tenant, method, resources) {
      const sentAt = Date.now();
      return (await completed(tenant, await submit(tenant, method, resources))) - sentAt;
    },
  };
}
