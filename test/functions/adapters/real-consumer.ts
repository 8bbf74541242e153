import { randomUUID } from 'node:crypto';
import { createBatchIntake } from '../../../functions/adapters/batch-intake.ts';
import { createBatchLedger } from '../../../functions/adapters/batch-store.ts';
import { messageGroupId } from '../../../functions/adapters/keys.ts';
import { encodeLane } from '../../../functions/adapters/lane-messages.ts';
import { createResourceReader, createResourceWriter } from '../../../functions/adapters/resource-store.ts';
import { createSchemaStore } from '../../../functions/adapters/schema-store.ts';
import { createReadSnapshot } from '../../../functions/adapters/snapshot.ts';
import { sqsHandler } from '../../../functions/adapters/sqs-event.ts';
import { createTurns } from '../../../functions/adapters/turns.ts';
import { createUsableSchemas } from '../../../functions/adapters/usable-schemas.ts';
import { createApplyPatches } from '../../../functions/apply-patches.ts';
import type { Batch } from '../../../functions/domain/batch.ts';
import type { JsonObject } from '../../../functions/domain/json.ts';
import { type LaneMessage, laneOf, toLanes } from '../../../functions/domain/lanes.ts';
import type { ResourceKey } from '../../../functions/domain/resource.ts';
import { batch, patches } from '../../support/domain.ts';
import type { LogEntry } from '../../support/memory-ports.ts';
import { attributesOf, compileOnce, type SqsRecord } from '../support/consumer.ts';
import { definition } from '../support/definitions.ts';
import type { Engine } from './engines.ts';

/** The consumer as its function makes it, on a real server, for a partner that nobody else has. */
export async function startConsumer({ connect, tables }: Engine) {
  const client = connect();
  const now = () => new Date();
  const partnerId = `partner-${randomUUID()}`;
  const owner = { partnerId, tenantId: 'tenant-1' };
  const schemas = createSchemaStore({ client, table: tables.schemaDefinitions });
  await schemas.create(definition({ partnerId }));
  const batches = { client, table: tables.batches, now };
  const resources = { client, table: tables.resources, now };
  const intake = createBatchIntake(batches);
  const ledger = createBatchLedger(batches);
  const logged: LogEntry[] = [];
  const write = (level: LogEntry['level']) => (message: string, facts?: object) =>
    void logged.push({ level, message, ...facts });
  const handle = sqsHandler(
    createApplyPatches({
      readSnapshot: createReadSnapshot({
        client,
        resourcesTable: tables.resources,
        batchesTable: tables.batches,
        now,
      }),
      resources: createResourceWriter(resources),
      ledger,
      findSchemaVersion: createUsableSchemas(schemas, compileOnce).findVersion,
      newId: randomUUID,
      now,
      pause: async () => undefined,
      startTurns: createTurns(),
      log: { info: write('info'), warn: write('warn'), error: write('error') },
      metrics: { add: () => undefined },
    }),
  );
  const keyOf = (externalId: string): ResourceKey => ({ ...owner, schemaId: 'schema-1', externalId });
  return {
    client,
    tables,
    logged,
    keyOf,
    owner,
    /** Stores a batch and gives its messages, one for each resource. */
    async accept(made: Partial<Batch>, documents: readonly JsonObject[]): Promise<readonly SqsRecord[]> {
      const accepted = batch({ ...owner, total: documents.length, ...made });
      await intake.commit(accepted, patches(...documents));
      const { batchId, schemaId } = accepted;
      return toLanes(patches(...documents), ({ patch }) => String(patch['customerId']))
        .map((lane): LaneMessage => ({ ...owner, batchId, schemaId, ...lane }))
        .map((lane) => ({
          messageId: `${batchId}/${laneOf(lane)}`,
          body: encodeLane(lane),
          attributes: attributesOf(messageGroupId(lane)),
        }));
    },
    /** Gives the ids of the messages that must come again. */
    async receive(...Records: readonly SqsRecord[]): Promise<readonly string[]> {
      return (await handle({ Records })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    header: (batchId: string) => ledger.header({ ...owner, batchId }),
    failure: (batchId: string, index: number) => ledger.failure({ ...owner, batchId }, index),
    resource: (externalId: string) => createResourceReader(resources).read(keyOf(externalId)),
    write: createResourceWriter(resources).write,
  };
}
