import * as z from 'zod';
import type { LocalStack } from '../../local/run.ts';
import { checkAnswer } from './contract.ts';

// A small client for tests: it says what it got, and waits for batches.

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Call {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when it is text or bytes, else as JSON. */
  readonly body?: unknown;
}

export interface Api {
  readonly call: (method: string, path: string, options?: Call) => Promise<Answer>;
  /** Sends a batch, waits until it is final and gives its report. */
  readonly run: (
    method: 'PATCH' | 'POST',
    path: string,
    token: string,
    resources: readonly unknown[],
  ) => Promise<BatchReport>;
  readonly report: (batchId: string, token: string) => Promise<BatchReport>;
  readonly untilFinal: (batchId: string, token: string) => Promise<BatchReport>;
  readonly resource: (
    schema: string,
    externalId: string,
    token: string,
  ) => Promise<StoredResource | undefined>;
  /** All of a schema, by their external ids; to read hundreds one by one takes seconds of a processor. */
  readonly resources: (schema: string, token: string) => Promise<ReadonlyMap<string, StoredResource>>;
}

const accepted = z.object({ data: z.object({ batchId: z.string() }) });

const report = z.object({
  batchId: z.string(),
  status: z.string(),
  batchType: z.string(),
  progress: z.object({
    totalRecords: z.number(),
    processedRecords: z.number(),
    successfulRecords: z.number(),
    unchangedRecords: z.number(),
    pendingRecords: z.number(),
    failedRecords: z.number(),
    cancelledRecords: z.number(),
    successRate: z.number(),
  }),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  schemaName: z.string(),
  schemaDefinitionId: z.string(),
  parentBatchId: z.string().nullable(),
  cancelRequestedAt: z.string().nullable(),
  errors: z.object({
    message: z.string().nullable(),
    summary: z.record(z.string(), z.number()),
    details: z.record(
      z.string(),
      z.object({
        externalId: z.string(),
        code: z.string(),
        message: z.string(),
        errors: z.array(z.string()),
        retryable: z.boolean(),
      }),
    ),
  }),
});
export type BatchReport = z.infer<typeof report>;

const stored = z.object({
  id: z.string(),
  schemaDefinitionId: z.string(),
  resourceExternalId: z.string(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type StoredResource = z.infer<typeof stored>;

const page = z.object({
  data: z.object({ results: z.array(stored), pagination: z.object({ cursor: z.string().nullable() }) }),
});

/** Long enough for a redelivery after the tests' visibility timeout of 12 s, twice. */
const DEADLINE_MS = 45_000;
/** Asking oftener would take of the processors that the batch waits for. */
const POLL_MS = 100;

/** `sent` is told of every body. */
export function apiOf({ url }: Pick<LocalStack, 'url'>, sent: (body: unknown) => void = () => {}): Api {
  const call: Api['call'] = async (method, path, { token, headers = {}, body } = {}) => {
    const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    sent(body);
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    checkAnswer(method, path, answer);
    return answer;
  };
  const readReport: Api['report'] = async (batchId, token) => {
    const { status, body } = await call('GET', `/api/batches/${batchId}`, { token });
    if (status !== 200) throw new Error(`reading batch ${batchId} was answered with ${status}`);
    return z.object({ data: report }).parse(body).data;
  };
  const untilFinal: Api['untilFinal'] = async (batchId, token) => {
    const giveUpAt = Date.now() + DEADLINE_MS;
    for (;;) {
      const now = await readReport(batchId, token);
      if (now.progress.pendingRecords === 0) return now;
      if (Date.now() > giveUpAt)
        throw new Error(`batch ${batchId} did not end: ${JSON.stringify(now.progress)}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
  return {
    call,
    report: readReport,
    untilFinal,
    async run(method, path, token, resources) {
      const answer = await call(method, path, { token, body: { resources } });
      if (answer.status !== 202) throw new Error(`${path} was answered with ${JSON.stringify(answer)}`);
      return await untilFinal(accepted.parse(answer.body).data.batchId, token);
    },
    async resource(schema, externalId, token) {
      const { status, body } = await call(
        'GET',
        `/api/resources/${schema}/${encodeURIComponent(externalId)}`,
        { token },
      );
      if (status === 404) return undefined;
      return z.object({ data: z.object({ result: stored }) }).parse(body).data.result;
    },
    async resources(schema, token) {
      const all = new Map<string, StoredResource>();
      let cursor: string | null = null;
      do {
        const from: string = cursor === null ? '' : `&cursor=${cursor}`;
        const { body } = await call('GET', `/api/resources/${schema}?limit=100${from}`, { token });
        const { results, pagination } = page.parse(body).data;
        for (const one of results) all.set(one.resourceExternalId, one);
        ({ cursor } = pagination);
      } while (cursor !== null);
      return all;
    },
  };
}

export function batchIdOf(answer: Answer): string {
  return accepted.parse(answer.body).data.batchId;
}
