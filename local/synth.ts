import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemblyCache } from './assembly-cache.ts';
import { LocalRunError } from './errors.ts';
import { LOCAL_AUDIENCE, LOCAL_ISSUER } from './issuer.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface SynthOptions {
  /** Folder that the assembly replaces. */
  readonly folder: string;
  readonly logFile: string;
  /** Context beside that of the local issuer, as `cdk synth -c` takes it. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** Synthesizes the CDK app for the local issuer, bundles included, unless that was done before. */
export async function synthesize({ folder, logFile, context = {} }: SynthOptions): Promise<void> {
  const whole = JSON.stringify({
    ...context,
    stage: 'local',
    issuer: LOCAL_ISSUER,
    audience: LOCAL_AUDIENCE,
  });
  await rm(folder, { recursive: true, force: true });
  const cache = await assemblyCache(whole);
  if (await cache.copyTo(folder)) return;
  await runApp(folder, logFile, whole);
  await cache.keep(folder);
}

/**
 * The app runs as the CDK's CLI would run it, in a process of its own because it is synchronous for seconds; without
 * the CLI that takes a quarter less time.
 */
async function runApp(folder: string, logFile: string, context: string): Promise<void> {
  await mkdir(dirname(logFile), { recursive: true });
  const child = spawn(process.execPath, ['bin/app.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: context,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const [code, signal]: unknown[] = await once(child, 'close');
  process.off('exit', kill);
  log.end();
  if (code !== 0) {
    throw new LocalRunError(
      `The stack could not be synthesized (${signal ?? `exit status ${code}`}): see ${logFile}.`,
    );
  }
}
