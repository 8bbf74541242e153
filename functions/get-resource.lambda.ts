import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createResourceReader } from './adapters/resource-store.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { resourceEnv } from './config.ts';
import { createGetResource } from './get-resource.ts';
import { httpHandler } from './http.ts';

const env = resourceEnv.parse(process.env);
const client = createDynamoClient();
const getResource = createGetResource({
  schemaDefinitions: createSchemaStore({ client, table: env.SCHEMA_DEFINITIONS_TABLE }),
  resources: createResourceReader({ client, table: env.RESOURCES_TABLE, now: () => new Date() }),
});

export const handler = httpHandler(getResource, createLog('get-resource'));
