import { METHODS } from 'node:http';
import findMyWay from 'find-my-way';
import type { RouteSpec } from '../template/stack.ts';

export interface Match {
  readonly route: RouteSpec;
  /** Decoded, as the function gets them. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type Router = (method: string, path: string) => Match | undefined;

/** API Gateway's own bound on a whole request line and its headers; find-my-way's default of 100 is below an id's. */
const MAX_PARAMETER_LENGTH = 10_240;

/**
 * Finds the route of a request as HTTP APIs do: the most specific path first, a method before ANY, `$default` last.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
 */
export function createRouter(routes: readonly RouteSpec[]): Router {
  const router = findMyWay({ maxParamLength: MAX_PARAMETER_LENGTH });
  const fallback = routes.find(({ key }) => key === '$default');
  const keyed = routes.flatMap((route) => {
    const [method, path] = route.key.split(' ');
    return method === undefined || path === undefined ? [] : [{ route, method, path }];
  });
  for (const { route, method, path } of keyed.toSorted(
    (a, b) => Number(a.method === 'ANY') - Number(b.method === 'ANY'),
  )) {
    const { pattern, greedy } = toPattern(path);
    for (const one of method === 'ANY' ? METHODS.filter(isRoutable) : [method].filter(isRoutable)) {
      if (method === 'ANY' && router.findRoute(one, pattern) !== null) continue;
      router.on(one, pattern, () => {}, { route, greedy });
    }
  }
  return (method, path) => {
    const found = isRoutable(method) ? router.find(method, path) : null;
    // Everything in this router was put there above.
    const store = found?.store as
      | { readonly route: RouteSpec; readonly greedy: string | undefined }
      | undefined;
    const parameters = Object.entries(found?.params ?? {}).map(([name, value = '']): [string, string] => [
      name === '*' ? (store?.greedy ?? name) : name,
      value,
    ]);
    // A parameter stands for at least one character.
    if (store !== undefined && parameters.every(([, value]) => value !== '')) {
      return { route: store.route, parameters: Object.fromEntries(parameters) };
    }
    return fallback && { route: fallback, parameters: {} };
  };
}

function isRoutable(method: string): method is findMyWay.HTTPMethod {
  return METHODS.includes(method) && method !== 'CONNECT';
}

/** `{name}` is one segment, `{name+}` all that is left. */
function toPattern(path: string): { readonly pattern: string; readonly greedy: string | undefined } {
  const greedy = /\{([^}]+)\+\}$/.exec(path)?.[1];
  const pattern = path.replace(/\{[^}]+\+\}$/, '*').replaceAll(/\{([^}]+)\}/g, ':$1');
  return { pattern, greedy };
}
