import type { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { SettleDeadLettersEnv } from '../functions/config.ts';
import type { PatchQueue } from './patch-queue.ts';
import { PatchlaneFunction } from './patchlane-function.ts';
import { feedFrom } from './queue-source.ts';
import { grantOn, type Tables } from './tables.ts';

/** Few, since dead letters mean that something is in trouble: their settling must not add to it. */
const MAX_CONCURRENCY = 5;

export interface DeadLettersProps {
  readonly tables: Tables;
  readonly patchQueue: PatchQueue;
  readonly timeout: Duration;
}

/** Settles the lanes that could not be applied, so that every batch ends. */
export class DeadLetters extends Construct {
  readonly settleDeadLetters: PatchlaneFunction<SettleDeadLettersEnv>;

  constructor(scope: Construct, id: string, { tables, patchQueue, timeout }: DeadLettersProps) {
    super(scope, id);
    const { resources, batches } = tables;
    const settle = new PatchlaneFunction<SettleDeadLettersEnv>(this, 'SettleDeadLetters', {
      entry: 'settle-dead-letters',
      environment: {
        RESOURCES_TABLE: resources.tableName,
        BATCHES_TABLE: batches.tableName,
        DEAD_LETTER_ARCHIVE_URL: patchQueue.archive.queueUrl,
      },
      timeout,
      memorySize: 512,
    });
    grantOn(resources, settle, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem');
    grantOn(
      batches,
      settle,
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'dynamodb:BatchWriteItem',
    );
    patchQueue.archive.grant(settle, 'sqs:SendMessage');
    this.settleDeadLetters = settle;
    feedFrom(patchQueue.deadLetters, settle, MAX_CONCURRENCY);
  }
}
