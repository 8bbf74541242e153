import { describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { sharedStack } from '../support/stack.ts';

const { stack } = await sharedStack();

/** The shortest of its files: all of them are played against the local run by themselves. */
const ONE = 'unknown-routes';

describe('npm run test:deployed', () => {
  const start = (url: string, tokenCommand = `${process.execPath} bin/token.ts`) =>
    command(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.deployed.config.ts', ONE],
      {
        PATCHLANE_URL: url,
        PATCHLANE_TOKEN_COMMAND: tokenCommand,
        PATCHLANE_DATA: stack.folder.path,
        NO_COLOR: '1',
      },
    );

  it('plays the scenarios of a client against an API that it is only told the address of', async () => {
    const run = start(stack.url);
    expect(await run.ended, run.stdout() + run.stderr()).toBe(0);
    expect(run.stdout()).toMatch(/Tests +5 passed \(5\)/);
  });

  it('says which setting is missing', async () => {
    const run = start(stack.url, '');
    expect(await run.ended).toBe(1);
    expect(run.stdout() + run.stderr()).toContain('PATCHLANE_TOKEN_COMMAND is missing: docs/deploy.md');
  });

  it('fails where there is none', async () => {
    const run = start('http://127.0.0.1:9');
    expect(await run.ended).toBe(1);
  });
});
