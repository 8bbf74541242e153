import * as z from 'zod';
import type { Batch } from './scenario.ts';

/** The API did not answer as it should; the message is one sentence. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
}

const accepted = z.object({ data: z.object({ batchId: z.string() }) });

const count = z.number().int().min(0);
const batchReport = z.object({
  status: z.enum(['pending', 'processing', 'success', 'partial_success', 'failed', 'cancelled']),
  progress: z.object({
    totalRecords: count,
    processedRecords: count,
    successfulRecords: count,
    pendingRecords: count,
    failedRecords: count,
    successRate: z.number(),
  }),
  errors: z.object({
    details: z.record(z.string(), z.object({ externalId: z.string(), code: z.string() })),
  }),
});
export type BatchReport = z.infer<typeof batchReport>;

const storedAirport = z.object({ version: count, data: z.record(z.string(), z.unknown()) });
export type StoredAirport = z.infer<typeof storedAirport>;

/** The calls of the API that the demo makes. All reject with an ApiError, or with the reason of an abort. */
export interface Client {
  readonly createDefinition: (definition: object) => Promise<void>;
  /** Gives the id of the batch. */
  readonly submit: (batch: Batch) => Promise<string>;
  readonly batch: (batchId: string) => Promise<BatchReport>;
  readonly airport: (iata: string) => Promise<StoredAirport | undefined>;
}

export interface ClientOptions {
  readonly url: string;
  readonly partnerToken: string;
  readonly tenantToken: string;
  readonly signal: AbortSignal;
}

export function createClient({ url, partnerToken, tenantToken, signal }: ClientOptions): Client {
  const call = async (method: string, path: string, token: string, body?: object) => {
    try {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        signal,
        ...(body && { body: JSON.stringify(body) }),
      });
      return { request: `${method} ${path}`, status: response.status, text: await response.text() };
    } catch (error) {
      signal.throwIfAborted();
      throw new ApiError(`${method} ${path} was not answered: ${String(error)}.`, { cause: error });
    }
  };
  const tenantCall = (method: string, path: string, body?: object) => call(method, path, tenantToken, body);

  return {
    createDefinition: async (definition) => {
      expectStatus(await call('POST', '/partner/schema-definitions', partnerToken, definition), 201);
    },
    submit: async ({ operation, items }) => {
      const method = operation === 'upload' ? 'POST' : 'PATCH';
      const answer = await tenantCall(method, '/api/resources/airport/batch', { resources: items });
      return parse(answer, 202, accepted).data.batchId;
    },
    batch: async (batchId) => {
      const answer = await tenantCall('GET', `/api/batches/${encodeURIComponent(batchId)}`);
      return parse(answer, 200, z.object({ data: batchReport })).data;
    },
    airport: async (iata) => {
      const answer = await tenantCall('GET', `/api/resources/airport/${encodeURIComponent(iata)}`);
      if (answer.status === 404) return undefined;
      return parse(answer, 200, z.object({ data: z.object({ result: storedAirport }) })).data.result;
    },
  };
}

interface Answer {
  readonly request: string;
  readonly status: number;
  readonly text: string;
}

function parse<T>(answer: Answer, status: number, shape: z.ZodType<T>): T {
  expectStatus(answer, status);
  try {
    return shape.parse(JSON.parse(answer.text));
  } catch (error) {
    throw new ApiError(`${answer.request} was answered with something else than expected: ${answer.text}.`, {
      cause: error,
    });
  }
}

function expectStatus({ request, status, text }: Answer, expected: number): void {
  if (status === expected) return;
  throw new ApiError(`${request} was answered with ${status}, not ${expected}: ${text}.`);
}
