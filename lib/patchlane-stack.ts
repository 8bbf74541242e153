import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlarmSettings } from './alarm-settings.ts';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { ApiFunctions } from './api-functions.ts';
import { Consumer } from './consumer.ts';
import { OperationsDashboard } from './dashboard/dashboard.ts';
import { DeadLetters } from './dead-letters.ts';
import type { Identity } from './identity.ts';
import { LogQueries } from './log-queries.ts';
import { PatchQueue } from './patch-queue.ts';
import { functionsIn } from './patchlane-function.ts';
import { Sweeper } from './sweeper.ts';
import { Tables } from './tables.ts';

export interface PatchlaneStackProps extends StackProps {
  readonly identity: Identity;
  /** Days that batches and their results are kept. */
  readonly batchRetentionDays?: number;
  /** Time that one consumer invocation may take; messages come again after six times that. */
  readonly consumerTimeout?: Duration;
  /** Consumer invocations at once, 2 to 1000. */
  readonly consumerConcurrency?: number;
  /** Age from which a batch that is not complete is looked at. */
  readonly sweepAfter?: Duration;
  readonly alarmSettings: AlarmSettings;
}

/** Patchlane, whole: what `cdk deploy` puts into an account. */
export class PatchlaneStack extends Stack {
  constructor(scope: Construct, id: string, props: PatchlaneStackProps) {
    super(scope, id, props);
    const {
      identity,
      batchRetentionDays = 30,
      consumerTimeout = Duration.seconds(10),
      consumerConcurrency = 50,
      sweepAfter = Duration.minutes(2),
      alarmSettings,
    } = props;
    const tables = new Tables(this, 'Tables');
    const patchQueue = new PatchQueue(this, 'PatchQueue', { consumerTimeout });
    const handlers = new ApiFunctions(this, 'ApiFunctions', { tables, patchQueue, batchRetentionDays });
    const timeout = consumerTimeout;
    const maxConcurrency = consumerConcurrency;
    const { applyPatches } = new Consumer(this, 'Consumer', { tables, patchQueue, timeout, maxConcurrency });
    const { settleDeadLetters } = new DeadLetters(this, 'DeadLetters', { tables, patchQueue, timeout });
    const { sweepBatches } = new Sweeper(this, 'Sweeper', { tables, patchQueue, sweepAfter });
    const api = new Api(this, 'Api', { identity, handlers });

    const functions = functionsIn(this);
    const alarms = new Alarms(this, 'Alarms', {
      tables,
      patchQueue,
      api,
      background: [applyPatches, settleDeadLetters, sweepBatches],
      sweeper: sweepBatches,
      sweepAfter,
      ...alarmSettings,
    });
    new OperationsDashboard(this, 'Dashboard', { alarms, api, patchQueue, tables, functions });
    new LogQueries(this, 'LogQueries', { logGroups: functions.map(({ logGroup }) => logGroup) });

    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'Where partners send their calls' });
    new CfnOutput(this, 'PatchQueueUrl', { value: patchQueue.queue.queueUrl });
    new CfnOutput(this, 'DeadLettersUrl', { value: patchQueue.deadLetters.queueUrl });
    new CfnOutput(this, 'DeadLetterArchiveUrl', { value: patchQueue.archive.queueUrl });
  }
}
