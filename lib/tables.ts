import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

const pk = { name: 'pk', type: AttributeType.STRING };
const sk = { name: 'sk', type: AttributeType.STRING };

/** The batches that are durable but not known to be complete. */
export const OPEN_INDEX = 'open';

/** Every batch by its partner and tenant, and by its id, which starts with the time. */
export const BY_OWNER_INDEX = 'by-owner';

/**
 * Where everything is kept. On demand, because partners' batches come in bursts; encrypted with the key that DynamoDB
 * owns, which costs nothing per request.
 */
export class Tables extends Construct {
  readonly schemaDefinitions: TableV2;
  readonly resources: TableV2;
  readonly batches: TableV2;
  /** What is throttled and billed by itself: every table and every index. */
  readonly throughputs: readonly Throughput[];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Customers' data outlives its stack, and can be brought back as it was at any second of the last 35 days.
    const keep = {
      removalPolicy: RemovalPolicy.RETAIN,
      deletionProtection: true,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    };
    this.schemaDefinitions = new TableV2(this, 'SchemaDefinitions', {
      partitionKey: pk,
      sortKey: sk,
      billing: Billing.onDemand(),
      ...keep,
    });
    this.resources = new TableV2(this, 'Resources', {
      partitionKey: pk,
      sortKey: sk,
      billing: Billing.onDemand(),
      // Only tombstones carry it.
      timeToLiveAttribute: 'expiresAt',
      ...keep,
    });
    this.batches = new TableV2(this, 'Batches', {
      partitionKey: pk,
      sortKey: sk,
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
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
    this.throughputs = [
      { name: 'SchemaDefinitions', table: this.schemaDefinitions },
      { name: 'Resources', table: this.resources },
      { name: 'Batches', table: this.batches },
      { name: `Batches/${OPEN_INDEX}`, table: this.batches, index: OPEN_INDEX },
      { name: `Batches/${BY_OWNER_INDEX}`, table: this.batches, index: BY_OWNER_INDEX },
    ];
  }
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
