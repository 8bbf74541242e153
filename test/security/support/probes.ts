import type { OperationId } from '../../../functions/openapi/routes.ts';
import { CONTACT } from '../../support/site.ts';

/** What a caller names of somebody's data: that of the other one, or what never was. */
export interface Named {
  /** Id or name of a schema definition. */
  readonly schema: string;
  readonly externalId: string;
  readonly batchId: string;
  /** Cursors of the other one's lists. */
  readonly cursors: { readonly batches: string; readonly resources: string };
}

export interface Probe {
  readonly path: string;
  readonly body?: unknown;
}

/** Nobody's data comes into the answer. */
const NO_DATA = 'no-data';

/**
 * The calls that name what may be another's, by route; so that a new route has to be thought of here. Batches are only
 * previewed: what a consumer does later would be among the calls that are compared.
 */
export const PROBES: Readonly<Record<OperationId, ((named: Named) => readonly Probe[]) | typeof NO_DATA>> = {
  patchBatch: ({ schema, externalId }) => [
    {
      path: `/api/resources/${schema}/batch?validateOnly=true`,
      body: { resources: [{ contactId: externalId, name: 'x' }] },
    },
  ],
  ingestBatch: ({ schema, externalId }) => [
    {
      path: `/api/resources/${schema}/batch?validateOnly=true`,
      body: { resources: [{ contactId: externalId, name: 'x' }] },
    },
  ],
  deleteBatch: ({ schema, externalId }) => [
    { path: `/api/resources/${schema}/batch?dryRun=true`, body: { externalIds: [externalId] } },
  ],
  listBatches: ({ cursors }) => [{ path: `/api/batches?cursor=${cursors.batches}` }],
  getBatch: ({ batchId }) => [{ path: `/api/batches/${batchId}` }],
  getBatchResults: ({ batchId }) => [{ path: `/api/batches/${batchId}/results` }],
  cancelBatch: ({ batchId }) => [{ path: `/api/batches/${batchId}/cancel` }],
  retryBatch: ({ batchId }) => [{ path: `/api/batches/${batchId}/retry`, body: { only: 'failed' } }],
  listResources: ({ schema, cursors }) => [
    { path: `/api/resources/${schema}?cursor=${cursors.resources}` },
    { path: `/api/resources/${schema}` },
  ],
  // A resource that is made is the caller's own, whoever has one of that name.
  createResource: ({ schema, externalId }) => [
    {
      path: `/api/resources/${schema}?onconflict=fail`,
      body: { data: { contactId: externalId, name: 'own' } },
    },
  ],
  getResource: ({ schema, externalId }) => [{ path: `/api/resources/${schema}/${externalId}` }],
  patchResource: ({ schema, externalId }) => [
    { path: `/api/resources/${schema}/${externalId}`, body: { data: { name: 'x' } } },
  ],
  deleteResource: ({ schema, externalId }) => [{ path: `/api/resources/${schema}/${externalId}` }],
  createSchemaDefinition: ({ schema }) => [
    { path: '/partner/schema-definitions', body: { ...CONTACT, name: schema, pluralName: `${schema}-all` } },
  ],
  listSchemaDefinitions: ({ cursors }) => [{ path: `/partner/schema-definitions?cursor=${cursors.batches}` }],
  getSchemaDefinition: ({ schema }) => [{ path: `/partner/schema-definitions/${schema}` }],
  updateSchemaDefinition: ({ schema }) => [
    { path: `/partner/schema-definitions/${schema}`, body: { description: 'taken over' } },
  ],
  deleteSchemaDefinition: ({ schema }) => [{ path: `/partner/schema-definitions/${schema}` }],
  getLimits: NO_DATA,
  getOpenApi: NO_DATA,
  getDocs: NO_DATA,
  getDocsScript: NO_DATA,
};

export function probesOf(id: OperationId, named: Named): readonly Probe[] {
  const probe = PROBES[id];
  return probe === NO_DATA ? [] : probe(named);
}
