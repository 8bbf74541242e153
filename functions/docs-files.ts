import { docsPage } from './docs-page.ts';
import { createOpenApiDocument } from './openapi/document.ts';
import type { StaticFile } from './static-file.ts';

/** Short, because a deployment changes what is there. */
const PAGE_SECONDS = 300;
/** The renderer's version changes seldom, and then an old one still shows the document. */
const SCRIPT_SECONDS = 24 * 60 * 60;

const PATHS = { document: '/openapi.json', script: '/docs/rapidoc.js' };

/** The reference of the API: for machines, for people, and the script that makes one of the other. */
export function docsFiles(script: string): Readonly<Record<string, StaticFile>> {
  const { html, contentSecurityPolicy } = docsPage(PATHS);
  return {
    [PATHS.document]: {
      contentType: 'application/json',
      text: JSON.stringify(createOpenApiDocument()),
      maxAgeSeconds: PAGE_SECONDS,
      // Public, and read by tools of any page.
      headers: { 'access-control-allow-origin': '*' },
    },
    '/docs': {
      contentType: 'text/html; charset=utf-8',
      text: html,
      maxAgeSeconds: PAGE_SECONDS,
      headers: { 'content-security-policy': contentSecurityPolicy },
    },
    [PATHS.script]: {
      contentType: 'text/javascript; charset=utf-8',
      text: script,
      maxAgeSeconds: SCRIPT_SECONDS,
    },
  };
}
