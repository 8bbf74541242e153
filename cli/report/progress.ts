import { SingleBar } from 'cli-progress';
import type { Output } from '../io.ts';
import { fitted } from './fitted.ts';
import { createProgressFacts, type ProgressFacts } from './progress-facts.ts';

/** What is shown while a file is sent, or a batch followed. */
export interface ProgressView {
  /** The first one shows it. */
  readonly update: ProgressFacts['update'];
  /** Shows some lines, above the bar where there is one. */
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

const sayTo = (output: Output) => (text: string) => void output.write(`${fitted(text, output)}\n`);

/** Between two lines. */
const LINE_INTERVAL_MS = 5000;

function createLines(output: Output, now: () => number): ProgressView {
  const facts = createProgressFacts(now);
  let last = now();
  const say = sayTo(output);
  return {
    say,
    update: (...progress) => {
      facts.update(...progress);
      if (now() - last < LINE_INTERVAL_MS) return;
      last = now();
      say(facts.text());
    },
    end: () => undefined,
  };
}

const DEFAULT_COLUMNS = 80;
const MAX_BAR_WIDTH = 40;
const MIN_BAR_WIDTH = 3;

function createBar(output: Output, now: () => number): ProgressView {
  const facts = createProgressFacts(now);
  const say = sayTo(output);
  let isShown = false;
  const line = () => {
    // One column is left free: a full line would wrap on some terminals.
    const room = (output.columns ?? DEFAULT_COLUMNS) - 1;
    const done = facts.done();
    const text = facts.text(room);
    const width = Math.min(MAX_BAR_WIDTH, room - text.length - 1);
    const bar = done === undefined || width < MIN_BAR_WIDTH ? '' : `${barOf(done, width)} `;
    return `${bar}${text}`.slice(0, room);
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
    update: (...progress) => {
      facts.update(...progress);
      if (isShown) bar.update(facts.done() ?? 0);
      else bar.start(1, 0);
      isShown = true;
    },
    // The bar keeps its place on the screen from its start to its stop.
    say: (text) => {
      if (isShown) bar.stop();
      say(text);
      if (isShown) bar.start(1, facts.done() ?? 0);
    },
    end: () => {
      if (isShown) bar.stop();
      isShown = false;
    },
  };
}

function barOf(done: number, width: number): string {
  const full = Math.floor(done * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
