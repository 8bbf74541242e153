import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { PatchlaneError } from '../errors.ts';
import { counted } from '../report/words.ts';
import { type ColumnsReading, createRowReader, type RowReading } from './columns.ts';
import type { Piece, Pieces } from './piece.ts';
import { badLine, type Read, textOf } from './read.ts';

export interface CsvReading extends ColumnsReading {
  readonly position: () => number;
}

/** Reads the rows of a CSV file, of which the first one names the fields. */
export async function* readCsv(rows: Pieces, reading: CsvReading): AsyncGenerator<readonly Read[], void> {
  let readRow: ((row: Row) => Read) | undefined;
  for await (const pieces of rows) {
    const reads: Read[] = [];
    for (const row of cellsOf(pieces)) {
      if (readRow === undefined) readRow = rowReader(row, reading);
      else reads.push(readRow(row));
    }
    yield reads;
  }
  if (readRow === undefined) throw new PatchlaneError('It is empty: the first row must name the fields.');
}

function rowReader(first: Row, reading: CsvReading): (row: Row) => Read {
  if (first.cells === undefined) {
    throw new PatchlaneError(`The first row, line ${first.piece.line}, ${first.problem}.`);
  }
  const names = first.cells.map((name) => name.trim());
  const read = createRowReader(names, reading);
  return ({ piece: { line, bytes }, cells, problem }) => {
    if (cells === undefined) return badLine(line, problem, { text: textOf(bytes) });
    if (cells.length !== names.length) {
      return badLine(
        line,
        `${names.length} cells were expected, as in the first row; it has ${cells.length}`,
        { text: textOf(bytes) },
      );
    }
    const row = read(cells);
    if (row.kind === 'bad') return badCells(line, row);
    return { kind: 'record', record: { ...row.record, line, position: reading.position() } };
  };
}

function badCells(line: number, { cells, patch }: Extract<RowReading, { kind: 'bad' }>): Read {
  const [first, ...others] = cells.map(({ name, problem }) => `${name}: ${problem}`);
  const more = others.length === 0 ? '' : `, and ${counted(others.length, 'more cell')} of the row`;
  const errors = cells.map(({ pointer, problem }) => `${pointer}: ${problem}`);
  return badLine(line, `${first}${more}`, { errors, patch });
}

type Row = { readonly piece: Piece } & (
  | { readonly cells: readonly string[]; readonly problem?: never }
  | { readonly cells?: never; readonly problem: string }
);

/** Together where nothing is wrong, else one by one, so that a row spoils nothing but itself. */
function cellsOf(group: readonly Piece[]): readonly Row[] {
  const together = parseRows(Buffer.concat(group.map(({ bytes }) => bytes)));
  if (typeof together !== 'string' && together.length === group.length) {
    return group.map((piece, at) => ({ piece, cells: together[at] ?? [] }));
  }
  return group.map((piece) => {
    const rows = parseRows(piece.bytes);
    if (typeof rows === 'string') return { piece, problem: rows + takenIn(piece) };
    const [cells = []] = rows;
    return { piece, cells };
  });
}

/** A quote that is one too many has more lines than its own. */
function takenIn({ line, bytes }: Piece): string {
  const more = bytes.toString('latin1').trimEnd().split('\n').length - 1;
  return more === 0 ? '' : `; it takes in the lines up to ${line + more}`;
}

/** The cells of whole rows, or what is wrong with them. */
function parseRows(bytes: Buffer): readonly (readonly string[])[] | string {
  if (!isUtf8(bytes)) return 'is not UTF-8';
  try {
    return parse(bytes, { relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return PROBLEMS[error.code] ?? `is not CSV (${error.code})`;
  }
}

const PROBLEMS: Readonly<Partial<Record<CsvError['code'], string>>> = {
  CSV_INVALID_CLOSING_QUOTE: 'has text after a closing quote; a quote within quotes is written twice',
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is not closed',
  INVALID_OPENING_QUOTE: 'has a quote within a cell that does not begin with one',
};
