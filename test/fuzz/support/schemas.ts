import { CONTACT } from '../../support/site.ts';
import type { FuzzRequest } from './request.ts';

/** The definitions that every partner has: one as customers write them, one that recurs, one that takes anything. */
export const DEFINITIONS: Readonly<Record<string, object>> = {
  contact: { ...CONTACT, name: 'contact', pluralName: 'contacts' },
  tree: {
    name: 'tree',
    pluralName: 'trees',
    category: 'custom_schema',
    externalIdField: 'id',
    schema: {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string', maxLength: 100 },
        label: { type: 'string', pattern: '^(a|b)*$', format: 'hostname' },
        children: { type: 'array', items: { $ref: '#' }, uniqueItems: true },
        next: { $ref: '#' },
      },
    },
  },
  loose: {
    name: 'loose',
    pluralName: 'loose-ones',
    category: 'custom_schema',
    externalIdField: 'constructor',
    schema: {
      type: 'object',
      required: ['constructor'],
      properties: { constructor: { type: 'string' }, any: {} },
      patternProperties: { '^[^x]': true },
      additionalProperties: { type: ['object', 'array', 'number'] },
    },
  },
};

export function definitionRequest(name: string): FuzzRequest {
  return {
    route: 'POST /partner/schema-definitions',
    headers: { 'content-type': 'application/json' },
    claims: { partnerId: '@{partner}', type: 'partner' },
    body: { text: JSON.stringify(DEFINITIONS[name]), coding: 'text' },
  };
}

/** Makes some resources of it, which other requests then find. */
export function resourcesRequest(name: string): FuzzRequest {
  const ids = ['c-0', 'c-1', 'c-2'];
  const resources = ids.map((id) => ({ contactId: id, id, constructor: id, name: 'Ada' }));
  return {
    route: 'POST /api/resources/{schema}/batch',
    path: { schema: name },
    query: { ignoreUnknownFields: 'true' },
    headers: { 'content-type': 'application/json' },
    body: { text: JSON.stringify({ resources }), coding: 'text' },
  };
}
