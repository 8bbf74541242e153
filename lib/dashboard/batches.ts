import { AlarmStatusWidget, type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '../../functions/domain/metrics.ts';
import type { Alarms } from '../alarms.ts';
import type { Api } from '../api.ts';
import {
  deadLetters,
  failedShare,
  oldestMessage,
  oldestUnfinishedBatch,
  serverErrorShare,
} from '../health.ts';
import { apiMetric, MINUTE, patchlaneMetric, patchlaneMetricsBy } from '../metrics.ts';
import type { PatchQueue } from '../patch-queue.ts';
import { graph, row, values } from './widgets.ts';

interface BatchRows {
  readonly alarms: Alarms;
  readonly api: Api;
  readonly patchQueue: PatchQueue;
}

/** Whether batches flow, at a glance. */
export function healthRow(scope: Construct, { alarms, api, patchQueue }: BatchRows): IWidget[][] {
  return row(
    'Health',
    'Do batches flow? Every alarm is OK and the ages are short. Each alarm has an article in the runbook.',
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms.all], width: 4, height: 6 }),
    values('Oldest message (s)', [oldestMessage(patchQueue)], 4),
    values('Oldest unfinished batch (s)', [oldestUnfinishedBatch(scope)], 4),
    values('Dead letters', [deadLetters(scope, patchQueue, MINUTE)], 4),
    values('5xx (%)', [serverErrorShare(api)], 4),
    values('Failed patches (%)', [failedShare(scope)], 4),
  );
}

/** What partners send. */
export function intakeRow(scope: Construct, { api }: BatchRows): IWidget[][] {
  const own = (name: MetricName) => patchlaneMetric(scope, name);
  const latency = (statistic: string) => apiMetric(api, 'Latency', { statistic, label: statistic });
  return row(
    'Intake',
    'What partners send, and what is refused before it becomes a batch.',
    graph('Batches', 'Count', [own('BatchesAccepted'), own('BatchesRefused')], { width: 5 }),
    graph('Refused, by reason', 'Count', patchlaneMetricsBy(scope, 'BatchesRefused'), {
      width: 5,
      stacked: true,
    }),
    graph('Patches accepted', 'Count', [own('PatchesAccepted')], { width: 4 }),
    graph('Requests', 'Count', [apiMetric(api, 'Count'), apiMetric(api, '4xx'), apiMetric(api, '5xx')], {
      width: 5,
    }),
    graph('Time to answer', 'Milliseconds', PERCENTILES.map(latency), { width: 5 }),
  );
}

const PERCENTILES = ['p50', 'p90', 'p99'];

/** What becomes of it. */
export function processingRows(scope: Construct): IWidget[][] {
  const own = (name: MetricName) => patchlaneMetric(scope, name);
  const percentiles = (name: MetricName) =>
    PERCENTILES.map((statistic) => patchlaneMetric(scope, name, { statistic, label: statistic }));
  const outcomes = ['PatchesApplied', 'PatchesUnchanged', 'PatchesFailed', 'PatchesCancelled'] as const;
  const again = ['ConflictsRetried', 'KnownByMarker', 'KnownByLedger', 'BatchesReenqueued'] as const;
  return [
    ...row(
      'Processing',
      'How long a batch takes from its request to its final status, and what becomes of its patches.',
      graph('Accept to final', 'Milliseconds', percentiles('AcceptToFinal'), { width: 8 }),
      graph('Enqueue to applied', 'Milliseconds', percentiles('EnqueueToApplied'), { width: 8 }),
      graph('Completed batches, by status', 'Count', patchlaneMetricsBy(scope, 'BatchesCompleted'), {
        width: 8,
        stacked: true,
      }),
    ),
    [
      graph('Outcomes of patches', 'Count', outcomes.map(own), { width: 6, stacked: true }),
      graph('Failures, by code', 'Count', patchlaneMetricsBy(scope, 'PatchesFailed'), {
        width: 6,
        stacked: true,
      }),
      graph('Done again, or known', 'Count', again.map(own), { width: 6 }),
      graph(
        'Patches in a lane',
        'Count',
        [Stats.AVERAGE, 'p99', Stats.MAXIMUM].map((statistic) =>
          patchlaneMetric(scope, 'LaneSize', { statistic, label: statistic }),
        ),
        { width: 6 },
      ),
    ],
    [
      values('Batches completed', [own('BatchesCompleted')], 12),
      values('Dead letters settled', [own('DeadLettersSettled')], 12),
    ],
  ];
}
