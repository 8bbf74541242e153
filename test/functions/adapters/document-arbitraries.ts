import fc from 'fast-check';
import type { Json, JsonObject } from '../../../functions/domain/json.ts';
import { MAX_DEPTH } from '../../../functions/domain/storable.ts';

/** Names that mean something to JavaScript, to DynamoDB, to the SDK or to how names are stored. */
const HOSTILE_NAMES = [
  '',
  '~',
  '~~',
  '~a',
  '__proto__',
  '~__proto__',
  '~~__proto__',
  '__proto__~',
  'constructor',
  '~constructor',
  'constructor\n',
  'prototype',
  'hasOwnProperty',
  'toString',
  'toJSON',
  'then',
  'length',
  'S',
  'N',
  'M',
  'L',
  'NS',
  'NULL',
  'BOOL',
  '$unknown',
  '__type',
  'pk',
  'sk',
  'data',
  '#name',
  ':value',
  'a.b[0]',
] as const;

const anyName = fc.oneof(fc.constantFrom(...HOSTILE_NAMES), fc.string({ unit: 'binary', maxLength: 12 }));

/** What `findUnstorable` lets pass. */
const anyNumber = fc.oneof(
  fc.constantFrom(0, -0, 0.1, 1e21, -1e21, 9.99e125, -9.99e125, 1e-130, -1e-130, 2 ** 53, 0.1 + 0.2),
  fc.integer(),
  fc
    .double({ noNaN: true, min: -9.99e125, max: 9.99e125 })
    .filter((value) => value === 0 || Math.abs(value) >= 1e-130),
);

const anyScalar = fc.oneof(
  fc.constantFrom<Json>(null, true, false, '', '\u0000', '\ufffe', '\uffff'),
  anyNumber,
  fc.string({ unit: 'binary', maxLength: 40 }),
);

const WIDE_LEVELS = 4;

const anyValue = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: WIDE_LEVELS, withCrossShrink: true },
    anyScalar,
    fc.array(tie('value'), { maxLength: 4 }),
    anyObject(tie('value')),
  ),
})).value;

/** A document as partners may store it: up to `MAX_DEPTH` levels, any names, any text, any number that is kept exactly. */
export const anyDocument: fc.Arbitrary<JsonObject> = fc
  .tuple(
    anyObject(anyValue),
    fc.array(fc.oneof(fc.constant(undefined), anyName), {
      maxLength: MAX_DEPTH - WIDE_LEVELS - 2,
      size: 'max',
    }),
  )
  .map(([document, wraps]) => ({ root: wraps.reduce<Json>(wrapped, document) }));

/** A name's object, or an array where there is no name. */
function wrapped(value: Json, name: string | undefined): Json {
  return name === undefined ? [value] : Object.fromEntries([[name, value]]);
}

/** `fc.dictionary` would lose a field called `__proto__`. */
function anyObject(value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return fc
    .uniqueArray(fc.tuple(anyName, value), { maxLength: 5, selector: ([name]) => name })
    .map((fields) => Object.fromEntries(fields));
}
