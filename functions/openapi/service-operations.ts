import * as z from 'zod';
import { limitsOf } from '../limits.ts';
import { limits } from './answers.ts';
import { dataAnswer } from './envelope.ts';
import type { Answer, Operation } from './operation.ts';
import { IF_NONE_MATCH } from './parameters.ts';

/** What `static-file.ts` answers. */
function fileAnswers(
  description: string,
  contentType: string,
  schema: z.ZodType,
): Readonly<Record<number, Answer>> {
  return {
    200: { description, headers: ['etag', 'cache-control'], content: { [contentType]: { schema } } },
    304: { description: 'It is still what `If-None-Match` names.', headers: ['etag', 'cache-control'] },
  };
}

export const SERVICE_OPERATIONS = {
  getLimits: {
    tag: 'Service',
    scope: 'caller',
    summary: 'Every limit as a number',
    description: 'For any token; no tenant is needed.',
    answers: { 200: dataAnswer('The limits.', limits, limitsOf(30)) },
  },
  getOpenApi: {
    tag: 'Service',
    scope: 'public',
    summary: 'This document',
    description: 'OpenAPI 3.1; no token is needed. Gzipped for those who accept it.',
    headers: IF_NONE_MATCH,
    answers: fileAnswers('The document.', 'application/json', z.record(z.string(), z.unknown())),
  },
  getDocs: {
    tag: 'Service',
    scope: 'public',
    summary: 'This document for people',
    description: 'A page with calls to try; no token is needed to read it.',
    headers: IF_NONE_MATCH,
    answers: fileAnswers('The page.', 'text/html', z.string()),
  },
  getDocsScript: {
    tag: 'Service',
    scope: 'public',
    summary: 'The script of that page',
    headers: IF_NONE_MATCH,
    answers: fileAnswers('The script.', 'text/javascript', z.string()),
  },
} satisfies Readonly<Record<string, Operation>>;
