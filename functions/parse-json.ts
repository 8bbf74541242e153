type Reviver = (name: string, value: unknown, context: { readonly source?: string }) => unknown;

// The reviver's third argument (source text access, ES2026) is in Node 24 and not yet in the compiler's ES2024 library.
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Texts without one of these hold no number that a double changes, and are spared the reviver, which costs threefold. */
const MAY_HOLD_INEXACT_NUMBER = /\d{16}|\d[eE][+-]?\d/;

/** DynamoDB's precision. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const MAX_DIGITS = 38;

/**
 * JSON, with what a double would silently change made visible: an integer that is not exact becomes a bigint, a number
 * that underflows or has more than 38 digits becomes NaN. `findUnstorable` names them where they stand.
 */
export function parseJson(
  text: string,
):
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly reason: string } {
  try {
    const value = MAY_HOLD_INEXACT_NUMBER.test(text) ? parseWithSource(text, keepExact) : JSON.parse(text);
    return { kind: 'json', value };
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'malformed', reason: withoutExcerpt(error.message) };
    // V8 walks the value recursively for a reviver; JSON.parse alone takes any depth.
    if (error instanceof RangeError) return { kind: 'malformed', reason: 'it nests too deeply' };
    throw error;
  }
}

function keepExact(_name: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value;
  if (/^-?\d+$/.test(context.source)) return Number.isSafeInteger(value) ? value : BigInt(context.source);
  const digits = context.source
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
  return digits.length > MAX_DIGITS || (value === 0 && digits !== '') ? Number.NaN : value;
}

/** V8 quotes the text around the fault; a customer's data stays out of answers and logs. */
function withoutExcerpt(message: string): string {
  if (message.includes('end of JSON input')) return 'it ends too early';
  const position = /at position \d+(?: \(line \d+ column \d+\))?/.exec(message)?.[0];
  return `it has an unexpected character${position === undefined ? '' : ` ${position}`}`;
}
