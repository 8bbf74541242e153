/** Where the demo writes: `process.stdout`, or what a test gives. */
export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** One thing that is under way. */
export interface Line {
  readonly update: (done: number) => void;
  /** The last word on it. */
  readonly end: (text: string) => void;
}

export interface Progress {
  readonly start: (label: string, total: number) => Line;
  readonly say: (text: string) => void;
}

/** Shows one line per thing under way: rewritten in place on a terminal, written anew now and then elsewhere. */
export function createProgress(output: Output, now: () => number): Progress {
  return output.isTTY ? createRewriting(output) : createPlain(output, now);
}

const LABEL_WIDTH = 14;
const BAR_WIDTH = 24;
const DEFAULT_COLUMNS = 80;

function createRewriting(output: Output): Progress {
  const lines = new Map<object, string>();
  let painted = 0;
  /** Writes `text` above the lines, and these again. */
  const paint = (text: readonly string[]) => {
    // A line that wraps would take two, and the next painting would begin in the wrong place.
    const width = (output.columns ?? DEFAULT_COLUMNS) - 1;
    const rows = [...text, ...[...lines.values()].map((line) => line.slice(0, width))];
    const up = painted === 0 ? '' : `\x1b[${painted}A`;
    // Up, then clear to the end of the screen.
    output.write(`${up}\r\x1b[J${rows.map((row) => `${row}\n`).join('')}`);
    painted = lines.size;
  };
  return {
    say: (text) => paint([text]),
    start: (label, total) => {
      const line = {};
      const update = (done: number) => {
        lines.set(line, `${label.padEnd(LABEL_WIDTH)} ${bar(done, total)} ${done}/${total}`);
        paint([]);
      };
      update(0);
      return {
        update,
        end: (text) => {
          lines.delete(line);
          paint([`${label.padEnd(LABEL_WIDTH)} ${text}`]);
        },
      };
    },
  };
}

function bar(done: number, total: number): string {
  const full = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH);
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

/** Between two lines about the same thing. */
const PLAIN_INTERVAL_MS = 3000;

function createPlain(output: Output, now: () => number): Progress {
  const say = (text: string) => output.write(`${text}\n`);
  return {
    say,
    start: (label, total) => {
      let last = now();
      return {
        update: (done) => {
          if (now() - last < PLAIN_INTERVAL_MS) return;
          last = now();
          say(`${label.padEnd(LABEL_WIDTH)} ${done}/${total}`);
        },
        end: (text) => say(`${label.padEnd(LABEL_WIDTH)} ${text}`),
      };
    },
  };
}
