import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../local/synth.ts';
import { hostStack } from './hosted-stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the real stack, synthesized once for all tests: `inject('assembly')`. */
    readonly assembly: string;
    /** Where to ask for the stack that clients' tests share: see `hosted-stack.ts`. */
    readonly hostedStack: string;
  }
}

/**
 * A timeout of 2 s makes a visibility timeout of 12 s, so that tests of redelivery do not wait for a minute. Nor do those
 * of the sweeper wait for two.
 */
export const TEST_CONTEXT = { consumerTimeoutSeconds: 2, sweepAfterSeconds: 1 };

/** vitest's globalSetup: what it returns runs at the end. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'patchlane-assembly-'));
  const assembly = join(folder, 'assembly');
  await synthesize({ folder: assembly, logFile: join(folder, 'synth.log'), context: TEST_CONTEXT });
  provide('assembly', assembly);
  const host = await hostStack(assembly, join(folder, 'data'));
  provide('hostedStack', host.address);
  return async () => {
    await host.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}
