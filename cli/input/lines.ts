import { PatchlaneError } from '../errors.ts';
import { createCollector, type Piece, type Pieces } from './piece.ts';

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BLANK = /^[ \t\r]*$/;
/** Longer ones are not worth looking at. */
const MAX_BLANK_BYTES = 100;

/** Cuts NDJSON into its lines; blank ones are left out, and one that is too large has a problem in place of bytes. */
export function splitLines(chunks: AsyncIterable<Buffer>, maxBytes: number): Pieces {
  return split(chunks, maxBytes, () => 0);
}

/**
 * Cuts CSV into its rows, which may have line ends between quotes; blank lines are left out.
 * @throws PatchlaneError for a row that does not end: nobody could tell where the next one begins
 */
export async function* splitRows(chunks: AsyncIterable<Buffer>, maxBytes: number): Pieces {
  for await (const pieces of split(chunks, maxBytes, quotesIn)) {
    const endless = pieces.find(({ problem }) => problem !== undefined);
    if (endless !== undefined) {
      throw new PatchlaneError(
        `The row that begins in line ${endless.line} ${endless.problem}: is a quote not closed?`,
      );
    }
    yield pieces;
  }
}

/** A quote within quotes is written twice, so that an even number of them is closed. */
function quotesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(QUOTE); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) count += 1;
  return count;
}

async function* split(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
  countQuotes: (bytes: Buffer) => number,
): Pieces {
  const collected = createCollector(maxBytes);
  let line = 1;
  let firstLine = 1;
  let quotes = 0;
  const add = (bytes: Buffer) => {
    collected.add(bytes);
    quotes += countQuotes(bytes);
  };
  const take = (): Piece | undefined => {
    const bytes = collected.take();
    const place = { line: firstLine, column: 1 };
    quotes = 0;
    firstLine = line + 1;
    const problem = `has more than ${maxBytes} bytes`;
    if (bytes === undefined) return { ...place, bytes: Buffer.alloc(0), problem };
    return isBlank(bytes) ? undefined : { ...place, bytes };
  };
  for await (const chunk of chunks) {
    const pieces: Piece[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end + 1));
      from = end + 1;
      if (quotes % 2 === 0) {
        const piece = take();
        if (piece !== undefined) pieces.push(piece);
      }
      line += 1;
    }
    add(chunk.subarray(from));
    yield pieces;
  }
  const last = take();
  if (last !== undefined) yield [last];
}

function isBlank(bytes: Buffer): boolean {
  return bytes.length < MAX_BLANK_BYTES && BLANK.test(bytes.toString('latin1').replace(/\n$/, ''));
}
