import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Api, dataOf } from './api.ts';
import type { AcceptedBatch, BatchOptions, BatchPreview, Operation } from './api-types.ts';

export interface Submission extends BatchOptions {
  readonly operation: Operation;
  /** Id, name or plural name of the schema definition. */
  readonly schema: string;
  /** As the API takes it, `{"resources": [...]}` or `{"externalIds": [...]}`, or the JSON text of it. */
  readonly body: object | string;
  readonly signal?: AbortSignal | undefined;
}

export interface KeyedSubmission extends Submission {
  /** Makes it safe to send again: with it, a call that was not answered is tried again. */
  readonly idempotencyKey?: string | undefined;
}

export type Submitted = AcceptedBatch & {
  /** An earlier request with the same key was answered so; nothing was sent twice. */
  readonly replayed: boolean;
};

/** Below it, compressing saves no packet. */
const SMALL_BYTES = 1024;

/** Sends a batch. */
export async function submit(
  api: Api,
  { idempotencyKey, ...submission }: KeyedSubmission,
): Promise<Submitted> {
  const answer = await send(api, submission, false, idempotencyKey);
  const { data } = dataOf(answer);
  if (!('batchId' in data)) throw new TypeError('a batch was answered with a preview that nobody asked for');
  return { ...data, replayed: answer.response.headers.get('idempotency-replayed') === 'true' };
}

/** Tells what would become of a batch; nothing is written. */
export async function preview(api: Api, submission: Submission): Promise<BatchPreview> {
  // It writes nothing, so it may be sent twice: that is what the key says here, and the API passes it over.
  const { data } = dataOf(await send(api, submission, true, randomUUID()));
  if (!('results' in data)) throw new TypeError('a preview was answered as a batch');
  return data;
}

async function send(api: Api, submission: Submission, isPreview: boolean, key?: string) {
  const { operation, schema, body, onConflict, onFailure, ignoreUnknownFields, signal } = submission;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const isLarge = text.length > SMALL_BYTES;
  const bytes = isLarge ? gzipSync(text) : text;
  const call = {
    bodySerializer: () => bytes,
    headers: isLarge ? { 'content-encoding': 'gzip' } : {},
    ...(signal && { signal }),
  };
  const params = {
    path: { schema },
    header: key === undefined ? {} : { 'idempotency-key': key },
  };
  const flag = isPreview ? { validateOnly: true } : {};
  const options = {
    ...flag,
    ...(ignoreUnknownFields && { ignoreUnknownFields }),
    ...(onFailure && { onFailure }),
  };
  switch (operation) {
    case 'patch':
      return await api.PATCH('/api/resources/{schema}/batch', {
        ...call,
        params: { ...params, query: options },
        body: { resources: [] },
      });
    case 'upload':
      return await api.POST('/api/resources/{schema}/batch', {
        ...call,
        params: { ...params, query: { ...options, ...(onConflict && { onconflict: onConflict }) } },
        body: { resources: [] },
      });
    case 'delete':
      return await api.DELETE('/api/resources/{schema}/batch', {
        ...call,
        params: { ...params, query: isPreview ? { dryRun: true } : {} },
        body: { externalIds: [] },
      });
  }
}
