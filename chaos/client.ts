import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { ApiError } from '../demo/client.ts';
import { CELL_DEFINITION, type Fields } from './cell.ts';
import type { Batch } from './workload.ts';

const count = z.number().int().min(0);
const progress = z.object({
  totalRecords: count,
  processedRecords: count,
  successfulRecords: count,
  pendingRecords: count,
  failedRecords: count,
  cancelledRecords: count,
});
export type BatchProgress = z.infer<typeof progress>;

const result = z.object({
  index: count,
  outcome: z.enum(['applied', 'unchanged', 'failed', 'cancelled', 'pending']),
  code: z.string().optional(),
  retryable: z.boolean().optional(),
});
export type RecordResult = z.infer<typeof result>;

const stored = z.object({ version: count, data: z.record(z.string(), z.unknown()) });
export type StoredResource = z.infer<typeof stored>;

/** `unclear`: no answer, or one that does not say whether the write happened. */
export type Written = 'written' | 'unclear';

/**
 * The calls of the API that the run makes. What may be sent again is sent until it is answered; all reject with an
 * ApiError when an answer is none that the API may give here, or with the reason of an abort.
 */
export interface Client {
  readonly define: () => Promise<void>;
  /** Gives the id of the batch; whatever happens on the way there is one batch. */
  readonly submit: (batch: Batch) => Promise<string>;
  /** A new batch of the records that may be tried again; whatever happens on the way there is one. */
  readonly retry: (batchId: string) => Promise<string>;
  readonly cancel: (batchId: string) => Promise<void>;
  readonly progress: (batchId: string) => Promise<BatchProgress>;
  readonly results: (batchId: string) => Promise<readonly RecordResult[]>;
  readonly create: (data: Fields) => Promise<Written>;
  readonly patch: (externalId: string, data: Fields) => Promise<Written>;
  readonly remove: (externalId: string) => Promise<Written>;
  readonly read: (externalId: string) => Promise<StoredResource | undefined>;
}

export interface ClientOptions {
  /** Where the API is now. */
  readonly url: string;
  readonly partnerToken: string;
  readonly tenantToken: string;
  readonly signal: AbortSignal;
}

interface Sent {
  readonly token?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly request: string;
  readonly status: number;
  readonly text: string;
}

const PAUSE_MS = 200;
const PATH = `/api/resources/${CELL_DEFINITION.name}`;

export function createClient({ url, partnerToken, tenantToken, signal }: ClientOptions): Client {
  /** Undefined when there is no answer, or one that says no more than that something went wrong. */
  const once = async (method: string, path: string, sent: Sent): Promise<Answer | undefined> => {
    const { token = tenantToken, body, headers } = sent;
    try {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        signal,
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.status >= 500 || response.status === 429) return undefined;
      return { request: `${method} ${path}`, status: response.status, text };
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  };
  const untilAnswered = async (method: string, path: string, sent: Sent = {}): Promise<Answer> => {
    for (;;) {
      const answer = await once(method, path, sent);
      if (answer !== undefined) return answer;
      await sleep(PAUSE_MS, undefined, { signal });
    }
  };
  const write = async (method: string, path: string, sent: Sent = {}): Promise<Written> => {
    const answer = await once(method, path, sent);
    if (answer === undefined) return 'unclear';
    expect(answer, 200, 201);
    return 'written';
  };
  const accepted = (answer: Answer) =>
    parse(answer, z.object({ data: z.object({ batchId: z.string() }) }), 202).data.batchId;

  return {
    define: async () => {
      const sent = { token: partnerToken, body: CELL_DEFINITION };
      expect(await untilAnswered('POST', '/partner/schema-definitions', sent), 201);
    },
    submit: async ({ id, operation, skipRest, patches }) => {
      const path = `${PATH}/batch${skipRest ? '?onFailure=skipRest' : ''}`;
      const ifVersion = patches.map((patch) => patch.ifVersion);
      const body = {
        resources: patches.map((patch) => patch.body),
        ...(ifVersion.some((version) => version !== null) && { ifVersion }),
      };
      const headers = { 'idempotency-key': id };
      return accepted(
        await untilAnswered(operation === 'upload' ? 'POST' : 'PATCH', path, { body, headers }),
      );
    },
    retry: async (batchId) => {
      const sent = { body: { only: 'retryable' }, headers: { 'idempotency-key': `retry-${batchId}` } };
      return accepted(await untilAnswered('POST', `/api/batches/${batchId}/retry`, sent));
    },
    cancel: async (batchId) => {
      // 409: it has ended.
      expect(await untilAnswered('POST', `/api/batches/${batchId}/cancel`), 202, 409);
    },
    progress: async (batchId) => {
      const answer = await untilAnswered('GET', `/api/batches/${batchId}`);
      return parse(answer, z.object({ data: z.object({ progress }) }), 200).data.progress;
    },
    results: async (batchId) => {
      const answer = await untilAnswered('GET', `/api/batches/${batchId}/results?limit=1000`);
      return parse(answer, z.object({ data: z.object({ results: z.array(result) }) }), 200).data.results;
    },
    create: (data) => write('POST', PATH, { body: { data } }),
    patch: (externalId, data) => write('PATCH', `${PATH}/${externalId}`, { body: { data } }),
    remove: (externalId) => write('DELETE', `${PATH}/${externalId}`),
    read: async (externalId) => {
      const answer = await untilAnswered('GET', `${PATH}/${externalId}`);
      if (answer.status === 404) return undefined;
      return parse(answer, z.object({ data: z.object({ result: stored }) }), 200).data.result;
    },
  };
}

function parse<T>(answer: Answer, shape: z.ZodType<T>, status: number): T {
  expect(answer, status);
  const { success, data, error } = shape.safeParse(JSON.parse(answer.text));
  if (!success) {
    throw new ApiError(`${answer.request} was answered with something else than expected.`, { cause: error });
  }
  return data;
}

function expect({ request, status, text }: Answer, ...expected: readonly number[]): void {
  if (expected.includes(status)) return;
  throw new ApiError(`${request} was answered with ${status}, not ${expected.join(' or ')}: ${text}.`);
}
