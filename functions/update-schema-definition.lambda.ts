import { checkSchema } from './adapters/ajv-schema-check.ts';
import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { schemaDefinitionEnv } from './config.ts';
import { httpHandler } from './http.ts';
import { createUpdateSchemaDefinition } from './update-schema-definition.ts';

const env = schemaDefinitionEnv.parse(process.env);
const updateSchemaDefinition = createUpdateSchemaDefinition({
  schemaDefinitions: createSchemaStore({ client: createDynamoClient(), table: env.SCHEMA_DEFINITIONS_TABLE }),
  checkSchema,
  now: () => new Date(),
});

export const handler = httpHandler(updateSchemaDefinition, createLog('update-schema-definition'));
