/** vitest's globalSetup of the suite for deployed stacks, which would be green without them: for a stack of this machine. */
export function setup(): void {
  for (const name of ['PATCHLANE_URL', 'PATCHLANE_TOKEN_COMMAND']) {
    if (!process.env[name]) throw new Error(`${name} is missing: docs/deploy.md says what it takes.`);
  }
}
