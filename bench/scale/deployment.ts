import { LIMITS } from './limits.ts';

/** How long things take where nothing else is in the way; milliseconds. */
export interface Service {
  /** Submitting, without the sends. */
  readonly submit: number;
  /** Twelve sends at once. */
  readonly sends: number;
  /** An invocation of the consumer, from one receive to the next, and what each of its lanes adds. */
  readonly invocation: number;
  readonly lane: number;
  /** A lane of one resource after the other, when there are many: its share of the invocations that they come in. */
  readonly hotLane: number;
}

/** What a load meets: settings, quotas, and into how many parts it is divided. */
export interface Deployment {
  /** Stacks side by side, each with its tenants. */
  readonly cells: number;
  /** Queues of a cell, each with its event source. The stack has one and no setting for more. */
  readonly queues: number;
  /** Of the resources of a tenant and schema, and of the index of open batches: constants of `keys.ts`. */
  readonly resourceShards: number;
  readonly openShards: number;
  /** Settings of each cell. */
  readonly requestsPerSecond: number;
  readonly consumerConcurrency: number;
  /** Write units/s that each cell's tables are warm for; three times as many read units. */
  readonly warm: { readonly resources: number; readonly batches: number };
  /** Quotas. */
  readonly tableThroughput: number;
  readonly fifoTransactions: number;
  readonly concurrency: number;
  readonly requestsPerConcurrency: number;
  readonly apiRequests: number;
  readonly service: Service;
}

/**
 * Assumed, not measured: some 5 ms for each call of DynamoDB, 20 ms for one of SQS, and the processor time that
 * `bench/intake` measures. Ten lanes of one resource are one invocation with ten writes in sequence.
 */
const AWS: Service = { submit: 100, sends: 20, invocation: 40, lane: 1, hotLane: 12 };

/** The stack as it deploys when nothing is set, new, in an account without raised quotas; a test compares the two. */
export const DEFAULT: Deployment = {
  cells: 1,
  queues: 1,
  resourceShards: 8,
  openShards: 4,
  requestsPerSecond: 1000,
  consumerConcurrency: 50,
  warm: { resources: LIMITS.warmWrites.value, batches: LIMITS.warmWrites.value },
  tableThroughput: LIMITS.tableThroughput.value,
  fifoTransactions: LIMITS.fifoTransactions.value,
  concurrency: LIMITS.concurrency.value,
  requestsPerConcurrency: LIMITS.requestsPerConcurrency.value,
  apiRequests: LIMITS.apiRequests.value,
  service: AWS,
};
