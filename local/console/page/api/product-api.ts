import * as z from 'zod';
import type { Operation } from '../model/patches.ts';
import { type Call, call, readAs } from './call.ts';
import * as contract from './product-contract.ts';

export interface ListQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Submission {
  readonly schemaName: string;
  readonly operation: Operation;
  readonly ignoreUnknownFields: boolean;
  readonly onFailure: 'continue' | 'skipRest';
  /** JSON of the list of patches, or of external ids; sent as it is, so that the API judges it. */
  readonly items: string;
}

const METHODS = { patch: 'PATCH', upsert: 'POST', create: 'POST', delete: 'DELETE' } as const;

const wrapped = z.object({ data: z.unknown() });

/** The product's own API, for one tenant. */
export type ProductApi = ReturnType<typeof createProductApi>;

export function createProductApi(token: string) {
  const data = async <T>(path: string, shape: z.ZodType<T>, options: Call = {}): Promise<T> =>
    readAs((await call(path, wrapped, { ...options, token })).data, shape, path);
  const batchPath = (batchId: string) => `/api/batches/${encodeURIComponent(batchId)}`;
  return {
    batches: (query: ListQuery & { readonly status?: string | undefined }, signal: AbortSignal) =>
      data(`/api/batches${toQuery({ ...query })}`, contract.pageOf(contract.batch), { signal }),
    batch: (batchId: string, signal: AbortSignal) => data(batchPath(batchId), contract.report, { signal }),
    /** With each record's patch as it was sent. */
    records: (
      batchId: string,
      query: ListQuery & { readonly outcome?: string | undefined },
      signal: AbortSignal,
    ) =>
      data(
        `${batchPath(batchId)}/results${toQuery({ ...query, include: 'patch' })}`,
        contract.pageOf(contract.record),
        { signal },
      ),
    cancel: (batchId: string) => data(`${batchPath(batchId)}/cancel`, contract.accepted, { method: 'POST' }),
    retry: (batchId: string, only: 'retryable' | 'failed') =>
      data(`${batchPath(batchId)}/retry`, contract.accepted, { method: 'POST', body: { only } }),
    definitions: (signal: AbortSignal) =>
      data('/partner/schema-definitions?limit=100', contract.pageOf(contract.definition), { signal }),
    submit: ({ schemaName, operation, ignoreUnknownFields, onFailure, items }: Submission) => {
      const deletes = operation === 'delete';
      const query = toQuery({
        ignoreUnknownFields: !deletes && ignoreUnknownFields ? 'true' : undefined,
        onFailure: onFailure === 'continue' ? undefined : onFailure,
        onconflict: operation === 'create' ? 'reject' : undefined,
      });
      return data(`/api/resources/${encodeURIComponent(schemaName)}/batch${query}`, contract.accepted, {
        method: METHODS[operation],
        body: `{"${deletes ? 'externalIds' : 'resources'}": ${items}}`,
      });
    },
  };
}

function toQuery(values: Readonly<Record<string, string | number | undefined>>): string {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(present.map(([name, value]) => [name, String(value)])).toString();
  return query === '' ? '' : `?${query}`;
}
