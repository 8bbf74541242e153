import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { HttpAnswer } from '../gateway/response.ts';
import { file } from './answers.ts';

const PAGE = fileURLToPath(new URL('page/', import.meta.url));

export interface Assets {
  readonly page: HttpAnswer;
  readonly script: HttpAnswer;
  readonly style: HttpAnswer;
}

/** The console's page, script and style; bundled once, when the first of them is asked for. */
export function createAssets(): () => Promise<Assets> {
  let assets: Promise<Assets> | undefined;
  return () => {
    assets ??= bundle();
    return assets;
  };
}

async function bundle(): Promise<Assets> {
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
  const bytesOf = (ending: string): Buffer => {
    const output = outputFiles.find(({ path }) => path.endsWith(ending));
    if (output === undefined) throw new Error(`the bundle of the console has no ${ending}`);
    return Buffer.from(output.contents);
  };
  return {
    page: file('text/html; charset=utf-8', html),
    script: file('text/javascript; charset=utf-8', bytesOf('.js')),
    style: file('text/css; charset=utf-8', bytesOf('.css')),
  };
}
