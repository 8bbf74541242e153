import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';

/** Parses JSON as JavaScript does; what is wrong is said without a word of the text, which may hold secrets. */
export function parseJson(
  text: string,
):
  | { readonly kind: 'parsed'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly problem: string; readonly offset: number } {
  try {
    return { kind: 'parsed', value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // V8 does not always say where, and shows what stands there.
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true });
    const [first] = errors;
    const words = first === undefined ? '' : `: ${inWords(printParseErrorCode(first.error))}`;
    return { kind: 'malformed', problem: `is not JSON${words}`, offset: first?.offset ?? 0 };
  }
}

/** `CloseBraceExpected` is `close brace expected`. */
function inWords(code: string): string {
  return code.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

/** Line and column, from 1, of an offset of a text that starts somewhere in its file. */
export function placeIn(
  text: string,
  offset: number,
  start: { readonly line: number; readonly column: number },
) {
  const before = text.slice(0, offset).split('\n');
  const last = before.at(-1) ?? '';
  const isFirst = before.length === 1;
  return { line: start.line + before.length - 1, column: last.length + (isFirst ? start.column : 1) };
}
