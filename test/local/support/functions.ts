import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createFunctionPool, type FunctionPool } from '../../../local/functions/pool.ts';
import type { FunctionSpec } from '../../../local/template/stack.ts';
import { temporaryFolder } from '../../support/folders.ts';

export interface TestPool {
  readonly pool: FunctionPool;
  readonly warnings: readonly string[];
  readonly log: () => Promise<string>;
  /** In which the code of the function lies. */
  readonly folder: string;
}

/** Runs a handler, given as the text of an ES module, in a pool that goes when the test is over. */
export async function poolOf(
  handler: string,
  {
    concurrency = 2,
    environment = {},
    ...overrides
  }: Partial<FunctionSpec> & { readonly concurrency?: number } = {},
): Promise<TestPool> {
  const folder = await temporaryFolder();
  const code = join(folder, 'code');
  await mkdir(code);
  await writeFile(join(code, 'index.mjs'), handler);
  const spec: FunctionSpec = {
    id: 'Function',
    name: 'Test-Function',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:Test-Function',
    code,
    handler: 'index.handler',
    timeoutMs: 10_000,
    memoryMb: 128,
    jsonLogs: true,
    environment,
    ...overrides,
  };
  const logFile = join(folder, 'function.log');
  const warnings: string[] = [];
  const warn = (line: string) => warnings.push(line);
  const pool = createFunctionPool({ spec, environment: { ...environment }, logFile, warn, concurrency });
  onTestFinished(() => pool.stop(0));
  return { pool, warnings, log: () => readFile(logFile, 'utf8'), folder };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
