import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../demo/command.ts';
import { inTemporaryFolder } from '../demo/temporary-folder.ts';
import { synthesize } from '../local/synth.ts';
import { formatRatios } from './baseline/report.ts';
import { countRatios } from './baseline/run-baseline-cost.ts';
import { requireOwnDatabase, requireTransactions } from './beside.ts';
import { measureColdStarts } from './cold-start/measure.ts';
import { formatColdStarts } from './cold-start/report.ts';
import { formatCosts } from './cost/report.ts';
import { countCosts } from './cost/run-cost.ts';
import { COMPARED, SHAPES } from './cost/shapes.ts';
import { measureGrowth } from './growth/measure.ts';
import { plotsOf } from './growth/plots.ts';
import { formatGrowth } from './growth/report.ts';
import { measureIntakes, measureMemory } from './intake/measure.ts';
import { formatIntake } from './intake/report.ts';
import { machine } from './machine.ts';
import { type BenchName, type BenchOptions, HELP, parseOptions } from './options.ts';
import { predict } from './scale/predict.ts';
import { formatCompared, formatPredictions } from './scale/report.ts';
import { validate } from './scale/validate.ts';
import { ratiosOf } from './time/ratios.ts';
import { formatTimes } from './time/report.ts';
import { measureTimes } from './time/run-times.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Of each function, by turns. */
const STARTS = 11;

const RESULTS = join(ROOT, 'bench', 'results');

interface Place {
  readonly dataFolder: string;
  readonly dynamodb: string | undefined;
  readonly log: (line: string) => void;
}

/** What is printed, and what is kept: figures, and files by their names. */
interface Result {
  readonly text: string;
  readonly kept: object;
  readonly plots?: ReadonlyMap<string, string>;
}

/** Runs the benches that are asked for and sets the exit code: 2 for arguments that it does not take. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const parsed = parseOptions(args);
  if (parsed.kind === 'help') return say(HELP);
  if (parsed.kind === 'refused') {
    process.stderr.write(`${parsed.message}\n\n${HELP}\n`);
    process.exitCode = 2;
    return;
  }
  const { options } = parsed;
  await runCommand((signal) =>
    inTemporaryFolder({ prefix: 'patchlane-bench-', parent: undefined, signal, say }, async (folder) => {
      const dynamodb = env['PATCHLANE_DYNAMODB'];
      if (options.benches.some((name) => name === 'baseline' || name === 'time'))
        requireTransactions(dynamodb);
      if (options.benches.includes('growth')) requireOwnDatabase(dynamodb);
      for (const name of options.benches) {
        signal.throwIfAborted();
        const { text, ...result } = await run(name, options, {
          dataFolder: join(folder, name),
          dynamodb,
          log: say,
        });
        say(text);
        await keep(name, result);
      }
      return 0;
    }),
  );
}

async function run(name: BenchName, { rounds, stored }: BenchOptions, place: Place): Promise<Result> {
  switch (name) {
    case 'cost': {
      const costs = await countCosts(place, SHAPES);
      return { text: formatCosts(costs), kept: { costs } };
    }
    case 'baseline': {
      const ratios = await countRatios(place, COMPARED);
      return { text: formatRatios(ratios), kept: { ratios } };
    }
    case 'time': {
      const before = machine();
      const times = await measureTimes({ ...place, rounds });
      const ratios = ratiosOf(times);
      return { text: formatTimes(times, ratios), kept: { machine: before, times, ratios } };
    }
    case 'growth': {
      const before = machine();
      const growth = await measureGrowth({ ...place, rounds, stored });
      return {
        text: formatGrowth(growth),
        kept: { machine: before, growth },
        plots: plotsOf(growth),
      };
    }
    case 'intake': {
      const [memory, intake] = [await measureMemory(), await measureIntakes()];
      return { text: formatIntake(intake, memory), kept: { machine: machine(), intake, memory } };
    }
    case 'cold-start': {
      const assembly = join(place.dataFolder, 'assembly');
      await synthesize({ folder: assembly, logFile: join(place.dataFolder, 'synth.log') });
      const starts = await measureColdStarts(assembly, STARTS);
      return { text: formatColdStarts(starts), kept: { machine: machine(), starts } };
    }
    case 'scale': {
      const before = machine();
      const { times, compared } = await validate({ ...place, rounds });
      const text = [...formatPredictions(predict()), formatCompared(compared)].join('\n\n');
      return { text, kept: { machine: before, times, compared } };
    }
  }
}

async function keep(name: BenchName, { kept, plots = new Map() }: Omit<Result, 'text'>): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const file = join(RESULTS, `${name}.json`);
  await writeFile(file, `${JSON.stringify({ commit: commit(), ...kept }, undefined, 2)}\n`);
  for (const [file, svg] of plots) await writeFile(join(RESULTS, file), svg);
}

function commit(): string {
  return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
}
