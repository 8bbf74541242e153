import type { SourceRecord } from '../sending/batch-body.ts';

/** What reading a file gives, one after the other. */
export type Read =
  | { readonly kind: 'record'; readonly record: SourceRecord & { readonly line: number } }
  | ({ readonly kind: 'bad-line' } & BadLine);

/** A record that cannot be read. */
export interface BadLine {
  /** From 1. */
  readonly line: number;
  /** From 1: a character of the line; undefined when it is about the whole line or about cells. */
  readonly column?: number | undefined;
  /** What was expected. */
  readonly problem: string;
  /** All that is wrong with it; default the problem alone. */
  readonly errors?: readonly string[] | undefined;
  /** JSON of the record as far as it can be read, to be corrected in place. */
  readonly patch?: string | undefined;
  /** The line as it stands, where no record can be read at all. */
  readonly text?: string | undefined;
  /** JSON of a record that failed before and was not corrected. */
  readonly uncorrected?: string | undefined;
}

export function badLine(line: number, problem: string, more: Omit<BadLine, 'line' | 'problem'> = {}): Read {
  return { kind: 'bad-line', line, problem, ...more };
}

const MAX_TEXT = 2000;

/** A line for people to look at, undefined when nothing of it is there. */
export function textOf(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined;
  const text = bytes.toString().replace(/[\r\n]+$/, '');
  return text.length <= MAX_TEXT
    ? text
    : `${text.slice(0, MAX_TEXT)}... (the first ${MAX_TEXT} of ${text.length} characters)`;
}
