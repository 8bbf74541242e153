import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../functions/openapi/routes.ts';
import { createUnknownRoute } from '../../functions/unknown-route.ts';
import { request } from './support/requests.ts';

const { claims: _, ...anonymous } = request();
const unknownRoute = createUnknownRoute(Object.values(ROUTES));
const ask = (method: string, rawPath: string) => unknownRoute({ ...anonymous, method, rawPath });

describe('a path that no route has', () => {
  it.each(['/', '/api', '/api/batch', '/api/batches/', '/API/batches/b', '/api/batches/b/results/x', '//'])(
    'is not found: %s',
    async (path) => {
      expect(await ask('GET', path)).toEqual({ kind: 'not-found', message: `There is nothing at ${path}.` });
    },
  );

  it('is not given back at any length', async () => {
    const reply = await ask('GET', `/${'x'.repeat(5000)}`);
    expect(JSON.stringify(reply).length).toBeLessThan(300);
  });
});

describe('a method that a path does not take', () => {
  it.each([
    ['PUT', '/api/batches/b', ['GET']],
    ['HEAD', '/api/batches/b', ['GET']],
    ['OPTIONS', '/partner/schema-definitions', ['GET', 'POST']],
    ['PUT', '/partner/schema-definitions/contact', ['DELETE', 'GET', 'POST']],
    ['PUT', '/api/resources/contact/c 1', ['DELETE', 'GET', 'PATCH']],
  ])('is not allowed, and the answer has those that are: %s %s', async (method, path, allow) => {
    expect(await ask(method, path)).toEqual({
      kind: 'method-not-allowed',
      message: `${path} takes ${allow.join(', ')}, not ${method}.`,
      allow,
    });
  });

  it('is told of every route that a path may be of', async () => {
    expect(await ask('PUT', '/api/resources/contact/batch')).toMatchObject({
      allow: ['DELETE', 'GET', 'PATCH', 'POST'],
    });
  });
});
