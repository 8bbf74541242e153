import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAttributes } from '../../../functions/adapters/attribute-names.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../functions/domain/json.ts';
import {
  findUnstorable,
  MAX_DEPTH,
  MAX_NAME_BYTES,
  storedBytes,
  utf8Bytes,
} from '../../../functions/domain/storable.ts';
import { anyJsonObject } from './json-arbitraries.ts';

const NOT_UNICODE = 'must be well-formed Unicode (it holds half of a surrogate pair)';
const NOT_A_NUMBER = 'must be a number of at most 38 digits between 1e-130 and 9.99e125 in size';
const TOO_DEEP = 'must not nest deeper than 30 levels';

/** So many objects, or arrays, in each other. */
function nested(levels: number, wrap: (inner: Json) => Json, innermost: Json): Json {
  return levels === 0 ? innermost : wrap(nested(levels - 1, wrap, innermost));
}

function found(value: unknown): readonly string[] {
  return findUnstorable(value).map(({ pointer, message }) => `${pointer}: ${message}`);
}

describe('findUnstorable', () => {
  it.each<[string, (inner: Json) => Json, Json, string]>([
    ['objects', (a) => ({ a }), {}, '/a'],
    ['arrays', (inner) => [inner], [], '/0'],
  ])('takes %s in each other 30 levels deep, and no deeper', (_what, wrap, empty, step) => {
    expect(MAX_DEPTH).toBe(30);
    expect(found(nested(29, wrap, empty))).toEqual([]);
    for (const scalar of ['text', 1, true, null]) expect(found(nested(30, wrap, scalar))).toEqual([]);
    expect(found(nested(30, wrap, empty))).toEqual([`${step.repeat(30)}: ${TOO_DEEP}`]);
    expect(found(nested(40, wrap, empty))).toEqual([`${step.repeat(30)}: ${TOO_DEEP}`]);
  });

  it.each([0, -0, 1, -1.5, 1e-130, -1e-130, 9.99e125, -9.99e125, Number.MAX_SAFE_INTEGER, 1e20])(
    'takes the number %d',
    (number) => {
      expect(found({ n: number })).toEqual([]);
    },
  );

  it.each([
    9.99e-131,
    -9.99e-131,
    Number.MIN_VALUE,
    9.991e125,
    -9.991e125,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ])('refuses the number %d', (number) => {
    expect(found({ n: number })).toEqual([`/n: ${NOT_A_NUMBER}`]);
  });

  it('refuses an integer that a double would change', () => {
    expect(found([1n])).toEqual([
      '/0: must be an integer from -9007199254740991 to 9007199254740991, which is what can be kept exactly; send larger ones as strings',
    ]);
  });

  it.each<[string, string, boolean]>([
    ['a pair of surrogates', '\ud83d\ude00', true],
    ['the first half', 'a\ud83d', false],
    ['the second half', '\ude00b', false],
    ['both halves the wrong way round', '\ude00\ud83d', false],
  ])('tells of %s whether it is Unicode, in values and in names', (_what, text, ok) => {
    expect(found({ a: text })).toEqual(ok ? [] : [`/a: ${NOT_UNICODE}`]);
    expect(found({ [text]: 1 })).toEqual(ok ? [] : [`/${text.toWellFormed()}: ${NOT_UNICODE}`]);
  });

  it('looks no further into a field whose name is no Unicode', () => {
    expect(found({ a: { '\ud83d': { b: Number.NaN } } })).toEqual([`/a/\ufffd: ${NOT_UNICODE}`]);
  });

  it('takes every other value', () => {
    expect(found([null, true, false, '', 'text', {}, []])).toEqual([]);
  });

  it('names every problem by its pointer, in the order of the text', () => {
    const value = JSON.parse(
      '{"a/b": [1, "\\ud800", {"~": "\\ud800"}], "\\ud800x": 1, "__proto__": "\\ud800", "\\ud800y": 1, "": "\\ud800"}',
    );
    expect(findUnstorable(value).map(({ pointer }) => pointer)).toEqual([
      '/a~1b/1',
      '/a~1b/2/~0',
      '/\ufffdx',
      '/__proto__',
      '/\ufffdy',
      '/',
    ]);
  });

  it('speaks of the value itself by the empty pointer', () => {
    expect(found(Number.NaN)).toEqual([`: ${NOT_A_NUMBER}`]);
  });

  it.each<[string, unknown]>([
    ['items', Array(1000).fill(Number.NaN)],
    ['fields', Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`f${at}`, Number.NaN]))],
    ['names', Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`\ud800${at}`, 1]))],
    ['objects', Array.from({ length: 1000 }, () => ({ '\ud800': 1, a: Number.NaN }))],
  ])('names a hundred problems at most, however many %s are wrong', (_what, value) => {
    expect(findUnstorable(value)).toHaveLength(100);
  });

  it('refuses names of fields that are longer than an attribute name may be, at any depth', () => {
    const longest = 'é'.repeat(MAX_NAME_BYTES / 2);
    expect(findUnstorable({ [longest]: { [longest]: 1 } })).toEqual([]);
    expect(findUnstorable({ a: [{ [`${longest}x`]: Number.NaN }], b: Number.NaN })).toEqual([
      { pointer: `/a/0/${longest}x`, message: 'must have a name of at most 61440 bytes' },
      { pointer: '/b', message: expect.stringContaining('must be a number') },
    ]);
  });

  it.each<[string, string]>([
    ['arrays', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`],
    ['objects', `${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`],
  ])('survives a million %s in each other', (_what, text) => {
    expect(findUnstorable(JSON.parse(text)).map(({ message }) => message)).toEqual([TOO_DEEP]);
  });
});

/**
 * What the developer guide says: text in UTF-8; a number one byte and one more per two digits; null and booleans one;
 * a list or map three, and one per element, names included.
 */
function documentedBytes(value: Json): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(digitsOf(value) / 2);
  if (Array.isArray(value)) return 3 + sum(value.map((item: Json) => 1 + documentedBytes(item)));
  if (!isJsonObject(value)) return 1;
  return (
    3 +
    sum(Object.entries(value).map(([name, field]) => 1 + Buffer.byteLength(name) + documentedBytes(field)))
  );
}

function digitsOf(number: number): number {
  return number.toExponential().replace(/e.*/, '').replace(/\D/g, '').length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe('storedBytes', () => {
  it.each<JsonObject>([
    {},
    { a: 'text' },
    { 'ä€😀': 'ä€😀' },
    { a: 0, b: -1, c: 123456789.5, d: 1e-130, e: Number.MAX_SAFE_INTEGER, f: 0.1 + 0.2 },
    { a: null, b: true, c: false },
    { a: [], b: {} },
    { a: [1, 'b', [null]], b: { c: { d: '' } } },
    // Such names are stored with one character more.
    { list: Array(100).fill({ '': '', constructor: '' }) },
  ])('is not less than what DynamoDB counts for %j', (document) => {
    expect(storedBytes(document)).toBeGreaterThanOrEqual(documentedBytes(toAttributes(document)));
  });

  it('is not less than what DynamoDB counts for any document', () => {
    fc.assert(
      fc.property(anyJsonObject, (document) => {
        expect(storedBytes(document)).toBeGreaterThanOrEqual(documentedBytes(toAttributes(document)));
      }),
    );
  });
});

describe('utf8Bytes', () => {
  const boundaries = [
    '\u007f',
    '\u0080',
    '\u07ff',
    '\u0800',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{10ffff}',
  ];

  it.each(boundaries)('knows the length of %j', (text) => {
    expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
  });

  it('is the length of any text in UTF-8', () => {
    const character = fc.oneof(
      fc.constantFrom('a', ...boundaries),
      fc
        .nat({ max: 0x10ffff })
        .map((code) => String.fromCodePoint(code))
        .filter((text) => text.isWellFormed()),
    );
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        const text = characters.join('');
        expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
      }),
    );
  });
});
