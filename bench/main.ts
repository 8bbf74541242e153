import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../demo/command.ts';
import { inTemporaryFolder } from '../demo/temporary-folder.ts';
import { formatCosts } from './cost/report.ts';
import { countCosts } from './cost/run-cost.ts';
import { SHAPES } from './cost/shapes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RESULTS = join(ROOT, 'bench', 'results');

/** Counts what batches cost, prints it and keeps it with the commit; sets the exit code. */
export async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  await runCommand((signal) =>
    inTemporaryFolder({ prefix: 'patchlane-bench-', parent: undefined, signal, say }, async (folder) => {
      const dynamodb = env['PATCHLANE_DYNAMODB'];
      const costs = await countCosts({ dataFolder: folder, dynamodb, log: say }, SHAPES);
      say(formatCosts(costs));
      await mkdir(RESULTS, { recursive: true });
      const file = join(RESULTS, 'cost.json');
      await writeFile(file, `${JSON.stringify({ commit: commit(), costs }, undefined, 2)}\n`);
      return 0;
    }),
  );
}

function commit(): string {
  return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
}
