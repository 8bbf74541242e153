import { sqsHandler } from '../../functions/adapters/sqs-event.ts';
import { createUsableSchemas } from '../../functions/adapters/usable-schemas.ts';
import { createApplyPatches } from '../../functions/apply-patches.ts';
import { createCancelBatch } from '../../functions/cancel-batch.ts';
import type { BatchKey } from '../../functions/domain/batch.ts';
import { TransientError } from '../../functions/domain/errors.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import type { Log } from '../../functions/domain/ports.ts';
import { createEnqueueBatch } from '../../functions/enqueue-batch.ts';
import { createSettleDeadLetters } from '../../functions/settle-dead-letters.ts';
import { createSubmitBatch } from '../../functions/submit-batch.ts';
import { createWriteResource } from '../../functions/write-resource.ts';
import { compileOnce, type SqsRecord } from '../functions/support/consumer.ts';
import { definition } from '../functions/support/definitions.ts';
import { jsonRequest, request } from '../functions/support/requests.ts';
import { createMemoryPorts, NOW } from '../support/memory-ports.ts';
import { type Ask, type AskingPorts, createAskingPorts } from './asking-ports.ts';
import { canonical } from './canonical.ts';
import type { Program } from './processes.ts';

export interface Submission {
  /** A ULID; its first ten characters are its time. */
  readonly batchId: string;
  readonly resources: readonly JsonObject[];
  readonly onFailure?: 'continue' | 'skipRest';
  readonly idempotencyKey?: string;
}

export type Job =
  | { readonly kind: 'consume' | 'settle'; readonly records: readonly SqsRecord[] }
  | { readonly kind: 'submit'; readonly submission: Submission }
  | { readonly kind: 'write'; readonly method: 'PATCH' | 'POST'; readonly data: JsonObject }
  | { readonly kind: 'cancel' | 'sweep'; readonly batch: BatchKey };

/** Breaks the protocol on purpose: the ports of a process as another program would use them. */
export type Mutant = (ports: AskingPorts, job: Job, ask: Ask) => AskingPorts;

/** What a process of the real system runs for a job: the code of production, on ports that ask the model. */
export function createPrograms(mutant: Mutant = (ports) => ports): (job: Job) => Program {
  return (job) => ({
    text: canonical(job),
    run: (ask, alarm) => start(job, mutant(createAskingPorts(ask), job, ask), logTo(alarm)),
  });
}

function start(job: Job, ports: AskingPorts, log: Log): Promise<unknown> {
  const time = {
    now: () => NOW,
    pause: async () => undefined,
    startTurns: () => async () => undefined,
  };
  // A definition does not change here, and reading it is no step.
  const schemas = createUsableSchemas(definitions, compileOnce);
  const shared = { ...ports, ...time, log, metrics: { add: () => undefined }, newId: () => 'new-id' };
  switch (job.kind) {
    case 'consume':
      return sqsHandler(createApplyPatches({ ...shared, findSchemaVersion: schemas.findVersion }))({
        Records: job.records,
      });
    case 'settle':
      return sqsHandler(createSettleDeadLetters(shared))({ Records: job.records });
    case 'submit': {
      const { batchId, resources, onFailure = 'continue', idempotencyKey } = job.submission;
      const ids = { newBatchId: () => batchId, retentionDays: 30 };
      return createSubmitBatch({ ...shared, ...ids, findSchema: schemas.find })(
        jsonRequest(
          { resources },
          {
            method: 'PATCH',
            path: { schema: 'customer' },
            query: { onFailure },
            headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
          },
        ),
      );
    }
    case 'write': {
      const { method, data } = job;
      const path = {
        schema: 'customer',
        ...(method === 'PATCH' && { externalId: String(data['customerId']) }),
      };
      return createWriteResource({ ...shared, findSchema: schemas.find })(
        jsonRequest({ data }, { method, path }),
      );
    }
    case 'cancel':
      return createCancelBatch(shared)(request({ method: 'POST', path: { batchId: job.batch.batchId } }));
    case 'sweep':
      return sweep(ports, log, job.batch);
  }
}

/** What a sweeper will do: it sends what a stored batch lacks, also where the index that it looked at is out of date. */
async function sweep({ batches, queue }: AskingPorts, log: Log, batch: BatchKey): Promise<void> {
  const header = await batches.header(batch);
  if (header === undefined) return;
  await createEnqueueBatch({ batches, queue, log })(header, () => batches.patches(batch));
}

const { schemaDefinitions: definitions, store } = createMemoryPorts();
store.definitions.set(definition(), definition());
store.versions.set(definition(), definition());

/** A fault of the model is a `TransientError`: any other error is one of the code. */
function logTo(alarm: (problem: unknown) => void): Log {
  const listen: Log['error'] = (_, facts) => {
    const error = facts?.error;
    if (error !== undefined && !(error instanceof TransientError)) alarm(error);
  };
  return { info: () => undefined, warn: listen, error: listen };
}
