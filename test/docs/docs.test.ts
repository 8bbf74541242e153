import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FAILURE_CODES } from '../../functions/domain/fold.ts';
import { createOpenApiDocument } from '../../functions/openapi/document.ts';
import { synthesizeTemplate } from '../support/template.ts';

const guide = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const document = createOpenApiDocument();
const { FailureCode: failureCode } = z
  .object({ FailureCode: z.object({ enum: z.array(z.string()), description: z.string() }) })
  .parse(document.components?.schemas);
const firstCells = (pattern: RegExp) => [...guide.matchAll(pattern)].map(([, cell]) => cell);

describe('the API guide', () => {
  it('lists the codes of failures, all of them and no other, as the OpenAPI document does', () => {
    const codes = firstCells(/^\| `([a-z_]+)` \| .* \| (?:yes|no|as its cause) \| .* \|$/gm).sort();
    expect(codes).toEqual([...FAILURE_CODES].sort());
    expect([...failureCode.enum].sort()).toEqual(codes);
    for (const code of codes) expect(failureCode.description).toContain(`\`${code}\`: `);
  });

  it('lists the statuses of refusals, all that the OpenAPI document declares, and 405 of paths without operation', () => {
    const listed = firstCells(/^\| ((?:\d{3}(?:, )?)+) \| .* \|$/gm).flatMap((cell = '') => cell.split(', '));
    const declared = Object.values(document.paths ?? {}).flatMap((methods) =>
      Object.values(
        z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) })).parse(methods),
      ),
    );
    const statuses = declared.flatMap(({ responses }) => Object.keys(responses));
    const refusals = new Set(['405', ...statuses.filter((status) => Number(status) >= 400)]);
    expect([...new Set(listed)].sort()).toEqual([...refusals].sort());
  });

  it('lists the routes of the stack, all of them and no other', () => {
    const routes = Object.values(synthesizeTemplate().findResources('AWS::ApiGatewayV2::Route'));
    const keys = routes.map(({ Properties }): unknown => Properties.RouteKey);
    expect([...firstCells(/^\| `([A-Z]+ \/\S+)` \|/gm), '$default'].sort()).toEqual(keys.sort());
  });
});

describe('the guarantees', () => {
  it('name tests that are there', () => {
    const text = readFileSync(new URL('../../docs/guarantees.md', import.meta.url), 'utf8');
    const named = [...text.matchAll(/`(test\/[^`]+\.ts)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
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
