import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type {
  GetBatchEnv,
  GetLimitsEnv,
  ListBatchesEnv,
  ResourceEnv,
  RetryBatchEnv,
  SchemaDefinitionEnv,
  SubmitBatchEnv,
} from '../functions/config.ts';
import type { RouteHandlers } from './api.ts';
import type { PatchQueue } from './patch-queue.ts';
import { LAZY_IN_SCHEMA_CHECKS, PatchlaneFunction } from './patchlane-function.ts';
import { BY_OWNER_INDEX, grantOn, grantQueryOn, type Tables } from './tables.ts';

export interface ApiFunctionsProps {
  readonly tables: Tables;
  readonly patchQueue: PatchQueue;
  readonly batchRetentionDays: number;
}

/** API Gateway gives up after 30 s; a function that may need long ends before, so that its answer is its own. */
const API_TIMEOUT = Duration.seconds(25);
const READ_TIMEOUT = Duration.seconds(10);

/**
 * CPU comes with memory, a whole core at 1769 MB. Checking and compressing 4 MB of patches is CPU; reads are not.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
const SUBMIT_MEMORY_MB = 1769;
const READ_MEMORY_MB = 512;
/** Compiling a schema is CPU too, a moment of it. */
const WRITE_MEMORY_MB = 1024;

/** What storing a batch, or finding the one that came first with its key, takes. */
const ACCEPT_BATCH = [
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
] as const;

/** What is the same for everybody is at hand at once: public, so it must cost little however often it is asked for. */
const STATIC_TIMEOUT = Duration.seconds(5);
const STATIC_MEMORY_MB = 256;
type NoEnv = Readonly<Record<never, string>>;

/** The functions behind the API's routes, each allowed what its job takes and no more. */
export class ApiFunctions extends Construct implements RouteHandlers {
  readonly submitBatch: PatchlaneFunction<SubmitBatchEnv>;
  readonly cancelBatch: PatchlaneFunction<GetBatchEnv>;
  readonly retryBatch: PatchlaneFunction<RetryBatchEnv>;
  readonly getBatch: PatchlaneFunction<GetBatchEnv>;
  readonly listBatches: PatchlaneFunction<ListBatchesEnv>;
  readonly getBatchResults: PatchlaneFunction<GetBatchEnv>;
  readonly getResource: PatchlaneFunction<ResourceEnv>;
  readonly listResources: PatchlaneFunction<ResourceEnv>;
  readonly writeResource: PatchlaneFunction<ResourceEnv>;
  readonly createSchemaDefinition: PatchlaneFunction<SchemaDefinitionEnv>;
  readonly getSchemaDefinition: PatchlaneFunction<SchemaDefinitionEnv>;
  readonly listSchemaDefinitions: PatchlaneFunction<SchemaDefinitionEnv>;
  readonly updateSchemaDefinition: PatchlaneFunction<SchemaDefinitionEnv>;
  readonly deleteSchemaDefinition: PatchlaneFunction<SchemaDefinitionEnv>;
  readonly getLimits: PatchlaneFunction<GetLimitsEnv>;
  readonly getDocs: PatchlaneFunction<NoEnv>;
  readonly unknownRoute: PatchlaneFunction<NoEnv>;

