import * as z from 'zod';
import { LIMITS } from '../get-batch-results.ts';
import { accepted, batchReport, batchResult } from './answers.ts';
import { dataAnswer, pageExample, pageOf } from './envelope.ts';
import { ACCEPTED, INGESTED, PATCHES, REPORT, RESULT } from './examples.ts';
import type { Answer, Operation } from './operation.ts';
import { CREATE_QUERY, PATCH_QUERY, pageQuery, RESULT_FILTERS } from './parameters.ts';
import { batchRequest } from './requests.ts';

const acceptedAnswer: Answer = {
  description: 'The batch is stored and will be applied.',
  headers: ['location', 'retry-after'],
  content: {
    'application/json': {
      schema: z.object({ success: z.literal(true), message: z.string(), data: accepted }),
      example: { success: true, message: ACCEPTED.message, data: ACCEPTED },
    },
  },
};

const WHOLE =
  'A request with anything wrong in it is refused whole and nothing is written. The same resource may appear many times; its patches are applied in order. The body may be gzipped (`content-encoding: gzip`).';

export const BATCH_OPERATIONS = {
  patchBatch: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'Patch up to 1000 resources',
    description: `Resources that are not there fail with \`resource_not_found\`. ${WHOLE}`,
    query: PATCH_QUERY,
    body: { schema: batchRequest, example: PATCHES },
    answers: { 202: acceptedAnswer },
  },
  ingestBatch: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'Create or patch up to 1000 resources',
    description: `As PATCH, and what is missing is created. ${WHOLE}`,
    query: CREATE_QUERY,
    body: { schema: batchRequest, example: INGESTED },
    answers: { 202: acceptedAnswer },
  },
  getBatch: {
    tag: 'Batches',
    scope: 'tenant',
    summary: 'How far a batch is',
    description: 'And why records failed.',
    answers: { 200: dataAnswer('The batch as it stands.', batchReport, REPORT) },
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
