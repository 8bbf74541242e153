import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Api } from './api.ts';
import {
  apiMetric,
  functionMetric,
  MINUTE,
  patchlaneMetric,
  queueMetric,
  throughputMetric,
} from './metrics.ts';
import type { PatchQueue } from './patch-queue.ts';
import type { PatchlaneFunction } from './patchlane-function.ts';
import type { Tables } from './tables.ts';

// What tells whether batches flow: the dashboard shows it first, and the alarms watch it. A metric that has no data in a
// period counts as 0 in a sum.

export function oldestMessage({ queue }: Pick<PatchQueue, 'queue'>): Metric {
  return queueMetric(queue, 'ApproximateAgeOfOldestMessage', { label: 'Oldest message' });
}

export function oldestUnfinishedBatch(scope: Construct): Metric {
  return patchlaneMetric(scope, 'OldestUnfinishedBatch', { statistic: Stats.MAXIMUM });
}

export function inFlight({ queue }: Pick<PatchQueue, 'queue'>): Metric {
  return queueMetric(queue, 'ApproximateNumberOfMessagesNotVisible', { label: 'In flight' });
}

/** Dead letters are settled within seconds, so those that were settled count too, beside those that wait. */
export function deadLetters(scope: Construct, { deadLetters: queue }: PatchQueue, period: Duration): IMetric {
  const settled = patchlaneMetric(scope, 'DeadLettersSettled', { period });
  const waiting = queueMetric(queue, 'ApproximateNumberOfMessagesVisible', { period });
  return sum('Dead letters', { settled, waiting }, period);
}

/**
 * Share of requests that were answered with 5xx, in per cent.
 * @param least fewer errors than these in a period count as none: with few requests each would be a great share
 */
export function serverErrorShare(api: Api, period = MINUTE, least = 1): IMetric {
  return new MathExpression({
    expression: `IF(FILL(errors, 0) >= ${least}, 100 * errors / requests, 0)`,
    usingMetrics: {
      errors: apiMetric(api, '5xx', { period }),
      requests: apiMetric(api, 'Count', { period }),
    },
    label: '5xx (% of requests)',
    period,
  });
}

/** Share of patches with an outcome that failed, in per cent. No data where none came to one. */
export function failedShare(scope: Construct): IMetric {
  return new MathExpression({
    expression:
      '100 * FILL(failed, 0) / (FILL(applied, 0) + FILL(unchanged, 0) + FILL(failed, 0) + FILL(cancelled, 0))',
    usingMetrics: {
      applied: patchlaneMetric(scope, 'PatchesApplied'),
      unchanged: patchlaneMetric(scope, 'PatchesUnchanged'),
      failed: patchlaneMetric(scope, 'PatchesFailed'),
      cancelled: patchlaneMetric(scope, 'PatchesCancelled'),
    },
    label: 'Failed (% of patches)',
    period: MINUTE,
  });
}

/** Reads and writes that DynamoDB turned away, of all tables and indexes. */
export function throttles({ throughputs }: Tables, period: Duration): IMetric {
  const metrics = throughputs.flatMap((one, at) => [
    [`reads${at}`, throughputMetric(one, 'ReadThrottleEvents', { period })],
    [`writes${at}`, throughputMetric(one, 'WriteThrottleEvents', { period })],
  ]);
  return sum('Throttled', Object.fromEntries(metrics), period);
}

export function errorsOf(functions: readonly PatchlaneFunction<unknown>[], period: Duration): IMetric {
  const metrics = functions.map((one, at) => [`errors${at}`, functionMetric(one, 'Errors', { period })]);
  return sum('Errors', Object.fromEntries(metrics), period);
}

function sum(label: string, usingMetrics: Readonly<Record<string, IMetric>>, period: Duration): IMetric {
  const terms = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
  return new MathExpression({ expression: terms.join(' + '), usingMetrics, label, period });
}
