import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles the baseline's functions into a folder, with the options that Patchlane's are bundled with. */
export async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: ['submit', 'apply-patch'].map((name) =>
      fileURLToPath(new URL(`${name}.lambda.ts`, import.meta.url)),
    ),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}
