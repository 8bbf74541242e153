import { join } from 'node:path';
import { ApiError } from '../demo/client.ts';
import { createProgress, type Output, type Progress } from '../demo/progress.ts';
import { inTemporaryFolder } from '../demo/temporary-folder.ts';
import { synthesize } from '../local/synth.ts';
import { createClient } from './client.ts';
import { createFaults } from './faults.ts';
import type { RunOptions } from './options.ts';
import { formatReport } from './report.ts';
import { runChaos } from './run-chaos.ts';
import { startSite } from './site.ts';
import { createWorkload } from './workload.ts';

export interface ChaosOptions extends RunOptions {
  readonly output: Output;
  /** Aborting it makes the run clean up and reject with the reason. */
  readonly signal: AbortSignal;
  /** Folder of an assembly with short timeouts, so that many runs share one. */
  readonly assembly?: string;
  readonly dynamodb?: string | undefined;
  /** Makes what talks to the API. */
  readonly connect?: typeof createClient;
  /** Folder that the temporary data folder is made in; default the system's. */
  readonly parentFolder?: string;
}

/** Short enough that what a fault holds up comes again in seconds: messages do after six times the first. */
const CONTEXT = { consumerTimeoutSeconds: 2, sweepAfterSeconds: 1 };

/** Runs the fault run on a stack of its own that leaves nothing behind; gives the exit code, 1 for any violation. */
export async function chaos(options: ChaosOptions): Promise<number> {
  const { seed, patches, resources, signal, output, parentFolder } = options;
  const progress = createProgress(output, now);
  progress.say(`seed ${seed}`);
  const code = await inTemporaryFolder(
    { prefix: 'patchlane-chaos-', parent: parentFolder, signal, say: progress.say },
    (folder) => onSite(options, folder, progress),
  );
  const repeat = `npm run chaos -- --seed ${seed} --patches ${patches} --resources ${resources}`;
  progress.say(code === 0 ? `seed ${seed}` : `seed ${seed}; the same draws again: ${repeat}`);
  return code;
}

const now = () => performance.now();

async function onSite(options: ChaosOptions, folder: string, progress: Progress): Promise<number> {
  const { seed, patches, resources, restarts, intensity, deadline, dynamodb } = options;
  const gone = new AbortController();
  const signal = AbortSignal.any([options.signal, gone.signal]);
  const faults = createFaults(seed, intensity);
  const site = await startSite({
    dataFolder: join(folder, 'data'),
    assembly: options.assembly ?? (await toAssembly(folder)),
    dynamodb,
    seed,
    faults,
    onGone: (line) => gone.abort(new ApiError(line)),
  });
  try {
    const partnerId = 'chaos';
    const [partnerToken, tenantToken] = await Promise.all([
      site.token({ partnerId }),
      site.token({ partnerId, tenantExternalId: 'tenant' }),
    ]);
    const { connect = createClient } = options;
    const client = connect({ url: site.url, partnerToken, tenantToken, signal });
    await client.define();
    const deps = { client, site, faults, progress, seed, restarts, now, deadlineMs: deadline * 1000, signal };
    const result = await runChaos(deps, createWorkload(seed, patches, resources));
    progress.say(formatReport(result));
    return result.violations.length > 0 ? 1 : 0;
  } finally {
    await site.stop();
  }
}

async function toAssembly(folder: string): Promise<string> {
  const assembly = join(folder, 'assembly');
  await synthesize({ folder: assembly, logFile: join(folder, 'synth.log'), context: CONTEXT });
  return assembly;
}