  constructor(scope: Construct, id: string, { tables, patchQueue, batchRetentionDays }: ApiFunctionsProps) {
    super(scope, id);
    const { schemaDefinitions, resources, batches } = tables;
    const SCHEMA_DEFINITIONS_TABLE = schemaDefinitions.tableName;
    const read = { timeout: READ_TIMEOUT, memorySize: READ_MEMORY_MB };

    this.submitBatch = new PatchlaneFunction<SubmitBatchEnv>(this, 'SubmitBatch', {
      entry: 'submit-batch',
      lazyPackages: LAZY_IN_SCHEMA_CHECKS,
      environment: {
        SCHEMA_DEFINITIONS_TABLE,
        RESOURCES_TABLE: resources.tableName,
        BATCHES_TABLE: batches.tableName,
        PATCH_QUEUE_URL: patchQueue.queue.queueUrl,
        BATCH_RETENTION_DAYS: String(batchRetentionDays),
      },
      timeout: API_TIMEOUT,
      memorySize: SUBMIT_MEMORY_MB,
    });
    grantOn(schemaDefinitions, this.submitBatch, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
    grantOn(resources, this.submitBatch, 'dynamodb:BatchGetItem');
    grantOn(batches, this.submitBatch, ...ACCEPT_BATCH);
    patchQueue.queue.grant(this.submitBatch, 'sqs:SendMessage');

    this.retryBatch = new PatchlaneFunction<RetryBatchEnv>(this, 'RetryBatch', {
      entry: 'retry-batch',
      lazyPackages: LAZY_IN_SCHEMA_CHECKS,
      environment: {
        SCHEMA_DEFINITIONS_TABLE,
        BATCHES_TABLE: batches.tableName,
        PATCH_QUEUE_URL: patchQueue.queue.queueUrl,
        BATCH_RETENTION_DAYS: String(batchRetentionDays),
      },
      timeout: API_TIMEOUT,
      memorySize: SUBMIT_MEMORY_MB,
    });
    grantOn(schemaDefinitions, this.retryBatch, 'dynamodb:GetItem');
    grantOn(batches, this.retryBatch, ...ACCEPT_BATCH);
    patchQueue.queue.grant(this.retryBatch, 'sqs:SendMessage');

    this.cancelBatch = new PatchlaneFunction<GetBatchEnv>(this, 'CancelBatch', {
      entry: 'cancel-batch',
      environment: { BATCHES_TABLE: batches.tableName },
      ...read,
    });
    grantOn(batches, this.cancelBatch, 'dynamodb:GetItem', 'dynamodb:UpdateItem');

    this.getBatch = new PatchlaneFunction<GetBatchEnv>(this, 'GetBatch', {
      entry: 'get-batch',
      environment: { BATCHES_TABLE: batches.tableName },
      // A caller may ask it to wait until the batch is complete.
      timeout: API_TIMEOUT,
      memorySize: READ_MEMORY_MB,
    });
    grantOn(batches, this.getBatch, 'dynamodb:GetItem', 'dynamodb:Query');

    this.listBatches = new PatchlaneFunction<ListBatchesEnv>(this, 'ListBatches', {
      entry: 'list-batches',
      environment: { BATCHES_TABLE: batches.tableName, BATCHES_BY_OWNER_INDEX: BY_OWNER_INDEX },
      ...read,
    });
    grantQueryOn(batches, BY_OWNER_INDEX, this.listBatches);
    grantOn(batches, this.listBatches, 'dynamodb:BatchGetItem');

    this.getBatchResults = new PatchlaneFunction<GetBatchEnv>(this, 'GetResults', {
      entry: 'get-batch-results',
      environment: { BATCHES_TABLE: batches.tableName },
      ...read,
    });
    grantOn(batches, this.getBatchResults, 'dynamodb:GetItem', 'dynamodb:Query');

    this.getResource = new PatchlaneFunction<ResourceEnv>(this, 'GetResource', {
      entry: 'get-resource',
      environment: { SCHEMA_DEFINITIONS_TABLE, RESOURCES_TABLE: resources.tableName },
      ...read,
    });
    grantOn(schemaDefinitions, this.getResource, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
    grantOn(resources, this.getResource, 'dynamodb:GetItem');

    this.listResources = new PatchlaneFunction<ResourceEnv>(this, 'ListResources', {
      entry: 'list-resources',
      environment: { SCHEMA_DEFINITIONS_TABLE, RESOURCES_TABLE: resources.tableName },
      ...read,
    });
    grantOn(schemaDefinitions, this.listResources, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
    grantOn(resources, this.listResources, 'dynamodb:Query');

    this.writeResource = new PatchlaneFunction<ResourceEnv>(this, 'WriteResource', {
      entry: 'write-resource',
      lazyPackages: LAZY_IN_SCHEMA_CHECKS,
      environment: { SCHEMA_DEFINITIONS_TABLE, RESOURCES_TABLE: resources.tableName },
      timeout: READ_TIMEOUT,
      memorySize: WRITE_MEMORY_MB,
    });
    grantOn(schemaDefinitions, this.writeResource, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
    grantOn(resources, this.writeResource, 'dynamodb:GetItem', 'dynamodb:PutItem');

    this.createSchemaDefinition = new PatchlaneFunction<SchemaDefinitionEnv>(this, 'CreateSchemaDefinition', {
      entry: 'create-schema-definition',
      lazyPackages: LAZY_IN_SCHEMA_CHECKS,
      environment: { SCHEMA_DEFINITIONS_TABLE },
      ...read,
    });
    grantOn(
      schemaDefinitions,
      this.createSchemaDefinition,
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
    );

    this.getSchemaDefinition = new PatchlaneFunction<SchemaDefinitionEnv>(this, 'GetSchemaDefinition', {
      entry: 'get-schema-definition',
      environment: { SCHEMA_DEFINITIONS_TABLE },
      ...read,
    });
    grantOn(schemaDefinitions, this.getSchemaDefinition, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');

    this.listSchemaDefinitions = new PatchlaneFunction<SchemaDefinitionEnv>(this, 'ListSchemaDefinitions', {
      entry: 'list-schema-definitions',
      environment: { SCHEMA_DEFINITIONS_TABLE },
      ...read,
    });
    grantOn(schemaDefinitions, this.listSchemaDefinitions, 'dynamodb:Query');

    this.updateSchemaDefinition = new PatchlaneFunction<SchemaDefinitionEnv>(this, 'UpdateSchemaDefinition', {
      entry: 'update-schema-definition',
      lazyPackages: LAZY_IN_SCHEMA_CHECKS,
      environment: { SCHEMA_DEFINITIONS_TABLE },
      ...read,
    });
    grantOn(
      schemaDefinitions,
      this.updateSchemaDefinition,
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:PutItem',
    );

    this.deleteSchemaDefinition = new PatchlaneFunction<SchemaDefinitionEnv>(this, 'DeleteSchemaDefinition', {
      entry: 'delete-schema-definition',
      environment: { SCHEMA_DEFINITIONS_TABLE },
      ...read,
    });
    grantOn(
      schemaDefinitions,
      this.deleteSchemaDefinition,
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:UpdateItem',
    );

    this.getLimits = new PatchlaneFunction<GetLimitsEnv>(this, 'GetLimits', {
      entry: 'get-limits',
      environment: { BATCH_RETENTION_DAYS: String(batchRetentionDays) },
      timeout: STATIC_TIMEOUT,
      memorySize: STATIC_MEMORY_MB,
    });

    const still = { environment: {}, timeout: STATIC_TIMEOUT, memorySize: STATIC_MEMORY_MB };
    this.getDocs = new PatchlaneFunction<NoEnv>(this, 'GetDocs', { entry: 'get-docs', ...still });
    this.unknownRoute = new PatchlaneFunction<NoEnv>(this, 'UnknownRoute', {
      entry: 'unknown-route',
      ...still,
    });
  }
}
