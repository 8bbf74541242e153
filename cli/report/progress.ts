import { SingleBar } from 'cli-progress';
import type { Output } from '../io.ts';
import type { Outcomes } from '../outcomes.ts';
import { duration, shortCount } from './words.ts';

/** What is shown while a file is sent, or a batch followed. */
export interface ProgressView {
  /** @param done how much of it, 0 to 1; undefined when nobody knows */
  readonly update: (outcomes: Outcomes, done: number | undefined) => void;
  /** Shows a line, above the bar where there is one. */
  readonly say: (line: string) => void;
  readonly end: () => void;
}

export interface ProgressOptions {
  readonly output: Output;
  readonly isQuiet: boolean | undefined;
  /** Milliseconds since some moment; default the time that the process runs. */
  readonly now?: () => number;
}

/** A bar on a terminal, a line now and then elsewhere, nothing but what is said when it shall be quiet. */
export function createProgressView({
  output,
  isQuiet,
  now = () => performance.now(),
}: ProgressOptions): ProgressView {
  if (isQuiet) return { update: () => undefined, say: sayTo(output), end: () => undefined };
  return output.isTTY ? createBar(output, now) : createLines(output, now);
}

const sayTo = (output: Output) => (line: string) => void output.write(`${line}\n`);

/** Between two lines. */
const LINE_INTERVAL_MS = 5000;

function createLines(output: Output, now: () => number): ProgressView {
  const startedAt = now();
  let last = startedAt;
  const say = sayTo(output);
  return {
    say,
    update: (progress, done) => {
      if (now() - last < LINE_INTERVAL_MS) return;
      last = now();
      say(`${percentOf(done)}${factsOf(progress, (now() - startedAt) / 1000, done)}`);
    },
    end: () => undefined,
  };
}

const DEFAULT_COLUMNS = 80;
const MAX_BAR_WIDTH = 40;
const MIN_BAR_WIDTH = 3;

function createBar(output: Output, now: () => number): ProgressView {
  const startedAt = now();
  let latest: Parameters<ProgressView['update']> | undefined;
  const line = () => {
    if (latest === undefined) return '';
    const [progress, done] = latest;
    const facts = `${percentOf(done)}${factsOf(progress, (now() - startedAt) / 1000, done)}`;
    // One column is left free: a full line would wrap on some terminals.
    const room = (output.columns ?? DEFAULT_COLUMNS) - 1;
    const width = Math.min(MAX_BAR_WIDTH, room - facts.length - 1);
    const bar = done === undefined || width < MIN_BAR_WIDTH ? '' : `${barOf(done, width)} `;
    return `${bar}${facts}`.slice(0, room);
  };
  const bar = new SingleBar({
    stream: output as NodeJS.WritableStream, // it is a terminal: see `createProgressView`
    format: line,
    clearOnComplete: true,
    // The time goes on when nothing else does.
    forceRedraw: true,
    // Its own signal handlers would end the process before the run is told.
    gracefulExit: false,
    fps: 5,
  });
  return {
    update: (progress, done) => {
      if (latest === undefined) bar.start(1, 0);
      latest = [progress, done];
      bar.update(done ?? 0);
    },
    // The bar keeps its place on the screen from its start to its stop.
    say: (text) => {
      if (latest !== undefined) bar.stop();
      output.write(`${text}\n`);
      if (latest !== undefined) bar.start(1, latest[1] ?? 0);
    },
    end: () => {
      if (latest !== undefined) bar.stop();
      latest = undefined;
    },
  };
}

function barOf(done: number, width: number): string {
  const full = Math.round(done * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/** `54% `, as wide at all times. */
function percentOf(done: number | undefined): string {
  return done === undefined ? '' : `${`${Math.floor(done * 100)}%`.padStart(4)} `;
}

function factsOf(
  { applied, unchanged, failed }: Outcomes,
  seconds: number,
  done: number | undefined,
): string {
  const records = applied + unchanged + failed;
  const rate = seconds === 0 ? 0 : Math.round(records / seconds);
  const outcomes = `${shortCount(applied)} applied, ${shortCount(unchanged)} unchanged, ${shortCount(failed)} failed`;
  const isUnderWay = done !== undefined && done > 0 && done < 1;
  const left = isUnderWay ? `, ${duration((seconds * (1 - done)) / done)} left` : '';
  return `${shortCount(records)}: ${outcomes}, ${shortCount(rate)}/s${left}`;
}
