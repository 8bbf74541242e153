import type { UriResolver } from 'ajv/dist/types/index.js';

/**
 * The URIs that schemas are found by once they came in: `schema`, and `#/definitions/...` within it. Ajv's own resolver
 * takes all that there are, which no schema here can have, and is left out of bundles for it (lib/patchlane-function.ts).
 */
export const schemaUris: UriResolver = {
  parse(uri) {
    const at = uri.indexOf('#');
    return at < 0 ? { path: uri } : { path: uri.slice(0, at), fragment: uri.slice(at + 1) };
  },
  serialize({ path = '', fragment }) {
    return fragment === undefined ? path : `${path}#${fragment}`;
  },
  resolve(base, uri) {
    return uri.startsWith('#') || uri === '' ? `${base.split('#', 1)[0]}${uri}` : uri;
  },
};
