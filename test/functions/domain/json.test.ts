import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  ownField,
  pointerToken,
  sameJson,
} from '../../../functions/domain/json.ts';
import { anyJson } from './json-arbitraries.ts';

describe('isJsonObject', () => {
  it.each<[string, unknown, boolean]>([
    ['an object', {}, true],
    ['an array', [], false],
    ['null', null, false],
    ['nothing', undefined, false],
    ['text', 'a', false],
    ['a number', 1, false],
  ])('tells that of %s', (_what, value, expected) => {
    expect(isJsonObject(value)).toBe(expected);
  });
});

describe('ownField', () => {
  it('gives a field of the object, a null one and an odd one too', () => {
    const object = JSON.parse('{"a":null,"__proto__":1,"constructor":2}') as JsonObject;
    expect(['a', '__proto__', 'constructor'].map((name) => ownField(object, name))).toEqual([null, 1, 2]);
  });

  it('gives nothing that the object merely inherits', () => {
    expect(['a', '__proto__', 'constructor'].map((name) => ownField({}, name))).toEqual(
      Array(3).fill(undefined),
    );
  });
});

/** JSON text with the fields of every object in one order. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.sort().join()}}`;
}

/** The same JSON with the fields of every object the other way round. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, reversed(field)] as const);
  return Object.fromEntries(fields.reverse());
}

describe('sameJson', () => {
  it.each<[Json | undefined, Json | undefined, boolean]>([
    [undefined, undefined, true],
    [undefined, null, false],
    [null, {}, false],
    [0, false, false],
    [1, '1', false],
    ['', null, false],
    [[], {}, false],
    [{}, [], false],
    [['a'], { 0: 'a' }, false],
    [{ 0: 'a' }, ['a'], false],
    [[1], [1, 2], false],
    [[1, 2], [1], false],
    [[1, 2], [2, 1], false],
    [[1, [2]], [1, [2]], true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: { b: [1] } }, { a: { b: [2] } }, false],
    [JSON.parse('{"__proto__":{}}') as Json, { a: {} }, false],
  ])('of %j and %j is %s', (a, b, same) => {
    expect(sameJson(a, b)).toBe(same);
  });

  it('is true exactly when the values differ in the order of fields alone', () => {
    let [same, different] = [0, 0];
    fc.assert(
      fc.property(anyJson, anyJson, (a, b) => {
        const expected = canonical(a) === canonical(b);
        if (expected) same += 1;
        else different += 1;
        expect(sameJson(a, b)).toBe(expected);
        expect(sameJson(a, reversed(a))).toBe(true);
      }),
      { numRuns: 1000 },
    );
    // Or else the property would say nothing.
    expect(Math.min(same, different)).toBeGreaterThan(10);
  });
});

describe('pointerToken', () => {
  it.each<[string | number, string]>([
    ['', '/'],
    ['a b', '/a b'],
    ['a/b/c', '/a~1b~1c'],
    ['a~b~c', '/a~0b~0c'],
    ['~1', '/~01'],
    [17, '/17'],
  ])('of %j is %j', (name, token) => {
    expect(pointerToken(name)).toBe(token);
  });

  it('is one step of a JSON Pointer from which the name can be read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('~', '/', '0', '1', 'a') }), (name) => {
        const token = pointerToken(name);
        expect(token.lastIndexOf('/')).toBe(0);
        expect(token.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')).toBe(name);
      }),
    );
  });
});
