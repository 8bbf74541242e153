import { createDynamoClient } from './adapters/dynamo-client.ts';
import { createLog } from './adapters/log.ts';
import { createResourceList } from './adapters/resource-store.ts';
import { createSchemaStore } from './adapters/schema-store.ts';
import { resourceEnv } from './config.ts';
import { httpHandler } from './http.ts';
import { createListResources } from './list-resources.ts';

const env = resourceEnv.parse(process.env);
const client = createDynamoClient();
const listResources = createListResources({
  schemaDefinitions: createSchemaStore({ client, table: env.SCHEMA_DEFINITIONS_TABLE }),
  resources: createResourceList({ client, table: env.RESOURCES_TABLE, now: () => new Date() }),
});

export const handler = httpHandler(listResources, createLog('list-resources'));
