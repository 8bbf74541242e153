import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/template/places.ts';
import type { FunctionSpec } from '../../local/template/stack.ts';
import { tableSpec } from '../beside.ts';

export const TABLES = {
  resources: 'Baseline-Resources',
  results: 'Baseline-Results',
  batches: 'Baseline-Batches',
  idempotency: 'Baseline-Idempotency',
} as const;

export const TABLE_SPECS = [
  tableSpec(TABLES.resources, 'resourceId'),
  tableSpec(TABLES.results, 'batchId', 'index'),
  tableSpec(TABLES.batches, 'batchId'),
  // Powertools' own key.
  tableSpec(TABLES.idempotency, 'id'),
];

/** Environments of the functions, by the name of their entry. */
export function environments(queueUrl: string) {
  return {
    submit: { BATCHES_TABLE: TABLES.batches, QUEUE_URL: queueUrl },
    'apply-patch': {
      RESOURCES_TABLE: TABLES.resources,
      RESULTS_TABLE: TABLES.results,
      BATCHES_TABLE: TABLES.batches,
      IDEMPOTENCY_TABLE: TABLES.idempotency,
    },
  };
}

/** A function with the memory and the time that Patchlane's consumer has. */
export function functionSpec(
  entry: string,
  code: string,
  environment: Readonly<Record<string, string>>,
): FunctionSpec {
  const name = `Baseline-${entry}`;
  return {
    id: name,
    name,
    arn: `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${name}`,
    code,
    handler: `${entry}.lambda.handler`,
    timeoutMs: 10_000,
    memoryMb: 1024,
    jsonLogs: true,
    environment,
  };
}
