import { PatchlaneError } from '../errors.ts';
import { createCollector, type Piece, type Pieces } from './piece.ts';

const byte = (character: string) => character.charCodeAt(0);
const [QUOTE, BACKSLASH, COMMA, NEWLINE] = [byte('"'), byte('\\'), byte(','), byte('\n')];
const OPENING = new Set([byte('['), byte('{')]);
const CLOSING = new Set([byte(']'), byte('}')]);
const [ARRAY_BEGINS, ARRAY_ENDS] = [byte('['), byte(']')];
const BLANK = new Set([byte(' '), byte('\t'), byte('\r'), NEWLINE]);

/**
 * Cuts a JSON array into its elements without reading them: what it gives is their text, so that numbers keep their digits, and
 * their place. An element that is not JSON spoils nothing but itself, unless its brackets do not match.
 * @throws PatchlaneError when there is no array, or an element does not end
 */
export async function* splitArray(chunks: AsyncIterable<Buffer>, maxBytes: number): Pieces {
  const collected = createCollector(maxBytes);
  let state: 'before' | 'inside' | 'after' = 'before';
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let line = 1;
  let lineStart = 0;
  let offset = 0;
  /** Where the element begins; undefined before its first byte. */
  let place: { readonly line: number; readonly column: number } | undefined;
  let mustFollow = false;
  const here = () => ({ line, column: offset - lineStart + 1 });
  const wrong = (problem: string): Piece => ({ ...here(), bytes: Buffer.alloc(0), problem });

  for await (const chunk of chunks) {
    const pieces: Piece[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1, offset += 1) {
      const code = chunk[at] ?? 0;
      if (code === NEWLINE) {
        line += 1;
        lineStart = offset + 1;
      }
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (code === BACKSLASH) isEscaped = true;
        else if (code === QUOTE) inString = false;
        continue;
      }
      if (state === 'inside' && depth === 0 && (code === COMMA || code === ARRAY_ENDS)) {
        if (place !== undefined) {
          collected.add(chunk.subarray(from, at));
          pieces.push(pieceOf(place, collected.take()));
        } else if (code === COMMA || mustFollow) pieces.push(wrong('a record was expected'));
        mustFollow = code === COMMA;
        if (code === ARRAY_ENDS) state = 'after';
        place = undefined;
        continue;
      }
      if (BLANK.has(code)) continue;
      if (state === 'before') {
        if (code !== ARRAY_BEGINS) throw new PatchlaneError(NO_ARRAY);
        state = 'inside';
        continue;
      }
      if (state === 'after') {
        yield [...pieces, wrong('nothing was expected after the end of the array')];
        return;
      }
      if (place === undefined) {
        place = here();
        from = at;
      }
      if (code === QUOTE) inString = true;
      else if (OPENING.has(code)) depth += 1;
      else if (CLOSING.has(code)) depth -= 1;
    }
    if (place !== undefined) collected.add(chunk.subarray(from));
    if (place !== undefined && collected.isTooLarge()) {
      throw new PatchlaneError(
        `The record that begins in line ${place.line}, column ${place.column} does not end within ${maxBytes} bytes: do its brackets match?`,
      );
    }
    yield pieces;
  }
  if (state === 'before') throw new PatchlaneError(NO_ARRAY);
  if (state === 'inside') yield [wrong('the file ends before the array does: ] was expected')];
}

const NO_ARRAY =
  'A JSON array was expected, which begins with [; --format ndjson is for a file with one object per line.';

function pieceOf(
  place: { readonly line: number; readonly column: number },
  bytes: Buffer | undefined,
): Piece {
  if (bytes !== undefined) return { ...place, bytes };
  return { ...place, bytes: Buffer.alloc(0), problem: 'is too large' };
}
