import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { schemaDefinitionEnv } from './config.ts';
import { createDeleteSchemaDefinition } from './delete-schema-definition.ts';
import { httpHandler } from './http.ts';

const env = schemaDefinitionEnv.parse(process.env);
const deleteSchemaDefinition = createDeleteSchemaDefinition({
  schemaDefinitions: createSchemaStore({ client: createDynamoClient(), table: env.SCHEMA_DEFINITIONS_TABLE }),
  now: () => new Date(),
});

export const handler = httpHandler(deleteSchemaDefinition, createLog('delete-schema-definition'));
