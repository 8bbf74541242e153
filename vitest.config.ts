import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where `.ci/run` wants the report that it counts tests from. */
const jsonReport = process.env['VITEST_JSON_REPORT'];

/** Prints times in place of testing: they say something of the machine, too. */
const figures = process.env['FIGURES'] === '1';

// What one process of the tests compiled is kept for the next: tests start some hundred. Coverage would be less exact by it.
// https://nodejs.org/api/module.html#module-compile-cache
if (!process.argv.includes('--coverage')) {
  process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'compile');
}

/** They take minutes: begun last they would be waited for beside idle cores. */
const LONG = ['chaos/chaos', 'bench/cost', 'security/isolation', 'model/protocol', 'bench/growth'];

/** On a clean checkout vitest knows no times, and begins with the largest files. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      LONG.some((name) => moduleId.endsWith(`/${name}.test.ts`));
    const { long = [], others = [] } = Object.groupBy(await super.sort(files), (file) =>
      isLong(file) ? 'long' : 'others',
    );
    return [...long, ...others];
  }
}

export default defineConfig({
  test: {
    reporters: jsonReport ? ['default', ['json', { outputFile: jsonReport }]] : ['default'],
    include: [figures ? 'test/**/*.figures.ts' : 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    sequence: { sequencer: LongestFirst },
    // Tests of whole stacks wait for queues and timeouts most of the time: on two cores one file at a time takes twice as long.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // A worker keeps the modules it has loaded: to load the SDK and CDK anew for every file took a third of the whole.
    isolate: false,
    // Real servers and processes on a shared machine: a slow start is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['{functions,lib,local,cli,demo,chaos,bench}/**/*.ts'],
      exclude: ['**/*.d.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
});
