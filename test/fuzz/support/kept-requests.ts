import { ROUTES } from '../../../functions/openapi/routes.ts';
import type { FuzzRequest } from './request.ts';

/** Requests that fuzzing found a fault with, as small as they could be made, and why each is kept. */
export const KEPT: readonly { readonly why: string; readonly request: FuzzRequest }[] = [
  {
    why: 'a schema named with half of a surrogate pair was a 500: no key can hold it',
    request: { route: ROUTES.getSchemaDefinition, path: { idOrName: 'a@{unit d83d}' } },
  },
  {
    why: 'a batch named with half of a surrogate pair was a 500: a key is percent-encoded',
    request: { route: ROUTES.getBatch, path: { batchId: '@{unit dfff}' } },
  },
  {
    why: 'an external id that is half of a surrogate pair was a 500, when read',
    request: { route: ROUTES.getResource, path: { schema: 'contact', externalId: '@{unit d800}' } },
  },
  {
    why: 'and when deleted',
    request: { route: ROUTES.deleteResource, path: { schema: 'contact', externalId: '@{unit d800}' } },
  },
  {
    why: 'a cursor made up with the right digest and half of a surrogate pair was a 500',
    request: {
      route: ROUTES.listResources,
      path: { schema: 'contact' },
      query: { cursor: '@{forged resources \\ud800}' },
    },
  },
  {
    why: 'and so in the list of batches',
    request: { route: ROUTES.listBatches, query: { cursor: '@{forged batches \\ud800}' } },
  },
  {
    why: 'a definition refused for its plural name had taken its name for a moment',
    request: {
      route: ROUTES.createSchemaDefinition,
      claims: { partnerId: '@{partner}', type: 'partner' },
      headers: { 'content-type': 'application/json' },
      body: {
        text: '{"name":"@{fresh}","pluralName":"contacts","category":"custom_schema","externalIdField":"id","schema":{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}}}',
        coding: 'text',
      },
    },
  },
];
