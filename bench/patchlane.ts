import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { LocalRunError } from '../local/errors.ts';
import type { LocalStack } from '../local/run.ts';
import { DEFINITION } from './cost/shapes.ts';

const created = z.object({ data: z.object({ id: z.string() }) });
const moment = z.string().transform((text) => Date.parse(text));
const accepted = z.object({ data: z.object({ batchId: z.string() }) });
const batch = z.object({
  data: z.object({ status: z.string(), startedAt: moment.nullable(), completedAt: moment.nullable() }),
});

/** Asking often would take of the processors that are measured. */
const WAITING = { prefer: 'wait=20' };
const POLL_MS = 100;
const PATH = `/api/resources/${DEFINITION.name}/batch`;

/** Whose schema and resources those of the bench are. */
export const PARTNER = 'bench';

type Method = 'POST' | 'PATCH';

/** A batch that was accepted; times in milliseconds since the epoch. */
export interface Sent {
  readonly tenant: string;
  readonly batchId: string;
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** When a batch had its first outcome and its last, in milliseconds since the epoch. */
export interface Final {
  readonly startedAt: number;
  readonly completedAt: number;
}

/** Patchlane as its callers meet it. */
export interface Patchlane {
  /** Gives the id of the schema definition. */
  readonly define: () => Promise<string>;
  readonly submit: (tenant: string, method: Method, resources: readonly object[]) => Promise<Sent>;
  readonly untilFinal: (sent: Sent) => Promise<Final>;
  /** Sends a batch and waits for its end; gives the milliseconds from the request to the moment that the batch says it was. */
  readonly apply: (tenant: string, method: Method, resources: readonly object[]) => Promise<number>;
}

export function createPatchlane({ url, token }: Pick<LocalStack, 'url' | 'token'>): Patchlane {
  const call = async (
    bearer: string,
    method: string,
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<unknown> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new LocalRunError(`${method} ${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  const bearerOf = (tenant: string) => token({ partnerId: PARTNER, tenantExternalId: tenant });
  const submit: Patchlane['submit'] = async (tenant, method, resources) => {
    const bearer = await bearerOf(tenant);
    const sentAt = Date.now();
    const { batchId } = accepted.parse(await call(bearer, method, PATH, { resources })).data;
    return { tenant, batchId, sentAt, answeredAt: Date.now() };
  };
  const untilFinal: Patchlane['untilFinal'] = async ({ tenant, batchId }) => {
    const bearer = await bearerOf(tenant);
    for (;;) {
      const answer = await call(bearer, 'GET', `/api/batches/${batchId}`, undefined, WAITING);
      const { status, startedAt, completedAt } = batch.parse(answer).data;
      if (startedAt !== null && completedAt !== null) {
        if (status !== 'success') throw new LocalRunError(`the batch ${batchId} ended as ${status}`);
        return { startedAt, completedAt };
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
    untilFinal,
    async apply(tenant, method, resources) {
      const sent = await submit(tenant, method, resources);
      return (await untilFinal(sent)).completedAt - sent.sentAt;
    },
  };
}
