import fc from 'fast-check';

// What a hostile caller may put where a name, a header or a value of JSON is expected.

/** What is meant well far more often than not: a request with three faults is refused for the first. */
export function mostly<T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>, times = 8): fc.Arbitrary<T> {
  return fc.oneof({ weight: times, arbitrary: good }, { weight: 1, arbitrary: bad });
}

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '$ref',
  '$schema',
  'then',
  '~',
  '/',
  '#',
  '@{unit d800}',
  '@{unit dfff}',
  '@{unit 0}',
  '@{chars 61441}',
];

const TEXTS = [
  ...NAMES,
  ' ',
  '.',
  '..',
  '../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  '%0d%0aset-cookie: a=b',
  'a@{unit d}@{unit a}set-cookie: a=b',
  'a@{unit 0}b',
  '@{unit 7f}',
  '@{unit 85}',
  '@{unit feff}',
  '@{unit fffd}',
  '@{unit fffe}',
  'a@{unit d83d}',
  'e@{unit 301}',
  '\u00e9',
  '\u202ea',
  '😀',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e400',
  '[object Object]',
  '*',
  '"',
  '"0"',
  'W/"1"',
  ',',
  ';',
  '=',
  "' OR 1=1 --",
  '<script>',
  '$' + '{jndi:ldap://x}',
  '{{7*7}}',
  '@{chars 256}',
  '@{chars 257}',
  '@{chars 513}',
  '@{chars 1025}',
  '@{chars 2049}',
  '@{chars 9000}',
];

/** A text for a path, a query, a header or a claim. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: withoutMarks(fc.string({ unit: 'binary', maxLength: 12 })) },
  { weight: 1, arbitrary: withoutMarks(fc.string({ unit: 'grapheme', maxLength: 12 })) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...TEXTS), { maxLength: 3 }).map((all) => all.join('')) },
);

/** What generated texts hold must not be taken for `@{...}`. */
function withoutMarks(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return texts.map((text) => text.replaceAll('@{', ''));
}

/** Values of JSON that mean trouble further on. */
const TOKENS = [
  'null',
  'true',
  '0',
  '-0',
  '-0.0',
  '1.5',
  '9007199254740993',
  '@{digits 38}',
  '@{digits 39}',
  '@{digits 400}',
  '0.@{digits 38}',
  '0.@{digits 39}',
  '0.@{zeros 400}1',
  '1e400',
  '-1e400',
  '1e-400',
  '9.99e125',
  '1e126',
  '1e-130',
  '1e-131',
  '1E+2',
  '""',
  '"a"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '"\\ufeff"',
  '"@{unit fffe}"',
  '"1970-01-01T00:00:00Z"',
  '[]',
  '{}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"a":1,"a":2}',
  '{"__proto__":1,"__proto__":2}',
  '@{arrays 28}',
  '@{arrays 29}',
  '@{arrays 30}',
  '@{arrays 31}',
  '@{arrays 32}',
  '@{arrays 33}',
  '@{arrays 100}',
  '@{objects 28}',
  '@{objects 29}',
  '@{objects 30}',
  '@{objects 31}',
  '@{objects 33}',
  '@{objects 100}',
  '"@{chars 5000}"',
];

/** What is no JSON though it looks like it; one of these and the rest of a body is not looked at. */
const MALFORMED = [
  'NaN',
  'Infinity',
  '-Infinity',
  'undefined',
  'nul',
  '01',
  '1.',
  '.5',
  '+1',
  '0x10',
  '1n',
  "'a'",
  '/* a */ 1',
  '"@{unit 1}"',
  '"@{unit d800}"',
  '"\\x41"',
  '[1,]',
  '{"a":1,}',
  '{a:1}',
];

/** Rare, because each takes a part of a second to make, to send and to read. */
const HUGE = [
  '"@{chars 400000}"',
  '"@{chars 1000000}"',
  '"@{chars 4200000}"',
  '@{digits 100000}',
  '1@{zeros 1000000}',
  '0.@{zeros 1000000}1',
  '{@{keys 100000}}',
  '[@{items 100000}]',
  '@{arrays 10000}',
  '@{arrays 1000000}',
  '@{objects 10000}',
  '@{objects 500000}',
  '[@{digits 20},@{arrays 100000}]',
];

const { value } = fc.letrec<{ value: string }>((tie) => {
  const field = fc
    .tuple(fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom('a', 'b', 'k0')), tie('value'))
    .map(([name, text]) => `${quoted(name)}:${text}`);
  return {
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 60, arbitrary: fc.constantFrom(...TOKENS) },
      { weight: 4, arbitrary: fc.constantFrom(...MALFORMED) },
      { weight: 1, arbitrary: fc.constantFrom(...HUGE) },
      { weight: 10, arbitrary: fc.json({ maxDepth: 2 }).map((text) => text.replaceAll('@{', '')) },
      { weight: 10, arbitrary: fc.array(field, { maxLength: 3 }).map((fields) => `{${fields.join()}}`) },
      { weight: 10, arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((all) => `[${all.join()}]`) },
    ),
  };
});

/** JSON as text, or nearly so; duplicate names, exact numbers and depth are things of the text alone. */
export const hostileJson: fc.Arbitrary<string> = value;

/** A name as JSON has it; the halves of surrogate pairs as escapes, because they would not survive as UTF-8. */
export function quoted(name: string): string {
  return JSON.stringify(name).replace(
    /@\{unit ([0-9a-f]+)\}/g,
    (_, hex: string) => `\\u${hex.padStart(4, '0')}`,
  );
}

/** What a body may have beside its main field. */
export function extrasOf(...known: readonly string[]): fc.Arbitrary<string> {
  const odd = fc.tuple(hostileText, hostileJson).map(([name, text]) => `,${quoted(name)}:${text}`);
  return mostly(mostly(fc.constant(''), fc.constantFrom('', ...known)), odd, 20);
}
