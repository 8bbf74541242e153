import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { ApiFunctions } from './api-functions.ts';
import { Consumer } from './consumer.ts';
import { OperationsDashboard } from './dashboard/dashboard.ts';
import { DataKey } from './data-key.ts';
import { DeadLetters } from './dead-letters.ts';
import { LogQueries } from './log-queries.ts';
import { PatchQueue } from './patch-queue.ts';
import { functionsIn } from './patchlane-function.ts';
import type { Settings } from './settings.ts';
import { Sweeper } from './sweeper.ts';
import { Tables } from './tables.ts';

/**
 * Patchlane, whole: what `cdk deploy` puts into an account. Stages stand side by side in it: the stack is named after its
 * stage, and nothing in it has a name of its own.
 */
export class PatchlaneStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    const { stage, keepData } = settings;
    super(scope, id, {
      stackName: `Patchlane-${stage}`,
      description: 'Patchlane: a multi-tenant resource store with asynchronous batch patches',
      terminationProtection: keepData,
      tags: { application: 'patchlane', stage },
    });
    const {
      identity,
      alarmSettings,
      customerManagedKey,
      batchRetentionDays = 30,
      consumerConcurrency = 50,
      requestsPerSecond = 1000,
    } = settings;
    const consumerTimeout = Duration.seconds(settings.consumerTimeoutSeconds ?? 10);
    const sweepAfter = Duration.seconds(settings.sweepAfterSeconds ?? 120);
    const key = customerManagedKey ? new DataKey(this, 'DataKey', { keep: keepData }) : undefined;
    const tables = new Tables(this, 'Tables', { keepData, key });
    const patchQueue = new PatchQueue(this, 'PatchQueue', { consumerTimeout, batchRetentionDays, key });
    const handlers = new ApiFunctions(this, 'ApiFunctions', { tables, patchQueue, batchRetentionDays });
    const timeout = consumerTimeout;
    const maxConcurrency = consumerConcurrency;
    const { applyPatches } = new Consumer(this, 'Consumer', { tables, patchQueue, timeout, maxConcurrency });
    const { settleDeadLetters } = new DeadLetters(this, 'DeadLetters', { tables, patchQueue, timeout });
    const { sweepBatches } = new Sweeper(this, 'Sweeper', { tables, patchQueue, sweepAfter });
    const api = new Api(this, 'Api', { identity, handlers, requestsPerSecond });

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
