import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { schemaDefinitionEnv } from './config.ts';
import { httpHandler } from './http.ts';
import { createListSchemaDefinitions } from './list-schema-definitions.ts';

const env = schemaDefinitionEnv.parse(process.env);
const schemaDefinitions = createSchemaStore({
  client: createDynamoClient(),
  table: env.SCHEMA_DEFINITIONS_TABLE,
});

export const handler = httpHandler(
  createListSchemaDefinitions({ schemaDefinitions }),
  createLog('list-schema-definitions'),
);
