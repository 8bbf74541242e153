import { createOpenApiDocument } from './openapi/document.ts';
import type { StaticFile } from './static-file.ts';

/** Short, because a deployment changes what is there. */
const DOCUMENT_SECONDS = 300;

/** The reference of the API, for machines. */
export function docsFiles(): Readonly<Record<string, StaticFile>> {
  return {
    '/openapi.json': {
      contentType: 'application/json',
      text: JSON.stringify(createOpenApiDocument()),
      maxAgeSeconds: DOCUMENT_SECONDS,
      // Public, and read by tools of any page.
      headers: { 'access-control-allow-origin': '*' },
    },
  };
}
