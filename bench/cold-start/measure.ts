import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import * as z from 'zod';
import { environmentOf } from '../../local/functions/environment.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/template/places.ts';
import { readStack } from '../../local/template/read-stack.ts';
import type { FunctionSpec } from '../../local/template/stack.ts';
import { readAssembly } from '../../local/template/template-file.ts';

/** What it takes from the start of a process until its handler can be called: medians. */
export interface ColdStart {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly ms: number;
  readonly cpuMs: number;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOADER = fileURLToPath(new URL('load.mjs', import.meta.url));
const EMPTY = 'empty handler';

const loaded = z.object({ ms: z.number(), cpuMs: z.number() });

/** Loads each function's bundle, and an empty one with the same clients, by turns: the machine is as busy for one as for all. */
export async function measureColdStarts(assembly: string, rounds: number): Promise<readonly ColdStart[]> {
  const functions = await functionsIn(assembly);
  const [first] = functions;
  if (first === undefined) throw new Error('the assembly has no function');
  const bundles = [
    { name: EMPTY, file: await bundleOfEmpty(assembly), env: environment(first) },
    ...functions.map((spec) => ({
      name: nameOf(spec),
      file: join(spec.code, 'index.mjs'),
      env: environment(spec),
    })),
  ];
  const taken = new Map(bundles.map(({ name }) => [name, [] as z.infer<typeof loaded>[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, file, env } of bundles) {
      const { stdout } = await promisify(execFile)(process.execPath, [LOADER, file], { env });
      taken.get(name)?.push(loaded.parse(JSON.parse(stdout)));
    }
  }
  return await Promise.all(
    bundles.map(async ({ name, file }): Promise<ColdStart> => {
      const code = await readFile(file);
      const times = taken.get(name) ?? [];
      return {
        name,
        bytes: code.length,
        gzipBytes: gzipSync(code, { level: 9 }).length,
        ms: median(times.map(({ ms }) => ms)),
        cpuMs: median(times.map(({ cpuMs }) => cpuMs)),
      };
    }),
  );
}

async function functionsIn(folder: string): Promise<readonly FunctionSpec[]> {
  const { stackName, ...assembly } = await readAssembly(folder);
  const sqsEndpoint = 'http://127.0.0.1:9';
  const places = { region: LOCAL_REGION, accountId: LOCAL_ACCOUNT, stackName, sqsEndpoint };
  return readStack(assembly, places).functions;
}

/** Nothing is called: the endpoints need not be there. */
function environment(spec: FunctionSpec) {
  const nowhere = 'http://127.0.0.1:9';
  return environmentOf(spec, { region: LOCAL_REGION, dynamoEndpoint: nowhere, sqsEndpoint: nowhere });
}

/** Bundled as the functions are (`lib/patchlane-function.ts`), but with the SDK's whole chain of credentials, as anybody would. */
async function bundleOfEmpty(folder: string): Promise<string> {
  const outfile = join(folder, 'empty', 'index.mjs');
  await build({
    entryPoints: [join(ROOT, 'bench', 'cold-start', 'empty-handler.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

/** `ApiFunctionsSubmitBatch1A2B3C4D` is `SubmitBatch`. */
function nameOf({ id }: FunctionSpec): string {
  return id.replace(/^(ApiFunctions|Consumer|DeadLetters|Sweeper)/, '').replace(/[0-9A-F]{8}$/, '');
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
