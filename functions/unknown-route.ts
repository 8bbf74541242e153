import { shorten } from './domain/shorten.ts';
import type { Reply } from './http.ts';
import type { PublicRequest } from './http-request.ts';

/** A path as long as a request line would make the answer as long. */
const MAX_SHOWN_PATH = 200;

/**
 * `$default`: what no route takes. The path arrives decoded, so one that holds an encoded slash has a segment more here
 * than it was routed by, and is answered with 404 where its method alone is wrong.
 */
export function createUnknownRoute(routes: readonly string[]) {
  const known = routes.map((route) => {
    const [method = '', path = ''] = route.split(' ');
    return { method, segments: path.split('/') };
  });
  return async ({ method, rawPath }: PublicRequest): Promise<Reply> => {
    const segments = rawPath.split('/');
    const methods = known.filter((one) => matches(one.segments, segments)).map((one) => one.method);
    const path = shorten(rawPath, MAX_SHOWN_PATH);
    if (methods.length === 0) return { kind: 'not-found', message: `There is nothing at ${path}.` };
    const allow = [...new Set(methods)].sort();
    return {
      kind: 'method-not-allowed',
      message: `${path} takes ${allow.join(', ')}, not ${method}.`,
      allow,
    };
  };
}

/** A parameter stands for one segment that is not empty. */
function matches(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, at) => (part.startsWith('{') ? segments[at] !== '' : segments[at] === part))
  );
}
