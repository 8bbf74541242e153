import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { CONTACT } from '../../support/site.ts';

/** One batch that was taken. */
export interface TakenBatch {
  readonly key: string;
  readonly records: readonly unknown[];
}

export interface StandInApi {
  readonly url: string;
  /** In the order in which they came; one that came again under its key is not among them. */
  readonly batches: readonly TakenBatch[];
  readonly stop: () => Promise<void>;
}

export interface StandInOptions {
  /** Answers in place of the API when it gives true. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Keeps what was taken; else it is counted alone. Default true. */
  readonly keep?: boolean;
}

/**
 * Answers the calls that sending a file takes as the API does, and applies nothing: every batch is at its end at once. For what
 * the local run is too slow for, and for answers that it does not give.
 */
export async function startStandInApi({ intercept, keep = true }: StandInOptions = {}): Promise<StandInApi> {
  const batches: TakenBatch[] = [];
  const totals: number[] = [];
  const byKey = new Map<string, number>();
  const data = (response: ServerResponse, status: number, content: object, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ success: true, message: '', data: content }));
  };
  const submit = async (request: IncomingMessage, response: ServerResponse) => {
    const bytes = await buffer(request);
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    const body: { resources?: unknown[]; externalIds?: unknown[] } = JSON.parse(text);
    const records = body.resources ?? body.externalIds ?? [];
    const key = String(request.headers['idempotency-key']);
    const known = byKey.get(key);
    const at = known ?? totals.push(records.length) - 1;
    if (known === undefined) {
      byKey.set(key, at);
      if (keep) batches.push({ key, records });
    }
    const accepted = { batchId: `b${at}`, message: '', recordCount: records.length, schemaDefinitionId: 'd' };
    data(response, 202, accepted, known === undefined ? {} : { 'idempotency-replayed': 'true' });
  };
  const report = (response: ServerResponse, batchId: string) => {
    const total = totals[Number(batchId.slice(1))] ?? 0;
    const counts = { totalRecords: total, processedRecords: total, successfulRecords: total, successRate: 1 };
    const progress = {
      ...counts,
      unchangedRecords: 0,
      pendingRecords: 0,
      failedRecords: 0,
      cancelledRecords: 0,
    };
    data(response, 200, { batchId, status: 'success', progress }, { 'preference-applied': 'wait=20' });
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (intercept?.(request, response)) return;
    const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
    const [, batchId = '', results] = /^\/api\/batches\/([^/]+)(\/results)?$/.exec(pathname) ?? [];
    if (pathname.endsWith('/batch')) return await submit(request, response);
    if (results !== undefined)
      return data(response, 200, { results: [], pagination: { hasNextPage: false, cursor: null } });
    if (batchId !== '') return report(response, batchId);
    if (pathname === '/api/limits')
      return data(response, 200, { batch: { maxItems: 1000 }, request: { maxBodyBytes: 4 * 1024 * 1024 } });
    data(response, 200, CONTACT);
  };
  const server = createServer((request, response) => {
    // Whoever sent it has gone.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    batches,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
