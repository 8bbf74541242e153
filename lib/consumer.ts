import { type Duration, Validations } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { ApplyPatchesEnv } from '../functions/config.ts';
import type { PatchQueue } from './patch-queue.ts';
import { PatchlaneFunction } from './patchlane-function.ts';
import { grantOn, type Tables } from './tables.ts';

/** The most that a FIFO event source gives at once, and what one ledger update is shared by. */
const BATCH_SIZE = 10;

export interface ConsumerProps {
  readonly tables: Tables;
  readonly patchQueue: PatchQueue;
  readonly timeout: Duration;
  /** Invocations at once, 2 to 1000; what keeps a flood of batches from taking the account's concurrency. */
  readonly maxConcurrency: number;
}

/** Applies the queue's lanes to the resources. */
export class Consumer extends Construct {
  readonly applyPatches: PatchlaneFunction<ApplyPatchesEnv>;

  constructor(scope: Construct, id: string, { tables, patchQueue, timeout, maxConcurrency }: ConsumerProps) {
    super(scope, id);
    const { schemaDefinitions, resources, batches } = tables;
    this.applyPatches = new PatchlaneFunction<ApplyPatchesEnv>(this, 'ApplyPatches', {
      entry: 'apply-patches',
      environment: {
        SCHEMA_DEFINITIONS_TABLE: schemaDefinitions.tableName,
        RESOURCES_TABLE: resources.tableName,
        BATCHES_TABLE: batches.tableName,
      },
      timeout,
      memorySize: 1024,
    });
    grantOn(schemaDefinitions, this.applyPatches, 'dynamodb:GetItem');
    grantOn(resources, this.applyPatches, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem');
    grantOn(
      batches,
      this.applyPatches,
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'dynamodb:BatchWriteItem',
    );
    this.applyPatches.addEventSource(
      new SqsEventSource(patchQueue.queue, {
        batchSize: BATCH_SIZE,
        maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    Validations.of(this.applyPatches).acknowledge({
      id: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
      reason:
        'An event source of SQS has none: what fails goes to the dead letters by the redrive policy of its queue.',
    });
  }
}
