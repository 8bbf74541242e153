import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageCli } from '../../cli/package-cli.ts';
import { temporaryFolder } from '../support/folders.ts';

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const run = promisify(execFile);

const USES_THE_CLIENT = `import { createClient, ApiError, type BatchReport } from 'patchlane';
const client = createClient({ url: 'http://127.0.0.1:1', token: 'token', giveUpAfterMs: 0 });
const read = async (): Promise<BatchReport> => client.batch('b');
try {
  const { status } = await read();
  // @ts-expect-error: without types anything would do.
  const wrong: number = status;
  console.log(wrong);
} catch (error) {
  console.log(error instanceof ApiError, error instanceof Error && error.name);
}
`;

it('the package runs and is typed where nothing is but what it depends on', async () => {
  const folder = await temporaryFolder();
  const dist = join(folder, 'dist');
  await packageCli(dist);
  const { stdout } = await run('npm', ['pack', dist, '--json', '--pack-destination', folder], {
    cwd: folder,
  });
  const [{ filename }] = JSON.parse(stdout);
  await run('tar', ['-xzf', join(folder, filename), '-C', folder]);

  // As `npm install` would, without a registry.
  const user = join(folder, 'user');
  const installed = join(user, 'node_modules', 'patchlane');
  await mkdir(dirname(installed), { recursive: true });
  await cp(join(folder, 'package'), installed, { recursive: true });
  const { dependencies, bin, version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    await symlink(join(MODULES, name), join(user, 'node_modules', name), 'dir');
  }

  const help = await run(process.execPath, [join(installed, bin.patchlane), '--help'], { cwd: user });
  expect(help.stdout).toContain('Usage: patchlane COMMAND');
  const told = await run(process.execPath, [join(installed, bin.patchlane), '--version'], { cwd: user });
  expect(told.stdout).toBe(`${version}\n`);
  await writeFile(join(user, 'package.json'), '{"type": "module"}');
  await writeFile(join(user, 'use.ts'), USES_THE_CLIENT);
  const used = await run(process.execPath, ['use.ts'], { cwd: user });
  expect(used.stdout).toBe('false ConnectionError\n');

  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024'];
  const lib = ['--lib', 'es2024,dom,dom.iterable', '--ignoreConfig', 'use.ts'];
  await run(process.execPath, [tsc, ...options, ...lib], { cwd: user });
});
