import * as z from 'zod';
import { LIMITS } from '../list-resources.ts';
import { deletedResource, resource } from './answers.ts';
import { dataAnswer, pageExample, pageOf } from './envelope.ts';
import { RESOURCE } from './examples.ts';
import type { Operation } from './operation.ts';
import { CREATE_QUERY, IF_MATCH, IF_NONE, IF_NONE_MATCH, PATCH_QUERY, pageQuery } from './parameters.ts';
import { resourceRequest } from './requests.ts';

const one = z.object({ result: resource });

export const RESOURCE_OPERATIONS = {
  listResources: {
    tag: 'Resources',
    scope: 'tenant',
    summary: 'The tenant’s resources',
    query: pageQuery(LIMITS),
    answers: { 200: dataAnswer('A page of resources.', pageOf(resource), pageExample(RESOURCE)) },
  },
  createResource: {
    tag: 'Resources',
    scope: 'tenant',
    summary: 'Create a resource, or merge into it',
    description: 'The external id field in `data` names it.',
    query: CREATE_QUERY,
    headers: IF_MATCH.extend(IF_NONE.shape),
    body: { schema: resourceRequest, example: { data: RESOURCE.data } },
    answers: {
      200: dataAnswer('It was there: the resource as it is now.', one, { result: RESOURCE }, ['etag']),
      201: dataAnswer('The new resource.', one, { result: { ...RESOURCE, version: 1 } }, [
        'etag',
        'location',
      ]),
    },
    refusals: [409, 412],
  },
  getResource: {
    tag: 'Resources',
    scope: 'tenant',
    summary: 'One resource',
    headers: IF_NONE_MATCH,
    answers: {
      200: dataAnswer('The resource.', one, { result: RESOURCE }, ['etag']),
      304: { description: 'It still has the version that `If-None-Match` names.', headers: ['etag'] },
    },
  },
  patchResource: {
    tag: 'Resources',
    scope: 'tenant',
    summary: 'Patch a resource',
    query: PATCH_QUERY,
    headers: IF_MATCH,
    body: { schema: resourceRequest, example: { data: { email: 'ada@example.org', phone: null } } },
    answers: { 200: dataAnswer('The resource as it is now.', one, { result: RESOURCE }, ['etag']) },
    refusals: [412],
  },
  deleteResource: {
    tag: 'Resources',
    scope: 'tenant',
    summary: 'Delete a resource',
    description: 'Created again, it goes on from its last version, under a new `id`.',
    headers: IF_MATCH,
    answers: {
      200: dataAnswer('It is gone; `version` is its last.', deletedResource, {
        resourceExternalId: 'c-1',
        version: 4,
      }),
    },
    refusals: [412],
  },
} satisfies Readonly<Record<string, Operation>>;
