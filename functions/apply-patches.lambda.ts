import { randomUUID } from 'node:crypto';
import { compileSchema } from './adapters/ajv-schema.ts';
import { createBatchLedger } from './adapters/batch-store.ts';
import { createConflictPause } from './adapters/conflict-pause.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createMetrics } from './adapters/metrics.ts';
import { createResourceWriter } from './adapters/resource-store.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { createReadSnapshot } from './adapters/snapshot.ts';
import { sqsHandler } from './adapters/sqs-event.ts';
import { createTurns } from './adapters/turns.ts';
import { createUsableSchemas } from './adapters/usable-schemas.ts';
import { createApplyPatches } from './apply-patches.ts';
import { applyPatchesEnv } from './config.ts';

const env = applyPatchesEnv.parse(process.env);
const client = createDynamoClient();
const metrics = createMetrics();
const now = () => new Date();
const schemas = createUsableSchemas(
  createSchemaStore({ client, table: env.SCHEMA_DEFINITIONS_TABLE }),
  compileSchema,
);

const applyPatches = createApplyPatches({
  readSnapshot: createReadSnapshot({
    client,
    resourcesTable: env.RESOURCES_TABLE,
    batchesTable: env.BATCHES_TABLE,
    now,
  }),
  resources: createResourceWriter({ client, table: env.RESOURCES_TABLE, now }),
  ledger: createBatchLedger({ client, table: env.BATCHES_TABLE, now }),
  findSchemaVersion: schemas.findVersion,
  newId: randomUUID,
  now,
  pause: createConflictPause(),
  startTurns: createTurns(),
  log: createLog('apply-patches'),
  metrics,
});

export const handler = metrics.emitAfter(sqsHandler(applyPatches));
