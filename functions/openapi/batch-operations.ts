import * as z from 'zod';
import { LIMITS } from '../get-batch-results.ts';
import { LIMITS as BATCHES } from '../list-batches.ts';
import { accepted, batchReport, batchResult, cancelling, listedBatch, preview } from './answers.ts';
import { dataAnswer, pageExample, pageOf } from './envelope.ts';
import {
  ACCEPTED,
  CANCELLING,
  DELETION_PREVIEW,
  INGESTED,
  LISTED,
  PATCHES,
  PREVIEW,
  REPORT,
  RESULT,
} from './examples.ts';
import type { Answer, AnswerHeader, Operation } from './operation.ts';
import {
  BATCH_FILTERS,
  CREATE_BATCH_QUERY,
  DELETE_BATCH_QUERY,
  FOLLOW_HEADERS,
  IDEMPOTENCY_KEY,
  PATCH_BATCH_QUERY,
  pageQuery,
  RESULT_FILTERS,
} from './parameters.ts';
import { deletionRequest, ingestRequest, patchRequest, retryRequest } from './requests.ts';

const FOLLOWED: readonly AnswerHeader[] = ['etag', 'retry-after?', 'preference-applied'];

const acceptedAnswer: Answer = {
  description: 'The batch is stored and will be applied.',
  headers: ['location', 'retry-after', 'idempotency-replayed'],
  content: {
    'application/json': {
      schema: z.object({ success: z.literal(true), message: z.string(), data: accepted }),
      example: { success: true, message: ACCEPTED.message, data: ACCEPTED },
    },
  },
};

const previewAnswer = dataAnswer('With `validateOnly`: what would happen.', preview, PREVIEW);

const WHOLE =
  'A request with anything wrong in it is refused whole and nothing is written. The same resource may appear many times; its patches are applied in order. The body may be gzipped (`content-encoding: gzip`).';

export const BATCH_OPERATIONS = {
  patchBatch: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'Patch up to 1000 resources',
    description: `Resources that are not there fail with \`resource_not_found\`. ${WHOLE}`,
    query: PATCH_BATCH_QUERY,
    headers: IDEMPOTENCY_KEY,
    body: { schema: patchRequest, example: PATCHES },
    answers: { 200: previewAnswer, 202: acceptedAnswer },
    refusals: [422],
  },
  ingestBatch: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'Create or patch up to 1000 resources',
    description: `As PATCH, and what is missing is created. ${WHOLE}`,
    query: CREATE_BATCH_QUERY,
    headers: IDEMPOTENCY_KEY,
    body: { schema: ingestRequest, example: INGESTED },
    answers: { 200: previewAnswer, 202: acceptedAnswer },
    refusals: [422],
  },
  deleteBatch: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'Delete up to 1000 resources',
    description: 'Resources that are not there fail with `resource_not_found`.',
    query: DELETE_BATCH_QUERY,
    headers: IDEMPOTENCY_KEY,
    body: { schema: deletionRequest, example: { externalIds: ['c-1', 'c-2'] } },
    answers: {
      200: dataAnswer('With `dryRun`: what would happen.', preview, DELETION_PREVIEW),
      202: acceptedAnswer,
    },
    refusals: [422],
  },
  listBatches: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'The tenant’s batches, newest first',
    description: 'A batch may be missing in the moments after it was accepted.',
    query: pageQuery(BATCHES).extend(BATCH_FILTERS.shape),
    answers: { 200: dataAnswer('A page of batches.', pageOf(listedBatch), pageExample(LISTED)) },
  },
  getBatch: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'How far a batch is',
    description: 'And why records failed.',
    headers: FOLLOW_HEADERS,
    answers: {
      200: dataAnswer('The batch as it stands.', batchReport, REPORT, FOLLOWED),
      304: { description: 'Nothing has changed since the answer with this `ETag`.', headers: FOLLOWED },
    },
  },
  cancelBatch: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'Cancel what is not applied yet',
    description: 'What was applied stays. A batch that has ended is a 409.',
    answers: {
      202: {
        description: 'The rest will be cancelled.',
        headers: ['location', 'retry-after'],
        content: {
          'application/json': {
            schema: z.object({ success: z.literal(true), message: z.string(), data: cancelling }),
            example: { success: true, message: CANCELLING.message, data: CANCELLING },
          },
        },
      },
    },
    refusals: [409],
  },
  retryBatch: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'Send failed records again',
    description:
      'As a new batch, in their order. 409 while the first one runs, 400 when there is nothing to retry.',
    headers: IDEMPOTENCY_KEY,
    body: { schema: retryRequest, example: { only: 'retryable' } },
    answers: { 202: acceptedAnswer },
    refusals: [409, 422],
  },
  getBatchResults: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'What became of every record',
    description: 'In request order. With `accept: application/x-ndjson` one record per line.',
    query: pageQuery(LIMITS).extend(RESULT_FILTERS.shape),
    answers: {
      200: {
        description: 'A page of records.',
        headers: ['link'],
        content: {
          ...dataAnswer('', pageOf(batchResult), pageExample(RESULT)).content,
          'application/x-ndjson': {
            schema: z.string().meta({ description: 'One `BatchResult` per line.' }),
            example: `${JSON.stringify(RESULT)}\n`,
          },
        },
      },
    },
  },
} satisfies Readonly<Record<string, Operation>>;
