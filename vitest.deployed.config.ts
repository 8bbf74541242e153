import { defineConfig } from 'vitest/config';

/** The scenarios of a client, against the API at `PATCHLANE_URL`: those that need no look inside. */
const SCENARIOS = [
  'batch-options',
  'batches',
  'contract',
  'main-job',
  'resources',
  'schema-definitions',
  'typed-client',
  'unknown-routes',
];

export default defineConfig({
  test: {
    include: SCENARIOS.map((name) => `test/end-to-end/${name}.test.ts`),
    globalSetup: ['test/support/deployed-settings.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
