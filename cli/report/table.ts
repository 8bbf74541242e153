import CliTable from 'cli-table3';
import type { Output } from '../io.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

export interface Column {
  readonly head: string;
  /** In columns of the terminal; what is longer is wrapped. One column without it takes what the others leave. */
  readonly width?: number;
  readonly align?: 'right';
}

/** Lines of a table without a frame; row by row, so that a table of any length takes no memory. */
export interface Table {
  readonly head: () => string;
  /** @param details lines under the row, in all its columns but the first */
  readonly row: (cells: readonly (string | number)[], details?: readonly string[]) => string;
}

const DEFAULT_COLUMNS = 80;
const GAP = 2;
const MIN_WIDTH = 8;

const NO_FRAME = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

/** @param output as wide as the table may be */
export function createTable(columns: readonly Column[], output: Output): Table {
  // One column is left free: a full line would wrap on some terminals. The last column needs no gap after it.
  const room = (output.columns ?? DEFAULT_COLUMNS) - 1 + GAP;
  const taken = columns.reduce((sum, { width = 0 }) => sum + width + GAP, 0);
  const widths = columns.map(({ width }) => width ?? Math.max(MIN_WIDTH, room - taken));
  const [first = 0, ...others] = widths;
  const detailWidth = others.reduce((sum, width) => sum + width + GAP, -GAP);
  const options = {
    chars: NO_FRAME,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP, compact: true },
    colWidths: widths.map((width) => width + GAP),
    colAligns: columns.map(({ align }) => align ?? 'left'),
  };
  const row: Table['row'] = (cells, details = []) => {
    const table = new CliTable(options);
    table.push(cells.map((cell, at) => wrap(printable(String(cell)), widths[at] ?? first)));
    const indent = ' '.repeat(first + GAP);
    const under = details.flatMap((line) => wrap(printable(line), detailWidth).split('\n'));
    return [...table.toString().split('\n'), ...under.map((line) => `${indent}${line}`)]
      .map((line) => line.trimEnd())
      .join('\n');
  };
  return { head: () => row(columns.map(({ head }) => head.toUpperCase())), row };
}
