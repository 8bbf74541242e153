/** A limit that AWS publishes. */
export interface Limit {
  /** For people; how a table names what gave first. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** A setting is for the owner of the stack to change, a quota for AWS; what is fixed can only be divided. */
  readonly kind: 'setting' | 'quota' | 'fixed';
  /** The page of AWS that says so. */
  readonly source: string;
}

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';
const SQS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';

/** Of us-east-1, as of November 2026. What a deployment can have raised is the default here. */
export const LIMITS = {
  apiRequests: {
    name: 'API Gateway: requests of the account',
    value: 10_000,
    unit: 'requests/s, of all APIs of an account in a Region; 2,500 in newer Regions',
    kind: 'quota',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  stageRequests: {
    name: 'API Gateway: `requestsPerSecond`',
    value: 10_000,
    unit: 'requests/s that a stage can be set to before the quota of the account holds',
    kind: 'setting',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html',
  },
  concurrency: {
    name: 'Lambda: concurrency of the account',
    value: 1000,
    unit: 'invocations at once, of all functions of an account in a Region',
    kind: 'quota',
    source: `${LAMBDA}/lambda-concurrency.html`,
  },
  requestsPerConcurrency: {
    name: 'Lambda: ten requests a second for each of its concurrency',
    value: 10,
    unit: 'requests/s of each environment; taken of all that the account may have',
    kind: 'fixed',
    source: `${LAMBDA}/gettingstarted-limits.html`,
  },
  functionScaling: {
    name: 'Lambda: how fast a function scales',
    value: 1000,
    unit: 'environments that a function can have at once, and as many more every 10 s',
    kind: 'fixed',
    source: `${LAMBDA}/scaling-behavior.html`,
  },
  sourceConcurrency: {
    name: 'Lambda: `consumerConcurrency`',
    value: 1000,
    unit: 'the largest maximum concurrency of an event source',
    kind: 'setting',
    source: `${LAMBDA}/services-sqs-scaling.html`,
  },
  sourceRamp: {
    name: 'Lambda: how fast an event source scales',
    value: 300,
    unit: 'more invocations at once every minute, from five on; said of standard queues, taken for FIFO too',
    kind: 'fixed',
    source: `${LAMBDA}/services-sqs-scaling.html`,
  },
  groupConcurrency: {
    name: 'SQS: a message group is with one consumer at a time',
    value: 1,
    unit: 'invocations at once for each message group',
    kind: 'fixed',
    source: `${LAMBDA}/services-sqs-scaling.html`,
  },
  fifoTransactions: {
    name: 'SQS: transactions of a FIFO queue',
    value: 70_000,
    unit: 'transactions/s for each action, in high throughput mode; 2,400 to 19,000 in other Regions',
    kind: 'quota',
    source: `${SQS}/quotas-messages.html`,
  },
  fifoPartition: {
    name: 'SQS: a partition of a FIFO queue',
    value: 300,
    unit: 'transactions/s for each action; a call with groups of several partitions is one in each of them',
    kind: 'fixed',
    source: `${SQS}/partitions-and-data-distribution.html`,
  },
  fifoLookAhead: {
    name: 'SQS: how far a FIFO queue looks ahead',
    value: 120_000,
    unit: 'messages that are searched for a group that is free',
    kind: 'fixed',
    source: `${SQS}/avoid-backlog-with-the-same-message-group-id.html`,
  },
  tableThroughput: {
    name: 'DynamoDB: throughput of a table',
    value: 40_000,
    unit: 'write units/s, and as many read units/s, of a table on demand',
    kind: 'quota',
    source: `${DYNAMODB}/ServiceQuotas.html`,
  },
  warmWrites: {
    name: 'DynamoDB: warm throughput of a table',
    value: 4000,
    unit: 'write units/s of a new table on demand',
    kind: 'setting',
    source: `${DYNAMODB}/warm-throughput.html`,
  },
  warmReads: {
    name: 'DynamoDB: warm throughput of a table',
    value: 12_000,
    unit: 'read units/s of a new table on demand',
    kind: 'setting',
    source: `${DYNAMODB}/warm-throughput.html`,
  },
  warmDoubling: {
    name: 'DynamoDB: how fast a table grows',
    value: 1800,
    unit: 'seconds in which a table takes twice what it took before; often it is faster',
    kind: 'fixed',
    source: `${DYNAMODB}/on-demand-capacity-mode.html`,
  },
  partitionWrites: {
    name: 'DynamoDB: writes of a partition',
    value: 1000,
    unit: 'write units/s',
    kind: 'fixed',
    source: `${DYNAMODB}/warm-throughput-scenarios.html`,
  },
} as const satisfies Readonly<Record<string, Limit>>;
