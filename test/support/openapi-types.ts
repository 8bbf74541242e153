import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { createOpenApiDocument } from '../../functions/openapi/document.ts';

export const OPENAPI_TYPES = new URL('../../cli/openapi.d.ts', import.meta.url);

/** The types of a client, as `openapi-typescript` makes them of the document. */
export async function openApiTypes(): Promise<string> {
  const document: unknown = JSON.parse(JSON.stringify(createOpenApiDocument()));
  const nodes = await openapiTS(document as OpenAPI3); // its tests validate it
  return `// Made by \`npm run openapi:types\` from the OpenAPI document; a test says when it is old.\n${astToString(nodes)}`;
}
