import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { schemaDefinitionEnv } from './config.ts';
import { createGetSchemaDefinition } from './get-schema-definition.ts';
import { httpHandler } from './http.ts';

const env = schemaDefinitionEnv.parse(process.env);
const schemaDefinitions = createSchemaStore({
  client: createDynamoClient(),
  table: env.SCHEMA_DEFINITIONS_TABLE,
});

export const handler = httpHandler(
  createGetSchemaDefinition({ schemaDefinitions }),
  createLog('get-schema-definition'),
);
