import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { SweepBatchesEnv } from '../functions/config.ts';
import type { PatchQueue } from './patch-queue.ts';
import { PatchlaneFunction } from './patchlane-function.ts';
import { grantOn, grantQueryOn, OPEN_INDEX, type Tables } from './tables.ts';

/** The shortest that EventBridge knows. */
const INTERVAL = Duration.minutes(1);

export interface SweeperProps {
  readonly tables: Tables;
  readonly patchQueue: PatchQueue;
  /** The age from which a batch is looked at; longer than submitting may take, or sends are doubled for nothing. */
  readonly sweepAfter: Duration;
}

/** Brings batches on whose submitter or consumer died. */
export class Sweeper extends Construct {
  readonly sweepBatches: PatchlaneFunction<SweepBatchesEnv>;

  constructor(scope: Construct, id: string, { tables: { batches }, patchQueue, sweepAfter }: SweeperProps) {
    super(scope, id);
    this.sweepBatches = new PatchlaneFunction<SweepBatchesEnv>(this, 'SweepBatches', {
      entry: 'sweep-batches',
      environment: {
        BATCHES_TABLE: batches.tableName,
        OPEN_BATCHES_INDEX: OPEN_INDEX,
        PATCH_QUEUE_URL: patchQueue.queue.queueUrl,
        SWEEP_AFTER_SECONDS: String(sweepAfter.toSeconds()),
      },
      timeout: Duration.seconds(60),
      memorySize: 1024,
    });
    grantQueryOn(batches, OPEN_INDEX, this.sweepBatches);
    grantOn(batches, this.sweepBatches, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    patchQueue.queue.grant(this.sweepBatches, 'sqs:SendMessage');
    const rule = new Rule(this, 'Schedule', {
      schedule: Schedule.rate(INTERVAL),
      // The next minute brings the next run: one that came late would only come beside it.
      targets: [new LambdaFunction(this.sweepBatches, { retryAttempts: 0, maxEventAge: INTERVAL })],
    });
    Validations.of(rule).acknowledge({
      id: 'Serverless::Serverless-EventBusDLQ',
      reason:
        'A run that is lost is made good by that of the next minute, and an alarm tells when none comes.',
    });
  }
}
