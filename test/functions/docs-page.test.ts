import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { docsFiles } from '../../functions/docs-files.ts';
import { createGetDocs } from '../../functions/get-docs.ts';
import { request } from './support/requests.ts';

const files = docsFiles('the script');
const page = files['/docs'];

describe('the page of the reference', () => {
  it('names nothing that is elsewhere', () => {
    expect(page?.text).not.toMatch(/https?:|["'(]\/\//);
    expect(page?.text).toContain('src="/docs/rapidoc.js"');
    expect(page?.text).toContain('spec-url="/openapi.json"');
  });

  it('lets no script run but its own two, and asks nobody but its own server', () => {
    const [, inline = ''] = /<script>(.*?)<\/script>/s.exec(page?.text ?? '') ?? [];
    const digest = createHash('sha256').update(inline).digest('base64');
    const policy = page?.headers?.['content-security-policy']?.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        `script-src 'self' 'sha256-${digest}'`,
        "connect-src 'self'",
        "frame-ancestors 'none'",
      ]),
    );
  });
});

describe('what is public', () => {
  const { claims: _, ...anonymous } = request();
  const ask = (rawPath: string) => createGetDocs(files)({ ...anonymous, rawPath });

  it.each([
    ['/openapi.json', 'application/json'],
    ['/docs', 'text/html; charset=utf-8'],
    ['/docs/rapidoc.js', 'text/javascript; charset=utf-8'],
  ])('is served by its path, for caches to keep: %s', async (path, contentType) => {
    expect(await ask(path)).toMatchObject({
      kind: 'file',
      headers: {
        'content-type': contentType,
        'cache-control': expect.stringMatching(/^public, max-age=\d+$/),
      },
    });
  });

  it('is nothing else', async () => {
    expect(await ask('/docs/other.js')).toMatchObject({ kind: 'not-found' });
  });
});
