import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAILURE_CODES } from '../../functions/domain/fold.ts';
import { synthesizeTemplate } from '../support/template.ts';

const guide = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const firstCells = (pattern: RegExp) => [...guide.matchAll(pattern)].map(([, cell]) => cell);

describe('the API guide', () => {
  it('lists the codes of failures, all of them and no other', () => {
    expect(firstCells(/^\| `([a-z_]+)` \| .* \| (?:yes|no|as its cause) \| .* \|$/gm).sort()).toEqual(
      [...FAILURE_CODES].sort(),
    );
  });

  it('lists the routes of the stack, all of them and no other', () => {
    const routes = Object.values(synthesizeTemplate().findResources('AWS::ApiGatewayV2::Route'));
    const keys = routes.map(({ Properties }): unknown => Properties.RouteKey);
    expect([...firstCells(/^\| `([A-Z]+ \/\S+)` \|/gm), '$default'].sort()).toEqual(keys.sort());
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

  it('has at most 150 lines', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150);
  });

  it('names npm scripts that are there', () => {
    const { scripts }: { scripts: object } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    const named = [...readme.matchAll(/npm (?:run (?:-s )?)?(start|test|[a-z:]+)(?=[\s`])/g)].map(
      ([, name = '']) => name,
    );
    const known = new Set([...Object.keys(scripts), 'ci', 'run']);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    expect(named).toEqual(expect.arrayContaining(['start', 'test', 'demo', 'token', 'check', 'format']));
  });
});
