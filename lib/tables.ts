import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, CfnGlobalTable, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

const pk = { name: 'pk', type: AttributeType.STRING };
const sk = { name: 'sk', type: AttributeType.STRING };

/** The batches that are durable but not known to be complete. */
export const OPEN_INDEX = 'open';

/** Every batch by its partner and tenant, and by its id, which starts with the time. */
export const BY_OWNER_INDEX = 'by-owner';

export interface TablesProps {
  /** Whether customers' data outlives its stack, and can be brought back as it was at any second of the last 35 days. */
  readonly keepData: boolean;
  /** What they are encrypted with; undefined for the key that DynamoDB owns, which costs nothing. */
  readonly key: IKey | undefined;
}

/** Where everything is kept. On demand, because partners' batches come in bursts. */
export class Tables extends Construct {
  readonly schemaDefinitions: TableV2;
  readonly resources: TableV2;
  readonly batches: TableV2;
  /** What is throttled and billed by itself: every table and every index. */
  readonly throughputs: readonly Throughput[];

  constructor(scope: Construct, id: string, { keepData, key }: TablesProps) {
    super(scope, id);
    const shared = {
      partitionKey: pk,
      sortKey: sk,
      billing: Billing.onDemand(),
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      deletionProtection: keepData,
    };
    const recoverable = { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: keepData } };
    this.schemaDefinitions = new TableV2(this, 'SchemaDefinitions', {
      ...shared,
      ...recoverable,
    });
    this.resources = new TableV2(this, 'Resources', {
      ...shared,
      ...recoverable,
      // Only tombstones carry it.
      timeToLiveAttribute: 'expiresAt',
    });
    this.batches = new TableV2(this, 'Batches', {
      ...shared,
      timeToLiveAttribute: 'expiresAt',
      globalSecondaryIndexes: [
        {
          indexName: OPEN_INDEX,
          // The attribute is removed when a batch is complete, so the index holds what runs and nothing else.
          partitionKey: { name: 'open', type: AttributeType.STRING },
          sortKey: { name: 'createdAt', type: AttributeType.STRING },
          // It is written once: the index has one more write of each batch, and none of its ledger.
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: ['enqueuedAt'],
        },
        {
          indexName: BY_OWNER_INDEX,
          // Headers alone have it, and it never changes: an update of a running batch does not touch the index.
          partitionKey: { name: 'owner', type: AttributeType.STRING },
          sortKey: { name: 'batchId', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
    if (key !== undefined) {
      for (const table of [this.schemaDefinitions, this.resources, this.batches]) encryptWith(key, table);
    }
    this.throughputs = [
      { name: 'SchemaDefinitions', table: this.schemaDefinitions },
      { name: 'Resources', table: this.resources },
      { name: 'Batches', table: this.batches },
      { name: `Batches/${OPEN_INDEX}`, table: this.batches, index: OPEN_INDEX },
      { name: `Batches/${BY_OWNER_INDEX}`, table: this.batches, index: BY_OWNER_INDEX },
    ];
  }
}

/**
 * As `TableEncryptionV2.customerManagedKey` does where the Region is known at synth time. Here it is not, so that one
 * template is deployed wherever the CDK's CLI points.
 */
function encryptWith({ keyArn }: IKey, table: TableV2): void {
  const { defaultChild } = table.node;
  if (!(defaultChild instanceof CfnGlobalTable)) throw new Error('a table is more than one resource');
  defaultChild.sseSpecification = { sseEnabled: true, sseType: 'KMS' };
  defaultChild.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: keyArn });
}

/** A table, or an index of it. */
export interface Throughput {
  /** For people. */
  readonly name: string;
  readonly table: TableV2;
  readonly index?: string;
}

export type TableAction =
  `dynamodb:${'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem'}`;

/** Allows calls on a table itself; `TableV2.grant` would add all its indexes. */
export function grantOn(table: TableV2, grantee: IGrantable, ...actions: readonly TableAction[]): Grant {
  return Grant.addToPrincipal({
    grantee,
    actions: [...actions],
    resourceArns: [table.tableArn],
  });
}

/** Allows queries of one index, and none of its table. */
export function grantQueryOn(table: TableV2, index: string, grantee: IGrantable): Grant {
  const action: TableAction = 'dynamodb:Query';
  return Grant.addToPrincipal({
    grantee,
    actions: [action],
    resourceArns: [`${table.tableArn}/index/${index}`],
  });
}
