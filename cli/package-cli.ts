import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRIES = { patchlane: 'bin/patchlane.ts', client: 'cli/client.ts' };

/** What the code uses: `URL.parse` and `Promise.withResolvers`. */
const NODE = '>=22.1';

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/**
 * Writes the package of the command and the client into a folder, ready for `npm publish`. Type stripping does not work below
 * node_modules, so it holds JavaScript and declarations.
 */
export async function packageCli(into: string): Promise<void> {
  const folder = resolve(into);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const manifest: Manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    metafile: true,
    logLevel: 'warning',
  });
  await Promise.all([
    writeDeclarations(join(folder, 'types')),
    copyFile(join(ROOT, 'LICENSE'), join(folder, 'LICENSE')),
    copyFile(join(ROOT, 'docs/cli.md'), join(folder, 'README.md')),
    writeFile(
      join(folder, 'package.json'),
      `${JSON.stringify(packageOf(manifest, metafile), undefined, 2)}\n`,
    ),
  ]);
}

function packageOf({ version, license, ...manifest }: Manifest, metafile: Metafile): object {
  const versions = { ...manifest.devDependencies, ...manifest.dependencies };
  const names = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path, external }) => external && !path.startsWith('node:'))
    .map(({ path }) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path);
  return {
    name: 'patchlane',
    version,
    description: 'The command line and the typed client of Patchlane.',
    license,
    type: 'module',
    engines: { node: NODE },
    bin: { patchlane: 'patchlane.js' },
    exports: { '.': { types: './types/client.d.ts', default: './client.js' } },
    dependencies: Object.fromEntries([...new Set(names)].sort().map((name) => [name, versions[name]])),
  };
}

async function writeDeclarations(folder: string): Promise<void> {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  await mkdir(folder, { recursive: true });
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    files: [join(ROOT, 'cli/client.ts')],
    include: [],
    compilerOptions: {
      ...{
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rewriteRelativeImportExtensions: true,
      },
      ...{ rootDir: join(ROOT, 'cli'), outDir: folder, typeRoots: [join(ROOT, 'node_modules/@types')] },
    },
  };
  const project = join(folder, 'tsconfig.json');
  await writeFile(project, JSON.stringify(config));
  await promisify(execFile)(process.execPath, [tsc, '--project', project]);
  await rm(project);
  await copyFile(join(ROOT, 'cli/openapi.d.ts'), join(folder, 'openapi.d.ts'));
}
