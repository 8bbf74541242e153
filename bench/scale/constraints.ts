import type { Counts } from '../cost/count-calls.ts';
import { type Constraint, constant } from './constraint.ts';
import type { Deployment } from './deployment.ts';
import { LIMITS } from './limits.ts';
import { fullest, type Load } from './load.ts';
import { storing } from './storing.ts';
import { countOf } from './work.ts';

/** A submission, and one look at what became of it. */
const REQUESTS = 2;
const FIRST_POLLERS = 5;
const CALLS_AT_ONCE = 12;

/** Every limit that the load has to pass in the deployment. */
export function constraintsOf(load: Load, deployment: Deployment, work: Counts): readonly Constraint[] {
  return [
    ...acceptance(load, deployment, work),
    sending(load, deployment, work),
    ...consuming(load, deployment, work),
    ...storing(load, deployment, work),
    constant(
      LIMITS.groupConcurrency,
      'the hot resource',
      'hot',
      1000 / (deployment.service.hotLane * load.hotShare),
    ),
  ];
}

/** Seconds that one function is busy with submitting a batch. */
export function submitSeconds({ service }: Deployment, work: Counts): number {
  const rounds = Math.ceil(countOf(work, 'SQS SendMessageBatch').calls / CALLS_AT_ONCE);
  return (service.submit + rounds * service.sends) / 1000;
}

/** Seconds of consumers' time that a batch takes, of all that work on it. */
export function applySeconds(deployment: Deployment, work: Counts): number {
  return countOf(work, 'SQS ReceiveMessage').calls * invocationSeconds(deployment, work);
}

function invocationSeconds({ service }: Deployment, work: Counts): number {
  const lanes = countOf(work, 'Resources PutItem').calls / countOf(work, 'SQS ReceiveMessage').calls;
  return (service.invocation + lanes * service.lane) / 1000;
}

/**
 * Invocations of the consumer at once, of so many that its event sources may have. It takes the account's concurrency for as
 * long as a batch takes of it, and leaves the rest to submissions.
 */
function consumersOf(most: number, deployment: Deployment, work: Counts): number {
  const apply = applySeconds(deployment, work);
  const share = apply / (apply + submitSeconds(deployment, work));
  return Math.min(most, deployment.concurrency * share);
}

/** Seconds from the first message of a batch to its end when no other is there. All updates of its ledger are of one item. */
export function ownSeconds(deployment: Deployment, work: Counts): number {
  const { calls } = countOf(work, 'SQS ReceiveMessage');
  const most = deployment.queues * deployment.consumerConcurrency;
  const rounds = Math.ceil(calls / consumersOf(most, deployment, work));
  const updates = countOf(work, 'Batches UpdateItem').units / LIMITS.partitionWrites.value;
  return Math.max(rounds * invocationSeconds(deployment, work), updates);
}

function acceptance(load: Load, deployment: Deployment, work: Counts): readonly Constraint[] {
  const { cells, queues, apiRequests, requestsPerSecond, concurrency, consumerConcurrency } = deployment;
  const share = fullest(load, cells);
  const seconds = submitSeconds(deployment, work);
  const submitters = concurrency - consumersOf(cells * queues * consumerConcurrency, deployment, work);
  return [
    constant(LIMITS.apiRequests, 'the API', 'accept', apiRequests / REQUESTS),
    constant(LIMITS.stageRequests, 'the API', 'accept', requestsPerSecond / (REQUESTS * share)),
    constant(LIMITS.concurrency, 'submissions', 'accept', submitters / seconds),
    {
      limit: LIMITS.functionScaling,
      at: 'submissions',
      stage: 'accept',
      batchesPerSecond: (second) => (LIMITS.functionScaling.value * (1 + second / 10)) / (seconds * share),
    },
  ];
}

function sending(load: Load, deployment: Deployment, work: Counts): Constraint {
  const { cells, queues, fifoTransactions } = deployment;
  const { calls } = countOf(work, 'SQS SendMessageBatch');
  // The messages of a call that come to the same partition are one transaction.
  const partitions = fifoTransactions / LIMITS.fifoPartition.value;
  const groups = load.resources / calls;
  const transactions = calls * partitions * (1 - (1 - 1 / partitions) ** groups);
  const capacity = (queues * fifoTransactions) / (transactions * fullest(load, cells));
  return constant(LIMITS.fifoTransactions, 'lanes, sent', 'send', capacity);
}

function consuming(load: Load, deployment: Deployment, work: Counts): readonly Constraint[] {
  const { cells, queues, consumerConcurrency, concurrency } = deployment;
  const share = fullest(load, cells);
  const seconds = applySeconds(deployment, work);
  const { calls } = countOf(work, 'SQS ReceiveMessage');
  const perSecond = LIMITS.sourceRamp.value / 60;
  const requests = deployment.requestsPerConcurrency * concurrency;
  const setting = (queues * consumerConcurrency) / (seconds * share);
  const ofAccount = concurrency / (seconds + submitSeconds(deployment, work));
  return [
    constant(LIMITS.sourceConcurrency, 'the consumer', 'apply', setting),
    constant(LIMITS.concurrency, 'the consumer', 'apply', ofAccount),
    constant(LIMITS.requestsPerConcurrency, 'all functions', 'apply', requests / (calls + REQUESTS)),
    {
      limit: LIMITS.sourceRamp,
      at: 'the consumer',
      stage: 'apply',
      batchesPerSecond: (second) => (queues * (FIRST_POLLERS + second * perSecond)) / (seconds * share),
    },
  ];
}
