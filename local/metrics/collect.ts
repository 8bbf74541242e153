import { join } from 'node:path';
import { askQueueStates } from '../emulators/queue-state.ts';
import type { InvocationMeasure } from '../functions/pool.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { FunctionSpec, QueueSpec, StackSpec } from '../template/stack.ts';
import type { MetricKey, RecordPoint } from './data-point.ts';
import { readEmf } from './emf.ts';
import { followFile } from './follow-file.ts';

export interface Collector {
  readonly stop: () => Promise<void>;
}

export interface CollectorOptions {
  readonly stack: Pick<StackSpec, 'functions' | 'queues'>;
  /** Folder with a log per function. */
  readonly logs: string;
  /** Where the queue server lets one look into it. */
  readonly inspection: string;
  readonly record: RecordPoint;
  /** Takes one line per thing that went wrong. */
  readonly warn: (line: string) => void;
}

/** AWS looks once a minute; a person who looks at a screen wants to see it move. */
const QUEUES_MS = 1000;
const LOGS_MS = 250;

/** Collects what the functions write into their logs from now on, and the state of the queues. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { stack, inspection, record } = options;
  const logs = await Promise.all(stack.functions.map((spec) => followLog(spec, options)));
  const readers = [
    repeat(LOGS_MS, options.warn, async () => {
      await Promise.all(logs.map(({ read }) => read()));
    }),
    repeat(QUEUES_MS, options.warn, () => collectQueues(inspection, stack.queues, record)),
  ];
  return {
    stop: async () => {
      await Promise.all(readers.map((stop) => stop()));
      await Promise.all(logs.map(({ close }) => close()));
    },
  };
}

function followLog({ id }: FunctionSpec, { logs, record, warn }: CollectorOptions) {
  return followFile(join(logs, `${id}.log`), (line) => {
    try {
      for (const point of readEmf(line)) record(point);
    } catch (error) {
      // CloudWatch passes over such a line too; here somebody may put it right.
      warn(`${id} wrote metrics that CloudWatch could not read: ${String(error)}`);
    }
  });
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
async function collectQueues(
  inspection: string,
  queues: readonly QueueSpec[],
  record: RecordPoint,
): Promise<void> {
  const names = queues.map(({ name }) => name);
  const states = await askQueueStates(inspection, names, { messages: 0 });
  const at = Date.now();
  for (const { name: QueueName, visible, inFlight, groupsInFlight, oldestSentAt } of states) {
    const put = (name: string, value: number) =>
      record({ namespace: 'AWS/SQS', name, dimensions: { QueueName }, at, values: [value] });
    put('ApproximateNumberOfMessagesVisible', visible);
    put('ApproximateNumberOfMessagesNotVisible', inFlight);
    put('ApproximateNumberOfGroupsWithInflightMessages', groupsInFlight);
    // Of an empty queue there is no such data point.
    if (oldestSentAt !== null) put('ApproximateAgeOfOldestMessage', Math.floor((at - oldestSentAt) / 1000));
  }
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-metrics.html
 */
export function recordInvocation(
  record: RecordPoint,
  { name: FunctionName }: Pick<FunctionSpec, 'name'>,
): (measure: InvocationMeasure) => void {
  return ({ startedAt: at, durationMs, failed, concurrent, cpuMs }) => {
    const put = (name: string, value: number) =>
      record({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName }, at, values: [value] });
    if (cpuMs !== undefined) record({ ...processorTimeOf(FunctionName), at, values: [cpuMs] });
    put('Invocations', 1);
    put('Errors', failed ? 1 : 0);
    put('Duration', durationMs);
    put('ConcurrentExecutions', concurrent);
  };
}

/** What a function took of processors, in milliseconds per invocation. */
export function processorTimeOf(functionName: string): MetricKey {
  return {
    namespace: 'LambdaInsights',
    name: 'cpu_total_time',
    dimensions: { function_name: functionName },
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
export function measuredGateway(gateway: Gateway, ApiId: string, record: RecordPoint): Gateway {
  return async (request) => {
    const at = Date.now();
    const answer = await gateway(request);
    const put = (name: string, value: number) =>
      record({ namespace: 'AWS/ApiGateway', name, dimensions: { ApiId }, at, values: [value] });
    put('Count', 1);
    put('4xx', isOf(answer.status, 400) ? 1 : 0);
    put('5xx', isOf(answer.status, 500) ? 1 : 0);
    put('Latency', Date.now() - at);
    return answer;
  };
}

function isOf(status: number, hundred: number): boolean {
  return status >= hundred && status < hundred + 100;
}

/** What is measured here of what AWS's services measure of themselves. */
const MEASURED: Readonly<Record<string, ReadonlySet<string>>> = {
  'AWS/Lambda': new Set(['Invocations', 'Errors', 'Duration', 'ConcurrentExecutions']),
  'AWS/ApiGateway': new Set(['Count', '4xx', '5xx', 'Latency']),
  'AWS/SQS': new Set([
    'ApproximateNumberOfMessagesVisible',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfGroupsWithInflightMessages',
    'ApproximateAgeOfOldestMessage',
  ]),
};

/** Whether this run can have data of a metric: whatever functions emit, and some of what AWS's services would. */
export function isMeasured(namespace: string, name: string): boolean {
  return namespace.startsWith('AWS/') ? (MEASURED[namespace]?.has(name) ?? false) : true;
}

/** Does something again and again; tells once of a fault, however long it lasts. Gives what ends it. */
function repeat(
  milliseconds: number,
  warn: (line: string) => void,
  job: () => Promise<void>,
): () => Promise<void> {
  let stopped = false;
  let failing = false;
  let running = Promise.resolve();
  const once = async () => {
    try {
      await job();
      failing = false;
    } catch (error) {
      if (!failing && !stopped) warn(`metrics could not be collected: ${String(error)}`);
      failing = true;
    }
  };
  let due = true;
  const timer = setInterval(() => {
    if (!due) return;
    due = false;
    running = once().finally(() => {
      due = true;
    });
  }, milliseconds);
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
}
