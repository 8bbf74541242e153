import { join } from 'node:path';
import { createLocalSqsClient } from '../../local/clients.ts';
import { startEventSource } from '../../local/events/event-source.ts';
import { environmentOf } from '../../local/functions/environment.ts';
import { createFunctionPool } from '../../local/functions/pool.ts';
import { untilQueuesAreEmpty } from '../../local/queues-empty.ts';
import type { Endpoints } from '../../local/run.ts';
import { LOCAL_REGION } from '../../local/template/places.ts';
import { provisionBeside, queueSpec } from '../beside.ts';
import { bundle } from './bundle.ts';
import { createClient } from './client.ts';
import { environments, functionSpec, TABLE_SPECS } from './places.ts';

/** The same work by the book, on the servers of a local run. */
export interface Baseline {
  /** Puts documents there, past the functions. */
  readonly create: (documents: readonly object[]) => Promise<void>;
  /** Gives the id of the batch. */
  readonly submit: (patches: readonly object[]) => Promise<string>;
  /** Resolves when every patch of the batch has been counted; rejects when one of them failed. */
  readonly untilFinal: (batchId: string) => Promise<void>;
  /** Resolves when the queue holds nothing. */
  readonly untilQuiet: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface BaselineOptions {
  /** Of the servers themselves. */
  readonly servers: Endpoints;
  /** What the functions and the poller reach in their place. */
  readonly reached: Endpoints;
  /** For bundles and logs; has to be there. */
  readonly folder: string;
  /** Invocations at once; default as in a local run. */
  readonly concurrency?: number;
  readonly log: (line: string) => void;
}

const GRACE_MS = 2000;

export async function startBaseline(options: BaselineOptions): Promise<Baseline> {
  const { servers, reached, folder, concurrency, log: warn } = options;
  const code = join(folder, 'baseline');
  const queue = queueSpec('Baseline-Patches', reached);
  await Promise.all([bundle(code), provisionBeside(servers, { tables: TABLE_SPECS, queues: [queue] })]);
  const settings = { region: LOCAL_REGION, dynamoEndpoint: reached.dynamodb, sqsEndpoint: reached.sqs };
  const environment = environments(queue.url);
  const start = (entry: keyof typeof environment) => {
    const spec = functionSpec(entry, code, environment[entry]);
    const pool = createFunctionPool({
      spec,
      environment: environmentOf(spec, settings),
      logFile: join(folder, `${spec.id}.log`),
      warn,
      ...(concurrency && { concurrency }),
    });
    return { spec, pool };
  };
  const submit = start('submit');
  const consumer = start('apply-patch');
  const eventSource = {
    id: 'Baseline-Messages',
    queue,
    function: consumer.spec,
    batchSize: 10,
    maximumConcurrency: undefined,
    reportBatchItemFailures: true,
  };
  const sqs = createLocalSqsClient(reached.sqs);
  const source = startEventSource({
    spec: eventSource,
    region: LOCAL_REGION,
    client: sqs,
    pool: consumer.pool,
    warn,
  });
  const client = createClient({ endpoint: servers.dynamodb, submit: submit.pool });
  return {
    create: client.create,
    submit: client.submit,
    untilFinal: client.untilFinal,
    untilQuiet: () => untilQueuesAreEmpty({ stack: { eventSources: [eventSource] }, endpoints: servers }),
    async stop() {
      await source.stop();
      await Promise.all([submit.pool.stop(GRACE_MS), consumer.pool.stop(GRACE_MS)]);
      sqs.destroy();
      client.stop();
    },
  };
}
