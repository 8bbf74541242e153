import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { dynamoEngine, startDynamo } from '../../local/emulators/dynamodb.ts';
import { startServerProcess } from '../../local/emulators/server-process.ts';
import { provision } from '../../local/provision.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/template/places.ts';
import { readStack } from '../../local/template/read-stack.ts';
import type { StackSpec } from '../../local/template/stack.ts';
import { readAssembly } from '../../local/template/template-file.ts';

/** The protocol servers with the real template's tables and queues on them, and nothing else. */
export interface Servers {
  readonly dynamodb: string;
  readonly sqs: string;
  /** What the template asks for: functions and routes among it. */
  readonly stack: StackSpec;
  readonly tables: {
    readonly schemaDefinitions: string;
    readonly resources: string;
    readonly batches: string;
  };
  readonly queueUrl: string;
  readonly deadLettersUrl: string;
  readonly stop: () => Promise<void>;
}

/** Starts the servers in a folder; `engine` as `PATCHLANE_DYNAMODB`. */
export async function startServers(folder: string, engine?: string): Promise<Servers> {
  const onGone = (why: string) => {
    throw new Error(`a server ended: ${why}`);
  };
  const paths = { dynamodb: join(folder, 'dynamodb'), sqs: join(folder, 'sqs') };
  await Promise.all(Object.values(paths).map((path) => mkdir(path, { recursive: true })));
  const [dynamodb, sqs] = await Promise.all([
    startDynamo({ engine: dynamoEngine(engine), folder: paths.dynamodb, logs: folder, onGone }),
    startServerProcess({
      entry: 'fauxqs-server.ts',
      folder: paths.sqs,
      logFile: join(folder, 'sqs.log'),
      onGone,
    }),
  ]);
  const { stackName, ...assembly } = await readAssembly(inject('assembly'));
  const places = {
    region: LOCAL_REGION,
    accountId: LOCAL_ACCOUNT,
    stackName,
    sqsEndpoint: sqs.endpoint,
  };
  const stack = readStack(assembly, places);
  await provision(stack, { dynamodb, sqs });
  const find = <T extends { readonly id: string }>(all: readonly T[], part: string): T => {
    const found = all.find(({ id }) => id.includes(part));
    if (found === undefined) throw new Error(`the template has nothing called ${part}`);
    return found;
  };
  return {
    dynamodb: dynamodb.endpoint,
    sqs: sqs.endpoint,
    stack,
    tables: {
      schemaDefinitions: find(stack.tables, 'SchemaDefinitions').name,
      resources: find(stack.tables, 'Resources').name,
      batches: find(stack.tables, 'Batches').name,
    },
    queueUrl: find(stack.queues, 'Patches').url,
    deadLettersUrl: find(stack.queues, 'DeadLetters').url,
    stop: async () => {
      await Promise.all([dynamodb.stop(), sqs.stop()]);
    },
  };
}
