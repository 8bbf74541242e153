import { randomUUID } from 'node:crypto';
import { checkSchema } from './adapters/ajv-schema-check.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { schemaDefinitionEnv } from './config.ts';
import { createCreateSchemaDefinition } from './create-schema-definition.ts';
import { httpHandler } from './http.ts';

const env = schemaDefinitionEnv.parse(process.env);
const createSchemaDefinition = createCreateSchemaDefinition({
  schemaDefinitions: createSchemaStore({ client: createDynamoClient(), table: env.SCHEMA_DEFINITIONS_TABLE }),
  checkSchema,
  newId: randomUUID,
  now: () => new Date(),
});

export const handler = httpHandler(createSchemaDefinition, createLog('create-schema-definition'));
