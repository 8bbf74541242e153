import { type IMetric, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Api } from '../api.ts';
import {
  apiMetric,
  functionMetric,
  MINUTE,
  patchlaneMetric,
  queueMetric,
  throughputMetric,
} from '../metrics.ts';
import type { PatchQueue } from '../patch-queue.ts';
import type { PatchlaneFunction } from '../patchlane-function.ts';
import { PRICES } from '../prices.ts';
import type { Tables } from '../tables.ts';
import { graph, row, values } from './widgets.ts';

interface Costs {
  readonly tables: Tables;
  readonly patchQueue: PatchQueue;
  readonly api: Api;
  readonly functions: readonly PatchlaneFunction<unknown>[];
}

/** What runs for the batches, as units times list price. */
export function costRow(scope: Construct, costs: Costs): IWidget[][] {
  const parts = costParts(costs);
  const total = Object.keys(parts).join(' + ');
  const patches = patchlaneMetric(scope, 'PatchesAccepted');
  const perMillion = new MathExpression({
    // Both of one period; the parts are per hour.
    expression: `1000000 * (${total}) * PERIOD(patches) / 3600 / patches`,
    usingMetrics: { ...parts, patches },
    label: 'per million patches',
    period: MINUTE,
  });
  const perHour = new MathExpression({
    expression: total,
    usingMetrics: parts,
    label: 'per hour',
    period: MINUTE,
  });
  return row(
    'Cost, estimated',
    'List prices of us-east-1, November 2026. Without logs, metrics, traces, storage, backups and traffic, and without free tiers.',
    graph('By service, per hour', 'USD', Object.values(parts), { width: 12, stacked: true }),
    values('In all (USD)', [perHour, perMillion], 12),
  );
}

/** USD per hour of each service. */
function costParts({ tables: { throughputs }, patchQueue, api, functions }: Costs) {
  const units = (id: string, kind: 'Read' | 'Write') =>
    throughputs.map((one, at): Term => [`${id}${at}`, throughputMetric(one, `Consumed${kind}CapacityUnits`)]);
  // Ten messages make one request where there are ten; a poll that finds none is a request too.
  const queues = [patchQueue.queue, patchQueue.deadLetters, patchQueue.archive].entries();
  const requests = [...queues].flatMap(([at, queue]): readonly Term[] => [
    [`sent${at}`, queueMetric(queue, 'NumberOfMessagesSent'), 1 / 10],
    [`received${at}`, queueMetric(queue, 'NumberOfMessagesReceived'), 1 / 10],
    [`deleted${at}`, queueMetric(queue, 'NumberOfMessagesDeleted'), 1 / 10],
    [`empty${at}`, queueMetric(queue, 'NumberOfEmptyReceives')],
  ]);
  const gbSeconds = functions.map(
    (one, at): Term => [`duration${at}`, functionMetric(one, 'Duration'), one.memoryMb / 1024 / 1000],
  );
  const invocations = functions.map((one, at): Term => [`invoked${at}`, functionMetric(one, 'Invocations')]);
  return {
    writes: perHourOf('DynamoDB writes', PRICES.writeUnit, units('written', 'Write')),
    reads: perHourOf('DynamoDB reads', PRICES.readUnit, units('read', 'Read')),
    queue: perHourOf('SQS requests', PRICES.fifoRequest, requests),
    compute: perHourOf('Lambda compute', PRICES.functionGbSecond, gbSeconds),
    invocations: perHourOf('Lambda requests', PRICES.functionRequest, invocations),
    gateway: perHourOf('API requests', PRICES.apiRequest, [['called', apiMetric(api, 'Count')]]),
  };
}

/** A metric by its id, and how many units one of it is. */
type Term = readonly [id: string, metric: IMetric, factor?: number];

function perHourOf(label: string, price: number, terms: readonly Term[]): IMetric {
  const [[first] = ['']] = terms;
  const sum = terms.map(
    ([id, , factor = 1]) => `FILL(${id}, 0)${factor === 1 ? '' : ` * ${decimal(factor)}`}`,
  );
  return new MathExpression({
    expression: `${decimal(3600 * price)} * (${sum.join(' + ')}) / PERIOD(${first})`,
    usingMetrics: Object.fromEntries(terms.map(([id, metric]) => [id, metric])),
    label,
    period: MINUTE,
  });
}

/** Metric math knows no exponents. */
function decimal(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '');
}
