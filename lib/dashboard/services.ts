import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type Alarms, IN_FLIGHT_QUOTA } from '../alarms.ts';
import { inFlight, oldestMessage } from '../health.ts';
import { functionMetric, queueMetric, throughputMetric } from '../metrics.ts';
import type { PatchQueue } from '../patch-queue.ts';
import type { PatchlaneFunction } from '../patchlane-function.ts';
import type { Tables } from '../tables.ts';
import { graph, row } from './widgets.ts';

export function queueRow({ queue, deadLetters, archive }: PatchQueue, alarms: Alarms): IWidget[][] {
  const waiting = 'ApproximateNumberOfMessagesVisible';
  const flows = [
    'NumberOfMessagesSent',
    'NumberOfMessagesReceived',
    'NumberOfMessagesDeleted',
    'NumberOfDeduplicatedSentMessages',
  ] as const;
  return row(
    'Queue',
    'One message is one lane: the patches of one batch for one resource. What is received and not yet deleted is in flight.',
    graph(
      'Waiting',
      'Count',
      [
        queueMetric(queue, waiting, { label: 'Patches' }),
        queueMetric(deadLetters, waiting, { label: 'Dead letters' }),
        queueMetric(archive, waiting, { label: 'Dead letter archive' }),
      ],
      { width: 6 },
    ),
    graph(
      'In flight',
      'Count',
      [
        inFlight({ queue }),
        queueMetric(queue, 'ApproximateNumberOfGroupsWithInflightMessages', { label: 'Resources' }),
      ],
      { width: 6, leftAnnotations: [{ value: IN_FLIGHT_QUOTA, label: 'Quota' }] },
    ),
    graph('Age of the oldest message', 'Seconds', [oldestMessage({ queue })], {
      width: 6,
      leftAnnotations: [{ value: alarms.messageAgeSeconds, label: 'Alarm' }],
    }),
    graph(
      'Messages',
      'Count',
      flows.map((name) => queueMetric(queue, name)),
      { width: 6 },
    ),
  );
}

export function functionsRow(functions: readonly PatchlaneFunction<unknown>[]): IWidget[][] {
  const each = (name: Parameters<typeof functionMetric>[1], statistic: string) =>
    functions.map((one) => functionMetric(one, name, { statistic }));
  return row(
    'Functions',
    'Messages that are to come again are no errors of the consumer: see the queue. Its throttles are, and those of the API.',
    graph('Errors', 'Count', each('Errors', 'Sum'), { width: 6 }),
    graph('Throttles', 'Count', each('Throttles', 'Sum'), { width: 6 }),
    graph('Duration, p99', 'Milliseconds', each('Duration', 'p99'), { width: 6 }),
    graph('At once', 'Count', each('ConcurrentExecutions', 'Maximum'), { width: 6 }),
  );
}

export function tablesRow({ throughputs }: Tables): IWidget[][] {
  const causes = [
    ['ReadKeyRangeThroughputThrottleEvents', 'read, hot key range'],
    ['WriteKeyRangeThroughputThrottleEvents', 'write, hot key range'],
    ['ReadAccountLimitThrottleEvents', "read, account's limit"],
    ['WriteAccountLimitThrottleEvents', "write, account's limit"],
  ] as const;
  const throttled = throughputs.flatMap((one) =>
    causes.map(([name, cause]) => throughputMetric(one, name, { label: `${one.name}: ${cause}` })),
  );
  const each = (name: Parameters<typeof throughputMetric>[1]) =>
    throughputs.map((one) => throughputMetric(one, name));
  return row(
    'Tables',
    'Whatever is throttled is tried again. A hot key range is one partition of a table; it is split when it stays hot.',
    graph('Throttled, by kind', 'Count', throttled, { width: 6 }),
    graph('Throttled in all', 'Count', [...each('ReadThrottleEvents'), ...each('WriteThrottleEvents')], {
      width: 6,
    }),
    graph('Consumed for writes', 'Units', each('ConsumedWriteCapacityUnits'), { width: 6 }),
    graph('Consumed for reads', 'Units', each('ConsumedReadCapacityUnits'), { width: 6 }),
  );
}
