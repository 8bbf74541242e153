import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { METRIC_VALUES } from '../functions/domain/metric-values.ts';
import { METRICS, type MetricName } from '../functions/domain/metrics.ts';
import type { Api } from './api.ts';
import type { PatchlaneFunction } from './patchlane-function.ts';
import type { Throughput } from './tables.ts';

/** The shortest that AWS services and EMF of standard resolution know. */
export const MINUTE = Duration.minutes(1);

interface Shown {
  readonly statistic?: string;
  readonly period?: Duration;
  readonly label?: string;
}

/**
 * A metric of Patchlane's own, from the catalogue. It has no unit to filter by: an alarm whose unit is not the one that is
 * emitted has no data, and says nothing. The tests hold the units together.
 */
export function patchlaneMetric(scope: Construct, name: MetricName, shown: Shown = {}): Metric {
  return ownMetric(scope, name, {}, { label: name, ...shown });
}

/** A metric of the catalogue by each value of its dimension. */
export function patchlaneMetricsBy(scope: Construct, name: MetricName): readonly Metric[] {
  const kind = METRICS[name];
  if (!('by' in kind)) throw new Error(`${name} is not told apart by anything`);
  return METRIC_VALUES[kind.by].map((value) =>
    ownMetric(scope, name, { [kind.by]: value }, { label: value }),
  );
}

function ownMetric(
  scope: Construct,
  metricName: MetricName,
  by: Readonly<Record<string, string>>,
  shown: Shown,
): Metric {
  return new Metric({
    // The stack's name, as every function is told: stages side by side do not mix.
    namespace: Stack.of(scope).stackName,
    metricName,
    dimensionsMap: { service: SERVICE, ...by },
    statistic: Stats.SUM,
    period: MINUTE,
    ...shown,
  });
}

const SERVICE = 'patchlane';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
type QueueMetricName =
  | 'ApproximateAgeOfOldestMessage'
  | 'ApproximateNumberOfMessagesVisible'
  | 'ApproximateNumberOfMessagesNotVisible'
  // The next two are of FIFO queues alone.
  | 'ApproximateNumberOfGroupsWithInflightMessages'
  | 'NumberOfDeduplicatedSentMessages'
  | 'NumberOfMessagesSent'
  | 'NumberOfMessagesReceived'
  | 'NumberOfMessagesDeleted'
  | 'NumberOfEmptyReceives';

/** What is counted is summed up; of what is a state, the worst of a minute. */
export function queueMetric(queue: Queue, name: QueueMetricName, shown: Shown = {}): Metric {
  const statistic = name.startsWith('NumberOf') ? Stats.SUM : Stats.MAXIMUM;
  return queue.metric(name, { statistic, period: MINUTE, label: name, ...shown });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
type FunctionMetricName = 'Invocations' | 'Errors' | 'Throttles' | 'Duration' | 'ConcurrentExecutions';

export function functionMetric(
  one: PatchlaneFunction<unknown>,
  name: FunctionMetricName,
  shown: Shown = {},
): Metric {
  return one.metric(name, { statistic: Stats.SUM, period: MINUTE, label: one.node.id, ...shown });
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
type ApiMetricName = 'Count' | '4xx' | '5xx' | 'Latency' | 'IntegrationLatency';

export function apiMetric({ http }: Api, name: ApiMetricName, shown: Shown = {}): Metric {
  return http.metric(name, { statistic: Stats.SUM, period: MINUTE, label: name, ...shown });
}

/**
 * Events of a table or of one index: those of an index are not among its table's. Throttles of a table on demand have two
 * causes here, since none has a maximum of its own: a hot key range, or the account's limit.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TroubleshootingThrottling-cloudwatch.html
 */
type ThroughputMetricName =
  | `${'Read' | 'Write'}${'' | 'KeyRangeThroughput' | 'AccountLimit'}ThrottleEvents`
  | `Consumed${'Read' | 'Write'}CapacityUnits`;

export function throughputMetric(
  { name, table, index }: Throughput,
  metricName: ThroughputMetricName,
  shown: Shown = {},
): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: {
      TableName: table.tableName,
      ...(index === undefined ? {} : { GlobalSecondaryIndexName: index }),
    },
    statistic: Stats.SUM,
    period: MINUTE,
    label: name,
    ...shown,
  });
}
