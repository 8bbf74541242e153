import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export interface RunOptions {
  readonly seed: number;
  /** In batches, in all. */
  readonly patches: number;
  readonly resources: number;
  readonly restarts: number;
  /** By what the rates of faults are multiplied. */
  readonly intensity: number;
  /** Seconds in which each batch must be final. */
  readonly deadline: number;
}

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: RunOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly message: string };

const MAX_SEED = 2 ** 31 - 1;

export const DEFAULTS: Omit<RunOptions, 'seed'> = {
  patches: 20_000,
  resources: 200,
  restarts: 1,
  intensity: 1,
  deadline: 300,
};

/** What each patch leaves in its resource takes about 30 bytes, of the 380 KiB that a resource may have. */
const MAX_PATCHES_PER_RESOURCE = 5000;

export const HELP = `Runs Patchlane on this machine while calls fail, answers get lost, processes are killed and messages come again, and
checks that nothing was lost, applied twice or out of order. Ends with 1 if anything was.

  npm run chaos -- [options]

  --seed N        draws the workload and the faults; default a random one, which is printed
  --patches N     patches in batches; default ${DEFAULTS.patches}
  --resources N   resources that they go to; default ${DEFAULTS.resources}
  --restarts N    restarts of everything, data kept; default ${DEFAULTS.restarts}
  --intensity N   multiplies the rates of faults, 0 to 5; default ${DEFAULTS.intensity}
  --deadline N    seconds in which each batch must be final; default ${DEFAULTS.deadline}
  --help          this text`;

const text = { type: 'string' } as const;
const OPTIONS = {
  seed: text,
  patches: text,
  resources: text,
  restarts: text,
  intensity: text,
  deadline: text,
  help: { type: 'boolean' },
} as const;

export function parseOptions(args: readonly string[]): ParsedOptions {
  const refused = (message: string): ParsedOptions => ({ kind: 'refused', message });
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    if (error instanceof TypeError) return refused(error.message);
    throw error;
  }
  if (values.help) return { kind: 'help' };
  const seed = wholeNumber(values.seed, randomInt(MAX_SEED), 0, MAX_SEED);
  const resources = wholeNumber(values.resources, DEFAULTS.resources, 1, 100_000);
  const patches = wholeNumber(values.patches, DEFAULTS.patches, resources ?? 1, 10_000_000);
  const restarts = wholeNumber(values.restarts, DEFAULTS.restarts, 0, 1000);
  const deadline = wholeNumber(values.deadline, DEFAULTS.deadline, 1, 86_400);
  const intensity = values.intensity === undefined ? DEFAULTS.intensity : Number(values.intensity);
  if (seed === undefined) return refused(`--seed takes a whole number from 0 to ${MAX_SEED}.`);
  if (resources === undefined) return refused('--resources takes a whole number from 1 to 100000.');
  if (patches === undefined)
    return refused('--patches takes a whole number from that of resources to 10000000.');
  if (patches / resources > MAX_PATCHES_PER_RESOURCE) {
    return refused(`--resources is too small: a resource takes ${MAX_PATCHES_PER_RESOURCE} patches at most.`);
  }
  if (restarts === undefined) return refused('--restarts takes a whole number from 0 to 1000.');
  if (deadline === undefined) return refused('--deadline takes a whole number from 1 to 86400.');
  if (!(intensity >= 0 && intensity <= 5)) return refused('--intensity takes a number from 0 to 5.');
  return { kind: 'run', options: { seed, patches, resources, restarts, intensity, deadline } };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
}

function wholeNumber(given: string | undefined, usual: number, from: number, to: number): number | undefined {
  if (given === undefined) return usual >= from ? usual : from;
  const number = Number(given);
  return /^\d+$/.test(given) && number >= from && number <= to ? number : undefined;
}
