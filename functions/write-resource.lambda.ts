import { randomUUID } from 'node:crypto';
import { compileSchema } from './adapters/ajv-schema.ts';
import { createConflictPause } from './adapters/conflict-pause.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createResourceReader, createResourceWriter } from './adapters/resource-store.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { createUsableSchemas } from './adapters/usable-schemas.ts';
import { resourceEnv } from './config.ts';
import { httpHandler } from './http.ts';
import { createWriteResource } from './write-resource.ts';

const env = resourceEnv.parse(process.env);
const client = createDynamoClient();
const now = () => new Date();
const store = { client, table: env.RESOURCES_TABLE, now };
const schemas = createUsableSchemas(
  createSchemaStore({ client, table: env.SCHEMA_DEFINITIONS_TABLE }),
  compileSchema,
);

const writeResource = createWriteResource({
  findSchema: schemas.find,
  resources: { ...createResourceReader(store), ...createResourceWriter(store) },
  newId: randomUUID,
  now,
  pause: createConflictPause(),
});

export const handler = httpHandler(writeResource, createLog('write-resource'));
