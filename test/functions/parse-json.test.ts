import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../functions/parse-json.ts';
import { anyJson } from './domain/json-arbitraries.ts';

/** The value of a text that is JSON. */
function read(text: string): unknown {
  const result = parseJson(text);
  return result.kind === 'json' ? result.value : expect.fail(result.reason);
}

/** Why a text is not JSON. */
function reasonOf(text: string): string {
  const result = parseJson(text);
  return result.kind === 'malformed' ? result.reason : expect.fail('it was read');
}

/** All that a reason may say. */
const REASON =
  /^it (?:ends too early|nests too deeply|has an unexpected character(?: at position \d+(?: \(line \d+ column \d+\))?)?)$/;

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(read(text))).toBe(text);
      }),
    );
    expect(read(' [1, -0.5, 1e3, true, null, "\\u00e4"] ')).toEqual([1, -0.5, 1000, true, null, 'ä']);
  });

  it.each<[string, number | bigint]>([
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740992', -9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['12345678901234567890123456789012345678901', 12345678901234567890123456789012345678901n],
    ['1000000000000000', 1000000000000000],
    ['-0', -0],
  ])('reads the integer %s exactly', (text, value) => {
    expect(read(text)).toBe(value);
    expect(read(`{"a": [${text}]}`)).toEqual({ a: [value] });
  });

  it.each<[string, number]>([
    ['0.1234567890123456', 0.1234567890123456],
    ['0.00000000000000000000000000000000000000000000000001', 1e-50],
    ['1.00000000000000000000000000000000000000000000000000', 1],
    ['1.2345678901234567890123456789012345678', 1.2345678901234567],
    ['-12345678901234567890.123456789012345678', -12345678901234567000],
    ['0.1234567890123456789012345678901234567800', 0.12345678901234568],
    ['0.0e-999', 0],
    ['1e20', 1e20],
    ['1E+3', 1000],
    ['12e-1', 1.2],
    ['1e400', Number.POSITIVE_INFINITY],
  ])('reads %s, which has at most 38 digits', (text, value) => {
    expect(read(text)).toBe(value);
  });

  it.each([
    '1.23456789012345678901234567890123456789',
    '-123456789012345678901.234567890123456789',
    '1.23456789012345678901234567890123456789e5',
    '0.00000123456789012345678901234567890123456789',
  ])('marks %s, which has 39 digits', (text) => {
    expect(read(text)).toBeNaN();
  });

  it.each(['1e-400', '-1e-400', '0.1E-400', `0.${'0'.repeat(400)}1`])(
    'marks %s, which a double makes zero',
    (text) => {
      expect(read(text)).toBeNaN();
    },
  );

  it('leaves digits alone that stand in text', () => {
    const text = '{"9007199254740993":"9007199254740993 1e-400"}';
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it('keeps a field called __proto__ a field, beside a number that is marked too', () => {
    for (const number of ['1', '9007199254740993']) {
      const value = read(`{"__proto__": {"a": ${number}}}`);
      expect(Object.keys(Object(value))).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });

  it.each([
    '{"card": 4111111111111111 SECRET}',
    '{"name": SECRET}',
    '{"name": "SECRET',
    '{"name": "SECRET\n"}',
    '{"name": "\\SECRET"}',
    "{'SECRET': 1}",
    '[1, 2, SECRET',
    'SECRET',
    '{"a": 1} SECRET',
    '{"SECRET": -}',
  ])('says of %j that it is no JSON, and quotes nothing of it', (text) => {
    const reason = reasonOf(text);
    expect(reason).toMatch(REASON);
    expect(reason).not.toMatch(/SECRET|4111/);
  });

  it.each([
    ['', 'it ends too early'],
    ['{"a": [1,', 'it ends too early'],
    ['{"a" 1}', 'it has an unexpected character at position 5 (line 1 column 6)'],
    ['{"a": 1,\n "b" 2}', 'it has an unexpected character at position 14 (line 2 column 6)'],
    [`[${'\n'.repeat(11)}          x]`, 'it has an unexpected character'],
    [`[1${'\n'.repeat(11)}          2]`, 'it has an unexpected character at position 23 (line 12 column 11)'],
    ['{"a": x}', 'it has an unexpected character'],
  ])('says where %j is wrong when it can', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('never says more than where, and reads exactly what JSON.parse takes', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '1',
      '-',
      'e-9',
      '1234567890123456',
      'SECRET',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const result = parseJson(text);
        expect(result.kind === 'json').toBe(isJson(text));
        if (result.kind === 'malformed') expect(result.reason).toMatch(REASON);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads a million arrays in each other', () => {
    let inner = read(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`);
    let depth = 0;
    for (; Array.isArray(inner); inner = inner[0]) depth += 1;
    expect(depth).toBe(1_000_000);
  });

  it('refuses as many when there is a number to look at, instead of overflowing the stack', () => {
    const text = `${'['.repeat(1_000_000)}9007199254740993${']'.repeat(1_000_000)}`;
    expect(reasonOf(text)).toBe('it nests too deeply');
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
