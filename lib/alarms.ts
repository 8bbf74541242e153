import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic.ts';
import type { Api } from './api.ts';
import {
  deadLetters,
  errorsOf,
  inFlight,
  oldestMessage,
  oldestUnfinishedBatch,
  serverErrorShare,
  throttles,
} from './health.ts';
import { functionMetric } from './metrics.ts';
import type { PatchQueue } from './patch-queue.ts';
import type { PatchlaneFunction } from './patchlane-function.ts';
import type { Tables } from './tables.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html */
export const IN_FLIGHT_QUOTA = 120_000;

/** SQS says nothing when the quota is reached, it only gives out no more: time is needed before that. */
const IN_FLIGHT_SHARE = 0.8;

/** Errors that one bad request or one deployment can make are no reason to wake anybody. */
const SERVER_ERROR_PERCENT = 1;
const LEAST_SERVER_ERRORS = 5;

/** Long enough that one slow data point is no alarm, short enough that a fault is known before partners call. */
const FIVE_MINUTES = Duration.minutes(5);

/** A state that is read every minute must hold for so many of them. */
const MINUTES_IN_A_ROW = 3;

export interface AlarmsProps {
  readonly tables: Tables;
  readonly patchQueue: PatchQueue;
  readonly api: Api;
  /** Those that no caller waits for: the errors of the others are answered with 5xx. At most ten. */
  readonly background: readonly PatchlaneFunction<unknown>[];
  readonly sweeper: PatchlaneFunction<unknown>;
  readonly sweepAfter: Duration;
  /** Who is written to; nobody when absent. */
  readonly email: string | undefined;
  /** Where the runbook is read. */
  readonly runbookUrl: string;
}

interface Watch {
  /** `critical`: batches do not flow, or partners see errors. `warning`: it can wait until the morning. */
  readonly severity: 'critical' | 'warning';
  /** Anchor of the article in the runbook. */
  readonly article: string;
  readonly says: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparison?: ComparisonOperator;
  /** Of the last so many periods this many. */
  readonly periods: number;
  readonly of?: number;
  /** What it means that there is no data. */
  readonly missing: TreatMissingData;
}

/** What somebody must be told of, each with its article in `docs/runbook.md`. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];
  readonly messageAgeSeconds: number;
  readonly unfinishedSeconds: number;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { tables, patchQueue, api, background, sweeper, sweepAfter, email, runbookUrl } = props;
    const topic = new AlarmTopic(this, 'Topic', { email });
    const action = new SnsAction(topic.topic);
    const watch = (name: string, { comparison, periods, of = periods, ...one }: Watch): Alarm => {
      const alarm = new Alarm(this, name, {
        alarmDescription: `${one.severity}: ${one.says} ${runbookUrl}#${one.article}`,
        metric: one.metric,
        threshold: one.threshold,
        comparisonOperator: comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: of,
        datapointsToAlarm: periods,
        treatMissingData: one.missing,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    };

    const retriesSeconds = patchQueue.retriesTake.toSeconds();
    // A lane that fails at every receive is as old as that before it is a dead letter. Older: the queue as a whole waits.
    this.messageAgeSeconds = 2 * retriesSeconds;
    // A batch whose submitter died waits for the sweeper, then a lane of it may fail at every receive and be settled.
    this.unfinishedSeconds = sweepAfter.toSeconds() + 2 * retriesSeconds;

    this.all = [
      watch('MessageAge', {
        severity: 'critical',
        article: 'message-age',
        says: 'Patches wait in the queue for too long.',
        metric: oldestMessage(patchQueue),
        threshold: this.messageAgeSeconds,
        periods: MINUTES_IN_A_ROW,
        // An empty queue has no oldest message.
        missing: TreatMissingData.NOT_BREACHING,
      }),
      watch('UnfinishedBatch', {
        severity: 'critical',
        article: 'unfinished-batch',
        says: 'A batch does not end.',
        metric: oldestUnfinishedBatch(this),
        threshold: this.unfinishedSeconds,
        periods: MINUTES_IN_A_ROW,
        // The sweeper does not run, which is an alarm of its own and ends no batch.
        missing: TreatMissingData.IGNORE,
      }),
      watch('DeadLetters', {
        severity: 'critical',
        article: 'dead-letters',
        says: 'Patches could not be applied after all retries.',
        metric: deadLetters(this, patchQueue, FIVE_MINUTES),
        threshold: 0,
        periods: 1,
        missing: TreatMissingData.NOT_BREACHING,
      }),
      watch('ServerErrors', {
        severity: 'critical',
        article: 'server-errors',
        says: 'Partners get answers of 5xx.',
        metric: serverErrorShare(api, FIVE_MINUTES, LEAST_SERVER_ERRORS),
        threshold: SERVER_ERROR_PERCENT,
        periods: 2,
        of: 3,
        // No requests, no errors.
        missing: TreatMissingData.NOT_BREACHING,
      }),
      watch('SweeperNotRunning', {
        severity: 'critical',
        article: 'sweeper-not-running',
        says: 'The sweeper, which is to run every minute, does not.',
        metric: functionMetric(sweeper, 'Invocations', { statistic: Stats.SUM, period: FIVE_MINUTES }),
        threshold: 1,
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        // A single period may be short of data that Lambda reports late.
        periods: 2,
        // A function that is not invoked has no data: that is just what this is about.
        missing: TreatMissingData.BREACHING,
      }),
      watch('FunctionErrors', {
        severity: 'warning',
        article: 'function-errors',
        says: 'Functions that nobody waits for fail again and again.',
        metric: errorsOf(background, FIVE_MINUTES),
        threshold: 0,
        // What they were at comes again, so that one error heals by itself.
        periods: 2,
        of: 3,
        missing: TreatMissingData.NOT_BREACHING,
      }),
      watch('Throttles', {
        severity: 'warning',
        article: 'throttles',
        says: 'DynamoDB has throttled for a quarter of an hour.',
        metric: throttles(tables, FIVE_MINUTES),
        threshold: 0,
        // On demand, a burst throttles until the table has grown, and is tried again; it is over within minutes.
        periods: 3,
        // DynamoDB reports throttles only where there are any.
        missing: TreatMissingData.NOT_BREACHING,
      }),
      watch('InFlight', {
        severity: 'warning',
        article: 'in-flight',
        says: 'The queue is near the most messages that may be in flight.',
        metric: inFlight(patchQueue),
        threshold: IN_FLIGHT_SHARE * IN_FLIGHT_QUOTA,
        periods: MINUTES_IN_A_ROW,
        missing: TreatMissingData.NOT_BREACHING,
      }),
    ];
  }
}
