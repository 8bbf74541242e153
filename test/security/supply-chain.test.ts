import { execFile } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { LAZY_IN_SCHEMA_CHECKS, REPLACED_PACKAGES } from '../../lib/patchlane-function.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

const licence = z.union([
  z.object({ license: z.object({ id: z.string() }) }).transform(({ license }) => license.id),
  z.object({ license: z.object({ name: z.string() }) }).transform(({ license }) => license.name),
  z.object({ expression: z.string() }).transform(({ expression }) => expression),
]);
const sbom = z.object({
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      licenses: z.array(licence).default([]),
      properties: z.array(z.object({ name: z.string() })).default([]),
    }),
  ),
});
const lock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      inBundle: z.boolean().default(false),
    }),
  ),
});
const manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});

/** Those that ask for no more than their text being passed on. */
const PERMISSIVE = ['MIT', 'MIT-0', 'Apache-2.0', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', '0BSD'];

/** One of the licences that may be chosen has to be permissive. */
function isPermissive(expression: string): boolean {
  return expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((one) => PERMISSIVE.includes(one));
}

/** As `npm run sbom` writes it. */
async function components() {
  const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'sbom'], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  return sbom.parse(JSON.parse(stdout)).components.map(({ properties, ...one }) => ({
    ...one,
    development: properties.some(({ name }) => name === 'cdx:npm:package:development'),
  }));
}

/** The npm packages whose code is in the functions' bundles. */
async function bundledPackages(): Promise<readonly string[]> {
  const entries: string[] = [];
  for await (const path of glob('functions/*.lambda.ts', { cwd: ROOT })) entries.push(path);
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: entries,
    bundle: true,
    metafile: true,
    write: false,
    outdir: 'unused',
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: REPLACED_PACKAGES,
    logLevel: 'silent',
  });
  const names = Object.keys(metafile.inputs).flatMap((path) => {
    const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    return name === undefined ? [] : [name];
  });
  return [...new Set([...names, ...LAZY_IN_SCHEMA_CHECKS])].sort();
}

describe('the packages', () => {
  let all: Awaited<ReturnType<typeof components>>;
  beforeAll(async () => {
    all = await components();
  });

  it('that run or deploy have licences that ask for nothing but their text', () => {
    const run = all.filter(({ development }) => !development);
    expect(run.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ajv', 'zod', '@aws-sdk/client-sqs', 'aws-cdk-lib']),
    );
    const others = run.filter(
      ({ licenses }) => licenses.length === 0 || !licenses.every((one) => isPermissive(one)),
    );
    expect(others.map(({ name, licenses }) => `${name}: ${licenses.join()}`)).toEqual([]);
  });

  it('whose code runs in Lambda are few, and all of them in the bill of materials', async () => {
    const bundled = await bundledPackages();
    expect(bundled).toEqual(expect.arrayContaining(['ajv', 're2js', 'zod', '@middy/core']));
    expect(bundled.length).toBeLessThanOrEqual(40);
    const run = new Set(all.filter(({ development }) => !development).map(({ name }) => name));
    expect(bundled.filter((name) => !run.has(name))).toEqual([]);
    const credentials = bundled.filter((name) => name.includes('credential-provider'));
    expect(credentials).toEqual(['@aws-sdk/credential-provider-env']);
  });

  it('that a function reads later lie beside its bundle, and beside no other', async () => {
    const assembly = inject('assembly');
    const asking: string[] = [];
    for await (const path of glob('asset.*/index.mjs', { cwd: assembly }))
      if ((await readFile(join(assembly, path), 'utf8')).match(/\(["']re2js["']\)/))
        asking.push(dirname(path));
    const having: string[] = [];
    for await (const path of glob('asset.*/node_modules/re2js/index.js', { cwd: assembly }))
      having.push(path.split('/', 1)[0] ?? '');
    expect(asking.length).toBe(6);
    expect(having.sort()).toEqual(asking.sort());
  });

  it('look for credentials nowhere but in the environment, in the bundles as they are deployed', async () => {
    const texts: string[] = [];
    const assembly = inject('assembly');
    for await (const path of glob('asset.*/index.mjs', { cwd: assembly }))
      texts.push(await readFile(join(assembly, path), 'utf8'));
    expect(texts.filter((text) => text.includes('AWS_SECRET_ACCESS_KEY')).length).toBeGreaterThan(10);
    for (const place of ['sso_start_url', 'credential_process', 'AWS_CONTAINER_CREDENTIALS'])
      expect(texts.filter((text) => text.includes(place)).length).toBe(0);
  });

  it('are pinned, each to one version and one content', async () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest.parse(
      JSON.parse(await read('package.json')),
    );
    const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    const { packages } = lock.parse(JSON.parse(await read('package-lock.json')));
    // Some come inside the archive of another, which has the hash of all.
    const installed = Object.entries(packages).filter(([path, { inBundle }]) => path !== '' && !inBundle);
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('are installed without running anything of theirs', async () => {
    expect((await read('.npmrc')).split('\n')).toContain('ignore-scripts=true');
  });
});
