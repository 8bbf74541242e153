import { join } from 'node:path';
import { LocalRunError } from '../errors.ts';
import { dynoxideBinary } from './dynoxide-binary.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** What stands for DynamoDB: a server of ours, or the URL of one that runs already. */
export type DynamoEngine = 'dynoxide' | 'dynalite' | URL;

/** Reads `PATCHLANE_DYNAMODB`; without it, the binary where there is one for this platform. */
export function dynamoEngine(setting: string | undefined): DynamoEngine {
  if (setting === undefined || setting === '')
    return dynoxideBinary() === undefined ? 'dynalite' : 'dynoxide';
  if (setting === 'dynoxide' || setting === 'dynalite') return setting;
  const url = URL.parse(setting);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new LocalRunError(
    `PATCHLANE_DYNAMODB is ${JSON.stringify(setting)}; it takes dynoxide, dynalite or the URL of a DynamoDB endpoint.`,
  );
}

/** dynalite has no calls for the expiry of items, and adds no index to a table that is there. */
export type DynamoDialect = 'aws' | 'dynalite';

export interface DynamoServer extends ServerProcess {
  readonly dialect: DynamoDialect;
}

export interface DynamoOptions {
  readonly engine: DynamoEngine;
  readonly folder: string;
  readonly logs: string;
  readonly onGone: (why: string) => void;
}

export async function startDynamo({ engine, folder, logs, onGone }: DynamoOptions): Promise<DynamoServer> {
  if (engine instanceof URL) {
    const endpoint = engine.href.replace(/\/$/, '');
    await fetch(endpoint).catch((error: unknown) => {
      throw new LocalRunError(`Nothing answers at ${endpoint}, which PATCHLANE_DYNAMODB names.`, {
        cause: error,
      });
    });
    return { endpoint, dialect: 'aws', stop: async () => {} };
  }
  if (engine === 'dynoxide' && dynoxideBinary() === undefined) {
    throw new LocalRunError(
      `There is no dynoxide for ${process.platform}-${process.arch} here: leave PATCHLANE_DYNAMODB unset or set it to dynalite.`,
    );
  }
  const entry = `${engine}-server.ts`;
  const logFile = join(logs, 'dynamodb.log');
  const server = await startServerProcess({ entry, folder, logFile, onGone });
  return { ...server, dialect: engine === 'dynalite' ? 'dynalite' : 'aws' };
}
