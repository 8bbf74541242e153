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
import { DEFINITION } from '../cost/shapes.ts';

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
export const compiled = compileSchema(definition.schema);

export interface Submitter {
  readonly submit: (body: string) => Promise<void>;
  /** Calls to AWS so far. */
  readonly callsMade: () => number;
}

/** Submitting as in its function, on clients that answer at once. */
export function createSubmitter(): Submitter {
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
