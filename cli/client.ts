import { type Api, type ApiOptions, createApi, dataOf } from './api.ts';
import type {
  BatchesQuery,
  BatchPreview,
  BatchReport,
  BatchResult,
  CancellingBatch,
  Limits,
  ListedBatch,
  NewSchemaDefinition,
  Resource,
  ResultsQuery,
  SchemaDefinition,
  SchemaDefinitionChanges,
} from './api-types.ts';
import { ApiError } from './errors.ts';
import { entriesOf } from './pages.ts';
import { type PatchAllOptions, patchAll } from './sending/patch-all.ts';
import type { SendProgress } from './sending/send-all.ts';
import { type KeyedSubmission, preview, type Submission, type Submitted, submit } from './submit.ts';
import { type WaitOptions, wait } from './wait.ts';

export type { TokenSource } from './api.ts';
export type * from './api-types.ts';
export { ApiError, BatchFailedError, ConnectionError, PatchlaneError } from './errors.ts';
export { RecordsFailedError } from './sending/patch-all.ts';
export type { KeyedSubmission, PatchAllOptions, SendProgress, Submission, Submitted, WaitOptions };
export type ClientOptions = ApiOptions;

/**
 * The API, typed. Reads are tried again, and so are batches with an idempotency key; nothing else is. All calls reject with an
 * ApiError (refused), a ConnectionError (not answered), or the reason of the signal.
 */
export interface Client {
  readonly submit: (submission: KeyedSubmission) => Promise<Submitted>;
  readonly preview: (submission: Submission) => Promise<BatchPreview>;
  /** Cuts, sends and follows any number of patches; see `patchAll`. */
  readonly patchAll: (
    patches: AsyncIterable<object> | Iterable<object>,
    options: PatchAllOptions,
  ) => Promise<SendProgress>;
  readonly wait: (batchId: string, options?: WaitOptions) => Promise<BatchReport>;
  readonly batch: (batchId: string) => Promise<BatchReport>;
  /** Newest first. */
  readonly batches: (query?: Omit<BatchesQuery, 'cursor'>) => AsyncIterable<ListedBatch>;
  /** In the order of the request; `limit` is the size of a page. */
  readonly results: (batchId: string, query?: Omit<ResultsQuery, 'cursor'>) => AsyncIterable<BatchResult>;
  readonly cancel: (batchId: string) => Promise<CancellingBatch>;
  /** A new batch of the records that failed. */
  readonly retry: (
    batchId: string,
    only: 'retryable' | 'failed',
    options?: { readonly idempotencyKey?: string },
  ) => Promise<Submitted>;
  /** Undefined when it is not there. */
  readonly resource: (schema: string, externalId: string) => Promise<Resource | undefined>;
  /** By name. */
  readonly definitions: () => AsyncIterable<SchemaDefinition>;
  /** By id, name or plural name; undefined when it is not there. */
  readonly definition: (idOrName: string) => Promise<SchemaDefinition | undefined>;
  readonly define: (definition: NewSchemaDefinition) => Promise<SchemaDefinition>;
  readonly redefine: (idOrName: string, changes: SchemaDefinitionChanges) => Promise<SchemaDefinition>;
  readonly limits: () => Promise<Limits>;
}

export function createClient(options: ClientOptions): Client {
  const api = createApi(options);
  /** The call's own signal, and that of all calls. */
  const withSignal = <T extends { readonly signal?: AbortSignal | undefined }>(call: T): T => ({
    ...call,
    signal: AbortSignal.any([options.signal, call.signal].filter((signal) => signal !== undefined)),
  });
  const client: Client = {
    patchAll: (patches, patchOptions) => patchAll(client, patches, patchOptions),
    submit: (submission) => submit(api, withSignal(submission)),
    preview: (submission) => preview(api, withSignal(submission)),
    wait: (batchId, waitOptions = {}) => wait(api, batchId, withSignal(waitOptions)),
    batch: async (batchId) => dataOf(await api.GET('/api/batches/{batchId}', inPath({ batchId }))).data,
    batches: (query) =>
      entriesOf(async (cursor) => {
        const params = { query: { ...query, ...(cursor !== undefined && { cursor }) } };
        return dataOf(await api.GET('/api/batches', { params })).data;
      }),
    results: (batchId, query) => results(api, batchId, query),
    cancel: async (batchId) =>
      dataOf(await api.POST('/api/batches/{batchId}/cancel', inPath({ batchId }))).data,
    retry: async (batchId, only, { idempotencyKey } = {}) => {
      const header = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      const params = { path: { batchId }, header };
      const answer = await api.POST('/api/batches/{batchId}/retry', { params, body: { only } });
      const replayed = answer.response.headers.get('idempotency-replayed') === 'true';
      return { ...dataOf(answer).data, replayed };
    },
    resource: (schema, externalId) =>
      unlessMissing(async () => {
        const params = inPath({ schema, externalId });
        return dataOf(await api.GET('/api/resources/{schema}/{externalId}', params)).data.result;
      }),
    definitions: () =>
      entriesOf(async (cursor) => {
        const params = { query: cursor === undefined ? {} : { cursor } };
        return dataOf(await api.GET('/partner/schema-definitions', { params })).data;
      }),
    definition: (idOrName) =>
      unlessMissing(async () => {
        const params = inPath({ idOrName });
        return dataOf(await api.GET('/partner/schema-definitions/{idOrName}', params)).data;
      }),
    define: async (body) => dataOf(await api.POST('/partner/schema-definitions', { body })).data,
    redefine: async (idOrName, body) => {
      const call = { ...inPath({ idOrName }), body };
      return dataOf(await api.POST('/partner/schema-definitions/{idOrName}', call)).data;
    },
    limits: async () => dataOf(await api.GET('/api/limits')).data,
  };
  return client;
}

function inPath<P extends object>(path: P) {
  return { params: { path } };
}

function results(api: Api, batchId: string, query: Omit<ResultsQuery, 'cursor'> = {}) {
  return entriesOf<BatchResult>(async (cursor) => {
    const params = { path: { batchId }, query: { ...query, ...(cursor !== undefined && { cursor }) } };
    return dataOf(await api.GET('/api/batches/{batchId}/results', { params })).data;
  });
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
