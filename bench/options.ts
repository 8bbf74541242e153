import { parseArgs } from 'node:util';

/** What can be measured, each by itself. */
export const BENCHES = ['cost', 'baseline', 'time', 'growth', 'intake', 'cold-start', 'scale'] as const;
export type BenchName = (typeof BENCHES)[number];

export interface BenchOptions {
  readonly benches: readonly BenchName[];
  /** In which times are taken. */
  readonly rounds: number;
  /** Resources in the fullest table that growth is measured with. */
  readonly stored: number;
}

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: BenchOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly message: string };

const ROUNDS = 3;
const MAX_ROUNDS = 100;
const STORED = 1_000_000;
const MIN_STORED = 2000;
const MAX_STORED = 10_000_000;

export const HELP = `Measures Patchlane on this machine and writes bench/results/<name>.json, with the commit.

  npm run bench -- [names] [options]

  cost       what batches of 1000 patches call, and what AWS charges for it
  baseline   the same for the work by the book, and Patchlane's cost over its
  time       how long a batch takes, over the baseline and over the bare pipe and the bare writes
  growth     how time and cost grow with patches, with batches at once and with stored resources, with plots
  intake     what submitting takes of a processor, over parsing and checking alone
  cold-start what a function takes to start, over an empty handler with the same clients
  scale      what a model says of more load than a machine can make, and of some that it can
  (no name)  all of them, in about twenty minutes: most of it is storing the resources of growth

  --rounds N  in which times are taken, 1 to ${MAX_ROUNDS}; default ${ROUNDS}
  --stored N  resources in the fullest table of growth, ${MIN_STORED} to ${MAX_STORED}; default ${STORED}
  --help      this text`;

export function parseOptions(args: readonly string[]): ParsedOptions {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'refused', message: error.message };
    throw error;
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  const unknown = positionals.find((name) => !BENCHES.some((bench) => bench === name));
  if (unknown !== undefined)
    return { kind: 'refused', message: `There is no bench ${unknown}: ${BENCHES.join(', ')}.` };
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds >= 1 && rounds <= MAX_ROUNDS))
    return { kind: 'refused', message: `--rounds takes a whole number from 1 to ${MAX_ROUNDS}.` };
  const stored = Number(values.stored);
  if (!(Number.isInteger(stored) && stored >= MIN_STORED && stored <= MAX_STORED))
    return {
      kind: 'refused',
      message: `--stored takes a whole number from ${MIN_STORED} to ${MAX_STORED}.`,
    };
  const benches = BENCHES.filter((bench) => positionals.length === 0 || positionals.includes(bench));
  return { kind: 'run', options: { benches, rounds, stored } };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: String(ROUNDS) },
      stored: { type: 'string', default: String(STORED) },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
    strict: true,
  });
}
