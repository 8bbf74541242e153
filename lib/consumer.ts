import type { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ApplyPatchesEnv } from '../functions/config.ts';
import type { PatchQueue } from './patch-queue.ts';
import { LAZY_IN_SCHEMA_CHECKS, PatchlaneFunction } from './patchlane-function.ts';
import { feedFrom } from './queue-source.ts';
import { grantOn, type Tables } from './tables.ts';

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
      lazyPackages: LAZY_IN_SCHEMA_CHECKS,
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
    feedFrom(patchQueue.queue, this.applyPatches, maxConcurrency);
  }
}
