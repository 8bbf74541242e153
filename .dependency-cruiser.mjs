// Which way imports may point: domain <- functions <- lambda -> adapters -> domain.
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid('no-circular', 'what imports itself cannot be read in any order', {}, { circular: true }),
    forbid('resolvable', 'every import is there', {}, { couldNotResolve: true }),
    forbid(
      'domain-is-pure',
      'the domain has no npm package, no node: module and nothing of ours beside itself',
      { path: '^functions/domain/' },
      { pathNot: '^functions/domain/' },
    ),
    forbid(
      'use-cases-know-no-adapters',
      'what a use case needs comes in as a port; only the entries (*.lambda.ts) know who fulfils it',
      { path: '^functions/[^/]+\\.ts$', pathNot: '\\.lambda\\.ts$' },
      { path: '^functions/adapters/|(^|/)node_modules/@aws-sdk/' },
    ),
    forbid(
      'adapters-know-the-domain-alone',
      'an adapter translates between a service and the domain',
      { path: '^functions/adapters/' },
      { path: '^functions/', pathNot: '^functions/(adapters|domain)/' },
    ),
    forbid(
      'functions-stand-alone',
      'functions do not know where they run',
      { path: '^functions/' },
      { path: '^(bin|lib|local|cli|demo|chaos|bench|test)/' },
    ),
    forbid(
      'functions-bundle-dependencies',
      'what a bundle holds is a dependency, pinned as such',
      { path: '^functions/' },
      { dependencyTypes: ['npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'lib-takes-environments-and-metrics',
      'synth time knows of run time only which variables it reads, as types, and what it measures',
      { path: '^lib/' },
      {
        path: '^(functions|local|cli|demo|chaos|bench|test)/',
        pathNot: '^functions/(config|domain/metrics|domain/metric-values)\\.ts$',
      },
    ),
    forbid(
      'lib-takes-types',
      'the environment schemas are not run at synth time',
      { path: '^lib/' },
      { path: '^functions/', pathNot: '^functions/domain/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'local-reads-the-template',
      'the local run knows the stack by its template alone',
      { path: '^local/' },
      { path: '^(functions|lib|cli|demo|chaos|bench)/' },
    ),
    forbid(
      'console-is-a-client',
      'the page runs in a browser: of this machine it knows what the local run and the API answer',
      { path: '^local/console/page/' },
      { path: '^(bin|lib|functions|local|cli|demo|chaos|bench|test)/', pathNot: '^local/console/page/' },
    ),
    forbid(
      'page-has-no-node',
      'a browser has no module of Node.js',
      { path: '^local/console/page/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'page-is-bundled',
      'the local run hands the page out as a bundle, and imports nothing of it',
      { path: '^(bin|lib|functions|local|cli|demo|chaos|bench)/', pathNot: '^local/console/page/' },
      { path: '^local/console/page/' },
    ),
    forbid(
      'model-of-the-page-is-pure',
      'how numbers, places and series are shown is decided without a browser; of the calls it knows the types',
      { path: '^local/console/page/model/' },
      { pathNot: '^local/console/page/model/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'demo-and-chaos-are-clients',
      'the demo and the fault run know Patchlane by its API, and start it',
      { path: '^(demo|chaos)/' },
      { path: '^(functions|lib)/' },
    ),
    forbid(
      'bench-is-a-client',
      'the bench measures Patchlane from outside, and knows what AWS charges',
      // What a request takes of a processor cannot be told from outside, and a million resources not be stored from there.
      { path: '^bench/', pathNot: '^bench/(intake|growth)/' },
      { path: '^(functions|lib)/', pathNot: '^lib/prices\\.ts$' },
    ),
    forbid(
      'cli-stands-alone',
      'the partner command line and its client know Patchlane by its API alone: they are published without the rest',
      { path: '^cli/' },
      { path: '^(bin|lib|functions|local|demo|chaos|bench|test)/' },
    ),
    forbid('nobody-imports-entries', 'entries run when imported', {}, { path: '^bin/|\\.lambda\\.ts$' }),
    forbid('tests-are-leaves', 'nothing needs a test', { pathNot: '^test/' }, { path: '^test/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
