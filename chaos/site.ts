import { setTimeout as sleep } from 'node:timers/promises';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { createLocalSqsClient } from '../local/clients.ts';
import { startProxy } from '../local/emulators/proxy.ts';
import { untilQueuesAreEmpty } from '../local/queues-empty.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../local/run.ts';
import type { Faults } from './faults.ts';
import { createInjection, DYNAMODB, SQS } from './inject.ts';
import { createMessages } from './messages.ts';
import { createRandom } from './random.ts';

/** The local run with a proxy before each of its servers, whose processes can be killed. */
export interface Site {
  readonly url: string;
  readonly token: LocalStack['token'];
  /** Kills all functions and starts everything again with its data. */
  readonly restart: () => Promise<void>;
  /** Resolves when the queues are empty and nothing is under way any more; faults are to be off. */
  readonly quiet: () => Promise<void>;
  readonly counts: () => { readonly kills: number; readonly restarts: number; readonly redeliveries: number };
  readonly stop: () => Promise<void>;
}

export type SiteOptions = Pick<LocalStackOptions, 'dataFolder' | 'dynamodb' | 'log' | 'onGone'> & {
  readonly assembly: string;
  readonly seed: number;
  readonly faults: Faults;
};

/** In place of a minute, so that batches whose submitter was killed are found soon. */
const SWEEP_INTERVAL_MS = 3000;
/**
 * In place of six times the function's timeout, so that what was lost comes again soon. It is longer than the timeout, but a
 * function that starts anew can be too late for it: then two consumers have one lane, which must do no harm.
 */
const VISIBILITY_SECONDS = 3;
/** Enough for two consumers of one lane beside a third; each is a process to start anew after a kill. */
const CONCURRENCY = 3;

export async function startSite({ seed, faults, ...options }: SiteOptions): Promise<Site> {
  const random = createRandom(seed, 'kills');
  const messages = createMessages(createRandom(seed, 'messages'));
  let stack: LocalStack | undefined;
  let kills = 0;
  let restarts = 0;
  const killAll = (functionId: string) => {
    for (const pid of stack?.pids(functionId) ?? []) kills += killProcess(pid);
  };
  const killOne = (functionId: string) => {
    const pids = stack?.pids(functionId) ?? [];
    if (pids.length > 0) kills += killProcess(random.pick(pids));
  };
  const kill = () => {
    if (random.chance(0.05)) killAll('');
    else killOne(random.pick(KILLED));
  };
  const injected = { faults, kill, messages };
  const proxies = {
    dynamodb: await startProxy(createInjection(DYNAMODB, injected)),
    sqs: await startProxy(createInjection(SQS, injected)),
  };
  const start = async (port: number) => {
    const started = await startLocalStack({
      ...options,
      port,
      scheduleIntervalMs: SWEEP_INTERVAL_MS,
      functionConcurrency: CONCURRENCY,
      reach: async ({ dynamodb, sqs }) => {
        proxies.dynamodb.target(dynamodb);
        proxies.sqs.target(sqs);
        return { dynamodb: proxies.dynamodb.endpoint, sqs: proxies.sqs.endpoint };
      },
    });
    await setVisibility(started);
    return started;
  };
  const first = await start(0);
  stack = first;
  return {
    url: first.url,
    token: first.token,
    restart: async () => {
      killAll('');
      const before = stack;
      stack = undefined;
      await before?.stop();
      stack = await start(Number(new URL(first.url).port));
      restarts += 1;
    },
    quiet: async () => {
      if (stack === undefined) return;
      await untilQueuesAreEmpty(stack);
      // What a function has in hand that the queues no longer know of: its time is up by then.
      const timeouts = stack.stack.functions.map(({ id, timeoutMs }) =>
        id.includes('Patches') ? timeoutMs : 0,
      );
      await sleep(Math.max(...timeouts));
      await Promise.all([proxies.dynamodb.idle(), proxies.sqs.idle()]);
    },
    counts: () => ({ kills, restarts, redeliveries: messages.redeliveries() }),
    stop: async () => {
      await stack?.stop();
      await Promise.all([proxies.dynamodb.stop(), proxies.sqs.stop()]);
    },
  };
}

/** Parts of the functions' ids, the more often the more they have at stake. */
const KILLED = [
  'ApplyPatches',
  'ApplyPatches',
  'ApplyPatches',
  'ApplyPatches',
  'SubmitBatch',
  'SubmitBatch',
  'WriteResource',
  'SweepBatches',
  'SettleDeadLetters',
];

/** Gives how many were killed. */
function killProcess(pid: number): number {
  try {
    process.kill(pid, 'SIGKILL');
    return 1;
  } catch (error) {
    // It ended by itself just now.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return 0;
    throw error;
  }
}

async function setVisibility({ stack, endpoints }: LocalStack): Promise<void> {
  const client = createLocalSqsClient(endpoints.sqs);
  const Attributes = { VisibilityTimeout: String(VISIBILITY_SECONDS) };
  try {
    for (const { queue } of stack.eventSources) {
      await client.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes }));
    }
  } finally {
    client.destroy();
  }
}
