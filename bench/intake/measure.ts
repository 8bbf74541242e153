import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { compileSchema } from '../../functions/adapters/ajv-schema.ts';
import { createBatchIntake } from '../../functions/adapters/batch-intake.ts';
import { createBatchContent } from '../../functions/adapters/batch-store.ts';
import { createLaneQueue } from '../../functions/adapters/lane-queue.ts';
import type { SchemaDefinition } from '../../functions/domain/schema-definition.ts';
import { httpHandler } from '../../functions/http.ts';
import { createSubmitBatch } from '../../functions/submit-batch.ts';
import { DEFINITION, documentsOf, patchesOf, SEPARATE, type Shape } from '../cost/shapes.ts';

/** CPU milliseconds of one request, all threads of the process. */
interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export interface IntakeResult {
  readonly name: string;
  readonly bodyBytes: number;
  /** What nobody could do without: `JSON.parse`, and the compiled schema on every patch. */
  readonly floor: Percentiles;
  /** All of submitting but the SDK's part: parsing, checks, lanes, compressing, messages, the answer, its log line. */
  readonly submit: Percentiles;
  /** Calls to AWS that the caller waits for. */
  readonly calls: number;
}

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

const definition: SchemaDefinition = {
  id: 'schema-1',
  partnerId: 'bench',
  name: DEFINITION.name,
  pluralName: DEFINITION.pluralName,
  description: DEFINITION.description,
  category: 'contacts_schema',
  externalIdField: DEFINITION.external_id_field,
  schema: DEFINITION.schema,
  versionNumber: 1,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};
const compiled = compileSchema(definition.schema);

/** Measures one body by turns in both ways, after a tenth of the rounds that nobody counts. */
export async function measureIntake(
  name: string,
  resources: readonly object[],
  rounds: number,
): Promise<IntakeResult> {
  const body = JSON.stringify({ resources });
  const { submit, callsMade } = submitter();
  const floors: number[] = [];
  const submits: number[] = [];
  for (let round = -Math.ceil(rounds / 10); round < rounds; round += 1) {
    const floor = await cpuOf(() => checkAlone(body));
    const whole = await cpuOf(() => submit(body));
    if (round < 0) continue;
    floors.push(floor);
    submits.push(whole);
  }
  const before = callsMade();
  await submit(body);
  return {
    name,
    bodyBytes: Buffer.byteLength(body),
    floor: percentiles(floors),
    submit: percentiles(submits),
    calls: callsMade() - before,
  };
}

/** A thousand resources each, from small patches to the largest body that is taken. */
export async function measureIntakes(): Promise<readonly IntakeResult[]> {
  const shape = (documentBytes: number): Shape => ({
    ...SEPARATE,
    documentBytes,
  });
  return [
    await measureIntake('60 bytes each', patchesOf(shape(700), 1), ROUNDS),
    await measureIntake('0.7 KB each', documentsOf(shape(700)), ROUNDS),
    await measureIntake('4 KB each', documentsOf(shape(4100)), ROUNDS),
  ];
}

const ROUNDS = 200;

async function checkAlone(body: string): Promise<void> {
  const { resources } = JSON.parse(body);
  for (const patch of resources) {
    const problems = compiled.checkPatch(patch);
    if (problems.length > 0) throw new Error('the patches of the bench are not valid');
  }
}

/** Submitting as in its function, on clients that answer at once. */
function submitter() {
  let calls = 0;
  // Of the clients nothing else is called here.
  const dynamo = {
    send: async () => {
      calls += 1;
      return {};
    },
  } as unknown as DynamoDBDocumentClient;
  const sqs = {
    send: async ({ input }: { readonly input: { readonly Entries: readonly object[] } }) => {
      calls += 1;
      return { Successful: input.Entries };
    },
  } as unknown as SQSClient;
  const now = () => new Date();
  const batches = { client: dynamo, table: 'batches', now };
  const handler = httpHandler(
    createSubmitBatch({
      findSchema: async () => ({ definition, compiled }),
      batches: { ...createBatchIntake(batches), ...createBatchContent(batches) },
      readSnapshot: () => Promise.reject(new Error('only previews read resources')),
      queue: createLaneQueue({ client: sqs, queueUrl: 'http://127.0.0.1/queue', log: SILENT }),
      newBatchId: () => ulid(),
      retentionDays: 30,
      now,
      log: SILENT,
      metrics: { add: () => {} },
    }),
    SILENT,
  );
  return {
    callsMade: () => calls,
    submit: async (body: string) => {
      const answer = await handler(eventOf(body), {} as Parameters<typeof handler>[1]); // The handler reads none of it.
      if (answer.statusCode !== 202) throw new Error(`the batch was answered with ${answer.body}`);
    },
  };
}

function eventOf(body: string) {
  return {
    routeKey: 'PATCH /api/resources/{schema}/batch',
    headers: { 'content-type': 'application/json' },
    pathParameters: { schema: DEFINITION.name },
    body,
    isBase64Encoded: false,
    requestContext: {
      requestId: 'bench',
      http: { method: 'PATCH' },
      authorizer: { jwt: { claims: { partnerId: 'bench', tenantExternalId: 'tenant' } } },
    },
  };
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
