import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, onTestFinished } from 'vitest';
import { createDynamoClient } from '../../../functions/adapters/dynamo-client.ts';
import { LOCAL_CREDENTIALS } from '../../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../../local/template/places.ts';
import { sharedFolder } from '../../support/folders.ts';
import { type Servers, startServers } from '../../support/servers.ts';

/** One server that speaks DynamoDB's protocol, with the real template's tables. */
export interface Engine {
  readonly engine: 'dynoxide' | 'dynalite';
  readonly tables: Servers['tables'];
  /** The functions' own client, for tests that do not change it. */
  readonly client: DynamoDBDocumentClient;
  /** Another one, of this test alone. */
  connect(): DynamoDBDocumentClient;
}

/** Starts both servers for the tests of a file. */
export async function startEngines(): Promise<readonly Engine[]> {
  return await Promise.all((['dynoxide', 'dynalite'] as const).map(startEngine));
}

async function startEngine(engine: Engine['engine']): Promise<Engine> {
  const servers = await startServers(await sharedFolder(), engine);
  const client = connectTo(servers.dynamodb);
  afterAll(async () => {
    client.config.requestHandler.destroy?.();
    await servers.stop();
  });
  return {
    engine,
    tables: servers.tables,
    client,
    connect: () => {
      const own = connectTo(servers.dynamodb);
      onTestFinished(() => own.config.requestHandler.destroy?.());
      return own;
    },
  };
}

function connectTo(endpoint: string): DynamoDBDocumentClient {
  return createDynamoClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    // A server that is slow because the machine is busy is no failure, and no reason to send a write twice.
    requestHandler: { requestTimeout: 30_000 },
  });
}
