import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A file of the page. */
export interface Asset {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Gives the file of a name, `''` for the page itself; undefined where there is none. */
export type Assets = (name: string) => Promise<Asset | undefined>;

const PAGE = fileURLToPath(new URL('page/', import.meta.url));

/** All that the page is made of comes from here, and it talks to nobody else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The console's page, script and style; bundled once, when the first of them is asked for. */
export function createAssets(): Assets {
  let files: Promise<ReadonlyMap<string, Asset>> | undefined;
  return async (name) => {
    files ??= bundle();
    return (await files).get(name);
  };
}

async function bundle(): Promise<ReadonlyMap<string, Asset>> {
  const [html, { outputFiles }] = await Promise.all([
    readFile(`${PAGE}index.html`),
    build({
      absWorkingDir: PAGE,
      entryPoints: [
        { in: 'main.tsx', out: 'console' },
        { in: 'style/page.css', out: 'console' },
      ],
      outdir: PAGE,
      write: false,
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      logLevel: 'silent',
    }),
  ]);
  const contentOf = (ending: string) =>
    Buffer.from(outputFiles.find(({ path }) => path.endsWith(ending))?.contents ?? []);
  return new Map([
    ['', asset(html, 'text/html; charset=utf-8')],
    ['console.js', asset(contentOf('.js'), 'text/javascript; charset=utf-8')],
    ['console.css', asset(contentOf('.css'), 'text/css; charset=utf-8')],
  ]);
}

function asset(body: Buffer, contentType: string): Asset {
  return {
    body,
    headers: {
      'content-type': contentType,
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      // Another checkout may serve another console on the same port.
      'cache-control': 'no-store',
    },
  };
}
