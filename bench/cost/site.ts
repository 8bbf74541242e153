import { type Answer, type Call, type Interception, startProxy } from '../../local/emulators/proxy.ts';
import { processorTimeOf } from '../../local/metrics/collect.ts';
import { untilQueuesAreEmpty } from '../../local/queues-empty.ts';
import { type Endpoints, type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/run.ts';
import { type Counts, createCounter } from './count-calls.ts';
import { createGate } from './gate.ts';

/** The local run with every call to its servers counted. */
export interface Site {
  readonly url: string;
  readonly token: LocalStack['token'];
  /** What was called since the last time, once nothing is under way any more. */
  readonly counts: () => Promise<Counts>;
  /** Milliseconds that functions took of a processor since the run began. */
  readonly processorMs: () => number;
  /** Keeps messages from the consumer while something is done, so that what it receives is as full as can be. */
  readonly whileHeld: <T>(work: () => Promise<T>) => Promise<T>;
  /** Of the servers themselves, and of the proxies that count. */
  readonly servers: Endpoints;
  readonly reached: Endpoints;
  /** For the logs of what runs beside it. */
  readonly logs: string;
  readonly stop: () => Promise<void>;
}

export type SiteOptions = Pick<LocalStackOptions, 'dataFolder' | 'assembly' | 'dynamodb' | 'log'> & {
  /** Default 1: one consumer after the other, so that every run counts the same. */
  readonly functionConcurrency?: number;
  /** Sees every call of DynamoDB and what it is answered, consumed units among it. */
  readonly watch?: (call: Call, answer: Answer) => void;
};

/** The sweeper reads its index every minute, whatever there is: what starts by the clock has no part in a batch. */
export const NEVER_MS = 2 ** 31 - 1;

export async function startSite({ watch = () => {}, ...options }: SiteOptions): Promise<Site> {
  const counter = createCounter();
  const gate = createGate(counter.sqs);
  const watched: Interception = async (call) => {
    const answer = await counter.dynamodb(call);
    if (answer !== undefined) watch(call, answer);
    return answer;
  };
  const proxies = { dynamodb: await startProxy(watched), sqs: await startProxy(gate.intercept) };
  const reached = { dynamodb: proxies.dynamodb.endpoint, sqs: proxies.sqs.endpoint };
  const stopProxies = async () => {
    await Promise.all([proxies.dynamodb.stop(), proxies.sqs.stop()]);
  };
  try {
    const local = await startLocalStack({
      functionConcurrency: 1,
      ...options,
      scheduleIntervalMs: NEVER_MS,
      reach: async ({ dynamodb, sqs }) => {
        proxies.dynamodb.target(dynamodb);
        proxies.sqs.target(sqs);
        return reached;
      },
    });
    return {
      url: local.url,
      token: local.token,
      counts: async () => {
        await untilQueuesAreEmpty(local);
        await Promise.all([proxies.dynamodb.idle(), proxies.sqs.idle()]);
        return counter.take();
      },
      processorMs: () => processorMs(local),
      whileHeld: gate.whileClosed,
      servers: local.endpoints,
      reached,
      logs: local.folder.logs,
      stop: async () => {
        await local.stop();
        await stopProxies();
      },
    };
  } catch (error) {
    await stopProxies();
    throw error;
  }
}

function processorMs({ metrics, stack, startedAt }: LocalStack): number {
  const all = { from: startedAt - 1000, step: 1, length: Date.now() - startedAt + 2000, count: 1 };
  return stack.functions.reduce(
    (sum, { name }) => sum + (metrics.read(processorTimeOf(name), 'Sum', all)[0] ?? 0),
    0,
  );
}
