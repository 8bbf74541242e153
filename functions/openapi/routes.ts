/**
 * Every route by the name of its operation. What the API is taken to be, in the OpenAPI document as in the answers to
 * unknown routes, starts from this list; a test holds it equal to the template's.
 */
export const ROUTES = {
  patchBatch: 'PATCH /api/resources/{schema}/batch',
  ingestBatch: 'POST /api/resources/{schema}/batch',
  deleteBatch: 'DELETE /api/resources/{schema}/batch',
  listBatches: 'GET /api/batches',
  getBatch: 'GET /api/batches/{batchId}',
  getBatchResults: 'GET /api/batches/{batchId}/results',
  cancelBatch: 'POST /api/batches/{batchId}/cancel',
  retryBatch: 'POST /api/batches/{batchId}/retry',
  listResources: 'GET /api/resources/{schema}',
  createResource: 'POST /api/resources/{schema}',
  getResource: 'GET /api/resources/{schema}/{externalId}',
  patchResource: 'PATCH /api/resources/{schema}/{externalId}',
  deleteResource: 'DELETE /api/resources/{schema}/{externalId}',
  createSchemaDefinition: 'POST /partner/schema-definitions',
  listSchemaDefinitions: 'GET /partner/schema-definitions',
  getSchemaDefinition: 'GET /partner/schema-definitions/{idOrName}',
  updateSchemaDefinition: 'POST /partner/schema-definitions/{idOrName}',
  deleteSchemaDefinition: 'DELETE /partner/schema-definitions/{idOrName}',
  getLimits: 'GET /api/limits',
  getOpenApi: 'GET /openapi.json',
  getDocs: 'GET /docs',
  getDocsScript: 'GET /docs/rapidoc.js',
} as const satisfies Readonly<Record<string, `${string} /${string}`>>;

export type OperationId = keyof typeof ROUTES;
