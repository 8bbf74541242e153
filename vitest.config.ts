import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/assembly.ts'],
    // Real servers and processes on a shared machine: a slow start is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['functions/**', 'lib/**', 'local/**', 'demo/**'],
      reporter: ['text-summary', 'html'],
    },
  },
});
