import { join } from 'node:path';
import { afterAll, expect, inject } from 'vitest';
import type { TokenSubject } from '../../local/issuer.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/run.ts';
import { type Api, apiOf } from './api.ts';
import { sharedFolder } from './folders.ts';
import { createSecrets } from './secrets.ts';

export interface TestStack {
  readonly stack: LocalStack;
  readonly api: Api;
  readonly log: readonly string[];
}

/** The real stack for all tests of a file, in a data folder of its own; its logs must keep what they were sent. */
export async function sharedStack(options: Partial<LocalStackOptions> = {}): Promise<TestStack> {
  const folder = await sharedFolder();
  const log: string[] = [];
  const secrets = createSecrets();
  const local = await startLocalStack({
    dataFolder: join(folder, 'data'),
    assembly: inject('assembly'),
    log: (line) => log.push(line),
    ...options,
  });
  afterAll(async () => {
    await local.stop();
    expect(await secrets.foundIn(local.folder.logs)).toEqual([]);
  });
  const stack = {
    ...local,
    token: async (subject: TokenSubject) => secrets.token(await local.token(subject)),
  };
  return { stack, api: apiOf(stack, secrets.body), log };
}
