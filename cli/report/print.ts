import type { Call } from '../command.ts';
import { printableJson, printableLines } from './printable.ts';
import { type Column, createTable, type Table } from './table.ts';

type Printing = Pick<Call, 'io' | 'values'>;

/** Prints what a command did: one line of JSON with `--json`, else text, which `--quiet` leaves out. */
export function printResult({ io, values }: Printing, result: object, text: () => string): void {
  if (values.json) io.stdout.write(`${printableJson(result)}\n`);
  else if (!values.quiet) io.stdout.write(`${printableLines(text())}\n`);
}

/** Prints what was asked for, as JSON to be read by people too. */
export function printDocument({ io }: Printing, document: object): void {
  io.stdout.write(`${printableJson(document, 2)}\n`);
}

export interface Listing<T> {
  readonly columns: readonly Column[];
  readonly row: (table: Table, entry: T) => string;
  /** What is said when there is no entry. */
  readonly none: string;
}

/** Prints entries as they come and holds none: JSON of one per line with `--json`, else a table. */
export async function printList<T>(
  { io, values }: Printing,
  entries: AsyncIterable<T>,
  { columns, row, none }: Listing<T>,
): Promise<void> {
  const table = createTable(columns, io.stdout);
  let isFirst = true;
  for await (const entry of entries) {
    if (values.json) io.stdout.write(`${printableJson(entry)}\n`);
    else io.stdout.write(`${isFirst ? `${table.head()}\n` : ''}${row(table, entry)}\n`);
    isFirst = false;
  }
  if (isFirst && !values.json && !values.quiet) io.stdout.write(`${none}\n`);
}
