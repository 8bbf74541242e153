import { join } from 'node:path';
import { createLocalSqsClient } from './clients.ts';
import { besideConsole } from './console/console.ts';
import type { DataFolder } from './data-folder.ts';
import { startEventSource } from './events/event-source.ts';
import { startSchedule } from './events/schedule.ts';
import { environmentOf, roleCredentials } from './functions/environment.ts';
import { createFunctionPool, type FunctionPool } from './functions/pool.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import type { GatewayServer } from './gateway/server.ts';
import type { Issuer } from './issuer.ts';
import { measuredGateway, recordInvocation } from './metrics/collect.ts';
import type { RecordPoint } from './metrics/data-point.ts';
import type { StackSpec } from './template/stack.ts';

export interface FunctionsInput {
  readonly options: {
    readonly log?: (line: string) => void;
    readonly functionConcurrency?: number;
    readonly scheduleIntervalMs?: number;
  };
  readonly folder: DataFolder;
  readonly stack: StackSpec;
  readonly endpoints: { readonly dynamodb: string; readonly sqs: string };
  readonly issuer: Issuer;
  readonly server: GatewayServer;
  readonly record: RecordPoint;
  readonly localConsole: Gateway;
  /** Time for requests and invocations under way when it stops. */
  readonly graceMs: number;
}

export interface RunningFunctions {
  /** The processes of the functions whose logical id holds this. */
  readonly pids: (functionId: string) => readonly number[];
  readonly stop: () => Promise<void>;
}

/** Puts the functions behind the gateway and the queues. */
export function startFunctions({
  options,
  folder,
  stack,
  endpoints,
  issuer,
  server,
  record,
  localConsole,
  graceMs,
}: FunctionsInput): RunningFunctions {
  const { log: warn = () => {}, functionConcurrency: concurrency, scheduleIntervalMs } = options;
  const settings = { region: stack.region, dynamoEndpoint: endpoints.dynamodb, sqsEndpoint: endpoints.sqs };
  const pools = new Map(
    stack.functions.map((spec): [string, FunctionPool] => {
      const logFile = join(folder.logs, `${spec.id}.log`);
      const environment = environmentOf(spec, settings);
      return [
        spec.name,
        createFunctionPool({
          spec,
          environment,
          logFile,
          warn,
          onInvoked: recordInvocation(record, spec),
          ...(concurrency && { concurrency }),
        }),
      ];
    }),
  );
  const poolOf = (name: string): FunctionPool => {
    const pool = pools.get(name);
    if (pool === undefined) throw new Error(`no function is named ${name}`);
    return pool;
  };
  const sources = stack.eventSources.map((spec) => {
    // Lambda polls with the role of the function that it polls for.
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    const client = createLocalSqsClient(endpoints.sqs, roleCredentials(spec.function));
    const source = startEventSource({
      spec,
      region: stack.region,
      client,
      pool: poolOf(spec.function.name),
      warn,
    });
    return async () => {
      await source.stop();
      client.destroy();
    };
  });
  const schedules = stack.schedules.map((spec) =>
    startSchedule({
      spec: { ...spec, ...(scheduleIntervalMs && { intervalMs: scheduleIntervalMs }) },
      stack,
      poolOf,
    }),
  );
  const gateway = createGateway({ stack, keys: issuer.keys, poolOf, warn });
  server.use(besideConsole(localConsole, measuredGateway(gateway, stack.api.id, record)));
  return {
    pids: (functionId) =>
      stack.functions.filter(({ id }) => id.includes(functionId)).flatMap(({ name }) => poolOf(name).pids()),
    stop: async () => {
      for (const { stop } of schedules) stop();
      await Promise.all([
        server.stop(graceMs),
        ...sources.map((stop) => stop()),
        ...[...pools.values()].map((pool) => pool.stop(graceMs)),
      ]);
    },
  };
}
