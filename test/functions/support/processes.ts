import { createUsableSchemas } from '../../../functions/adapters/usable-schemas.ts';
import { respond } from '../../../functions/http.ts';
import type { HttpRequest } from '../../../functions/http-request.ts';
import { createRetryBatch } from '../../../functions/retry-batch.ts';
import { createSubmitBatch } from '../../../functions/submit-batch.ts';
import { createMemoryPorts, type MemoryPortsOptions, NOW } from '../../support/memory-ports.ts';
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts';
import { attributesOf, compileOnce, createConsumer } from './consumer.ts';
import { definition } from './definitions.ts';
import { jsonRequest } from './requests.ts';

/** A store in which the schema of `definition` is, and nothing else. */
export function storeWithSchema(defined = definition()): MemoryStore {
  const store = createMemoryStore();
  store.definitions.set(defined, defined);
  store.versions.set(defined, defined);
  return store;
}

let batches = 0;

/** A process that takes batches; several on one store are what a retrying caller meets. */
export function createIntake(store: MemoryStore, options: Omit<MemoryPortsOptions, 'store'> = {}) {
  const ports = createMemoryPorts({ ...options, store });
  const schemas = createUsableSchemas(ports.schemaDefinitions, compileOnce);
  const deps = {
    findSchema: schemas.find,
    findSchemaById: schemas.findById,
    batches: ports.batches,
    queue: ports.queue,
    readSnapshot: ports.readSnapshot,
    newBatchId: () => {
      batches += 1;
      return `batch${batches}`;
    },
    retentionDays: 30,
    now: options.now ?? (() => NOW),
    log: ports.log,
    metrics: ports.metrics,
  };
  const [submitBatch, retryBatch] = [createSubmitBatch(deps), createRetryBatch(deps)];
  return {
    ports,
    submit: async (request: HttpRequest) => respond(await submitBatch(request)),
    retry: async (batchId: string, body: unknown, overrides: Partial<HttpRequest> = {}) =>
      respond(await retryBatch(jsonRequest(body, { path: { batchId }, ...overrides }))),
    names: () => ports.calls.map(({ name }) => name),
  };
}

/** Applies all that is in the queue, as many messages at once as an invocation gets. */
export async function drain(store: MemoryStore): Promise<void> {
  for (let taken = store.queued.splice(0, 10); taken.length > 0; taken = store.queued.splice(0, 10)) {
    const { ports, receive } = createConsumer({ store });
    const records = taken.map(({ groupId, body }, at) => ({
      messageId: `message-${at}`,
      body,
      attributes: attributesOf(groupId),
    }));
    const failed = await receive(...records);
    if (failed.length > 0) throw new Error(`${failed} failed: ${JSON.stringify(ports.logged)}`);
  }
}
