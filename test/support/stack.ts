import { join } from 'node:path';
import { afterAll, expect, inject } from 'vitest';
import type { TokenSubject } from '../../local/issuer.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/run.ts';
import { type Api, apiOf } from './api.ts';
import { sharedFolder } from './folders.ts';
import { type Recorder, startRecorder } from './privileges/recorder.ts';
import { deniedIn, readRecording } from './privileges/recording.ts';
import { createSecrets } from './secrets.ts';

export interface TestStack {
  readonly stack: LocalStack;
  readonly api: Api;
  readonly log: readonly string[];
}

export interface SharedStack extends TestStack {
  /** What its functions called so far. */
  readonly recorder: Recorder;
  /** Folder of the assembly that runs. */
  readonly assembly: string;
}

/**
 * The real stack for all tests of a file, in a data folder of its own. In the end no function may have called what its
 * role is not allowed in AWS, and none may have logged a token or what patches hold.
 */
export async function sharedStack(options: Partial<LocalStackOptions> = {}): Promise<SharedStack> {
  const folder = await sharedFolder();
  const log: string[] = [];
  const assembly = options.assembly ?? inject('assembly');
  const recorder = await startRecorder();
  afterAll(recorder.stop);
  const secrets = createSecrets();
  const local = await startLocalStack({
    dataFolder: join(folder, 'data'),
    log: (line) => log.push(line),
    reach: recorder.reach,
    // Enough for two consumers beside each other; every process has to start, and takes seconds of a processor.
    functionConcurrency: 2,
    ...options,
    assembly,
  });
  // Hooks run last to first: when everything has stopped.
  afterAll(async () => {
    expect(await deniedIn(await readRecording({ recorder, stack: local, assembly }))).toEqual([]);
  });
  afterAll(async () => {
    await local.stop();
    expect(await secrets.foundIn(local.folder.logs)).toEqual([]);
  });
  const stack = {
    ...local,
    token: async (subject: TokenSubject) => secrets.token(await local.token(subject)),
  };
  return { stack, api: apiOf(stack, secrets.body), log, recorder, assembly };
}
