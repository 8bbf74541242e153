import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, isMultiple } from '../../../functions/adapters/ajv-values.ts';
import { type Json, sameJson } from '../../../functions/domain/json.ts';

describe('canonicalJson', () => {
  const json = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json);

  it('is the same text exactly when two values are the same JSON', () => {
    const small = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom<Json>(null, 1, '1', 'a', true, -0, 0),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('value')),
      ),
    })).value;
    fc.assert(
      fc.property(small, small, (a, b) => (canonicalJson(a) === canonicalJson(b)) === sameJson(a, b)),
    );
  });

  it('is JSON of the same value', () => {
    fc.assert(fc.property(json, (value) => sameJson(JSON.parse(canonicalJson(value)), value)));
  });
});

describe('isMultiple', () => {
  it.each([
    [19.99, 0.01, true],
    [1234567890.12, 0.01, true],
    [0.3, 0.1, true],
    [0.30000000000000004, 0.1, false],
    [19.995, 0.01, false],
    [-7.5, 2.5, true],
    [0, 0.7, true],
    [7, 2, false],
    [1e21, 7, false],
    [1e300, 1e-300, true],
    [1e-7, 1e-8, true],
    [1.5, 1, false],
    [Number.POSITIVE_INFINITY, 1, false],
  ])('knows whether %d is a multiple of %d: %s', (value, factor, expected) => {
    expect(isMultiple(value, factor)).toBe(expected);
  });

  it('finds every amount of cents to be a multiple of a cent', () => {
    fc.assert(fc.property(fc.integer(), (cents) => isMultiple(Number(`${cents}e-2`), 0.01)));
  });
});
