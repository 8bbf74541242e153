import { join } from 'node:path';
import { createConsole } from './console/console.ts';
import { createDataFolder, type DataFolder, lockDataFolder } from './data-folder.ts';
import { type DynamoEngine, type DynamoServer, dynamoEngine, startDynamo } from './emulators/dynamodb.ts';
import { type ServerProcess, startServerProcess } from './emulators/server-process.ts';
import { listen } from './gateway/server.ts';
import { openIssuer, type TokenSubject } from './issuer.ts';
import { startCollector } from './metrics/collect.ts';
import { createMetricStore, type MetricStore } from './metrics/store.ts';
import { provision } from './provision.ts';
import { startFunctions } from './run-functions.ts';
import { seed } from './seed.ts';
import { synthesize } from './synth.ts';
import { createTeardown } from './teardown.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './template/places.ts';
import { readAlarms } from './template/read-alarms.ts';
import { readDashboard } from './template/read-dashboard.ts';
import { readStack } from './template/read-stack.ts';
import type { StackSpec } from './template/stack.ts';
import { readAssembly } from './template/template-file.ts';

export interface LocalStackOptions {
  /** Made when it is not there; held for this run alone. */
  readonly dataFolder: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** Context for the synth beside that of the local issuer; means nothing with `assembly`. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Folder of an assembly that `synthesize` made, so that many runs share one. */
  readonly assembly?: string;
  /** As `PATCHLANE_DYNAMODB`: `dynoxide`, `dynalite` or the URL of an endpoint. */
  readonly dynamodb?: string | undefined;
  /** Creates the example resources unless they are there. Default false. */
  readonly seed?: boolean;
  /** Takes one line per step and per thing that went wrong. */
  readonly log?: (line: string) => void;
  /** Called when a server ends and nobody stopped it; the run is of no use then. */
  readonly onGone?: (line: string) => void;
  /** Invocations at once per function; default two per core. */
  readonly functionConcurrency?: number;
  /**
   * Told where the servers are, gives what the functions and the pollers of queues are to reach in their place: a proxy
   * before each, for one. Called at every start.
   */
  readonly reach?: (servers: Endpoints) => Promise<Endpoints>;
  /** Milliseconds, in place of the template's: the shortest that EventBridge knows is a minute, long for a test. */
  readonly scheduleIntervalMs?: number;
}

/** `http://127.0.0.1:<port>` each. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly sqs: string;
}

export interface LocalStack {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly folder: DataFolder;
  /** What runs: names of tables, queues and functions among it. */
  readonly stack: StackSpec;
  /** Of the servers themselves, whatever `reach` put before them. */
  readonly endpoints: Endpoints;
  /** What the functions, the gateway and the queues measured since the run began. */
  readonly metrics: Pick<MetricStore, 'read'>;
  /** When the run began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** The processes of the functions whose logical id holds this, so that a test can kill one. */
  readonly pids: (functionId: string) => readonly number[];
  /** Mints a token of the local issuer. */
  readonly token: (subject: TokenSubject) => Promise<string>;
  /** Ends every process within 4 s; what was under way comes again at the next start. */
  readonly stop: () => Promise<void>;
}

/** Time for requests and invocations under way, a part of the 5 s in which a stop ends. */
const GRACE_MS = 2000;

/** Synthesizes the stack and runs it on this machine; a LocalRunError says what the caller can put right. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { log = () => {} } = options;
  const teardown = createTeardown();
  try {
    const engine = dynamoEngine(options.dynamodb);
    const folder = await createDataFolder(options.dataFolder);
    const lock = await lockDataFolder(folder);
    teardown.add(async () => lock.release());
    const server = await listen(options.port ?? 0);
    const url = `http://127.0.0.1:${server.port}`;
    teardown.add(() => server.stop(GRACE_MS));

    log('synthesizing the stack and starting the servers');
    const [issuer, servers, assembly] = await teardown.all([
      openIssuer(folder.keys),
      startServers(engine, options, folder, teardown.add),
      toAssembly(options, folder).then(readAssembly),
    ]);
    const { stackName } = assembly;
    const endpoints = { dynamodb: servers.dynamodb.endpoint, sqs: servers.sqs.endpoint };
    const reached = (await options.reach?.(endpoints)) ?? endpoints;
    const places = {
      region: LOCAL_REGION,
      accountId: LOCAL_ACCOUNT,
      stackName,
      // The SDK sends to the queue's URL, whatever endpoint it has from the environment.
      sqsEndpoint: reached.sqs,
    };
    const stack = readStack(assembly, places);
    await provision(stack, servers);

    log('starting the functions');
    const startedAt = Date.now();
    const metrics = createMetricStore();
    const { inspection } = servers;
    const record = metrics.add;
    const collector = await startCollector({ stack, logs: folder.logs, inspection, record, warn: log });
    teardown.add(collector.stop);
    const localConsole = createConsole({
      widgets: readDashboard(assembly.template, places),
      alarms: readAlarms(assembly.template, places),
      queues: stack.queues,
      store: metrics,
      since: startedAt,
      inspection,
      issuer,
      port: server.port,
      warn: log,
    });
    const functions = startFunctions({
      options,
      folder,
      stack,
      endpoints: reached,
      issuer,
      server,
      record,
      localConsole,
      graceMs: GRACE_MS,
    });
    teardown.add(functions.stop);
    if (options.seed) {
      await seed(url, folder.seeded(String(engine)), issuer, log);
    }
    return {
      url,
      folder,
      stack,
      endpoints,
      metrics,
      startedAt,
      pids: functions.pids,
      token: issuer.mint,
      stop: teardown.run,
    };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function toAssembly({ assembly, context }: LocalStackOptions, folder: DataFolder): Promise<string> {
  if (assembly !== undefined) return assembly;
  const logFile = join(folder.logs, 'synth.log');
  await synthesize({ folder: folder.assembly, logFile, ...(context && { context }) });
  return folder.assembly;
}

interface Servers {
  readonly dynamodb: DynamoServer;
  readonly sqs: ServerProcess;
  /** Where the queue server lets one look into it. */
  readonly inspection: string;
}

async function startServers(
  engine: DynamoEngine,
  { onGone = () => {} }: LocalStackOptions,
  { dynamodb: dynamoFolder, sqs: sqsFolder, logs }: DataFolder,
  onStop: (stop: () => Promise<void>) => void,
): Promise<Servers> {
  const gone = (name: string) => (why: string) =>
    onGone(`The ${name} server ended (${why}); ${logs} may say why.`);
  const keep = <T extends ServerProcess>(server: T): T => {
    onStop(server.stop);
    return server;
  };
  const [dynamo, sqs] = await Promise.all([
    startDynamo({
      engine,
      folder: dynamoFolder,
      logs,
      onGone: gone('DynamoDB'),
    }).then(keep),
    startServerProcess({
      entry: 'fauxqs-server.ts',
      folder: sqsFolder,
      logFile: join(logs, 'sqs.log'),
      onGone: gone('SQS'),
    }).then(keep),
  ]);
  if (sqs.inspection === undefined) throw new Error('the SQS server did not say where it can be inspected');
  return { dynamodb: dynamo, sqs, inspection: sqs.inspection };
}
