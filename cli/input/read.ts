import type { SourceRecord } from '../sending/batch-body.ts';

/** What reading a file gives, one after the other. */
export type Read =
  | { readonly kind: 'record'; readonly record: SourceRecord & { readonly line: number } }
  | ({ readonly kind: 'bad-line' } & BadLine);

/** A record that cannot be read. */
export interface BadLine {
  /** From 1. */
  readonly line: number;
  /** From 1: a character of the line, in CSV a cell; undefined when it is about the whole line. */
  readonly column?: number | undefined;
  /** What was expected. */
  readonly problem: string;
}

export function badLine(line: number, problem: string, column?: number): Read {
  return { kind: 'bad-line', line, problem, ...(column !== undefined && { column }) };
}
