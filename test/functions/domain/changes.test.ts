import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../functions/domain/changes.ts';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  ownField,
  sameJson,
} from '../../../functions/domain/json.ts';
import { anyJsonObject } from './json-arbitraries.ts';

function tokensOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(document: Json | undefined, pointer: string): Json | undefined {
  return tokensOf(pointer).reduce<Json | undefined>(
    (value, name) => (isJsonObject(value) ? ownField(value, name) : undefined),
    document,
  );
}

/** The document with another value at a place, or with none. */
function put(
  document: JsonObject,
  [name = '', ...rest]: readonly string[],
  value: Json | undefined,
): JsonObject {
  const held = ownField(document, name);
  const next = rest.length === 0 ? value : put(isJsonObject(held) ? held : {}, rest, value);
  const others = Object.entries(document).filter(([other]) => other !== name);
  return Object.fromEntries(next === undefined ? others : [...others, [name, next]]);
}

describe('changesBetween', () => {
  it.each<[string, JsonObject | undefined, JsonObject | undefined, readonly string[], readonly string[]]>([
    ['nothing and nothing', undefined, undefined, [], []],
    ['a document and the same', { a: { b: [1] } }, { a: { b: [1] } }, [], []],
    ['a document and none', { a: 1 }, undefined, [], ['']],
    ['none and a document', undefined, { a: 1, b: { c: 2 } }, ['/a', '/b'], []],
    ['a value and another', { a: 1, b: 2 }, { a: 1, b: 3 }, ['/b'], []],
    ['a value and none', { a: 1, b: 2 }, { a: 1 }, [], ['/b']],
    ['a value and null', { a: 1 }, { a: null }, ['/a'], []],
    [
      'objects, field by field',
      { a: { b: 1, c: 2, d: 3 } },
      { a: { b: 1, c: 4, e: 5 } },
      ['/a/c', '/a/e'],
      ['/a/d'],
    ],
    ['a new object, whole', { a: 1 }, { a: 1, b: { c: { d: 2 } } }, ['/b'], []],
    ['an object in the place of a value', { a: 1 }, { a: { b: 2 } }, ['/a'], []],
    ['a value in the place of an object', { a: { b: 2 } }, { a: 1 }, ['/a'], []],
    ['an object that is gone, whole', { a: { b: { c: 1 } } }, { a: {} }, [], ['/a/b']],
    ['arrays, whole', { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, ['/a'], []],
    ['an array and an object', { a: [] }, { a: {} }, ['/a'], []],
    ['keys in another order', { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 }, [], []],
    ['names that pointers escape', { 'a/b': 1, '~': { '': 1 } }, { 'a/b': 2, '~': {} }, ['/a~1b'], ['/~0/']],
  ])('of %s', (_, before, after, changed, cleared) => {
    expect(changesBetween(before, after)).toEqual({ changed, cleared });
  });

  it('takes names that every object inherits for names like any others', () => {
    const before: JsonObject = JSON.parse('{"__proto__": {"a": 1}}');
    const after: JsonObject = JSON.parse('{"__proto__": {"a": 2}, "constructor": {}, "toString": 1}');
    expect(changesBetween(before, after)).toEqual({
      changed: ['/__proto__/a', '/constructor', '/toString'],
      cleared: [],
    });
    expect(changesBetween(after, {})).toEqual({
      changed: [],
      cleared: ['/__proto__', '/constructor', '/toString'],
    });
  });

  it('names all that makes one document the other, and nothing else', () => {
    fc.assert(
      fc.property(anyJsonObject, anyJsonObject, (before, after) => {
        const { changed, cleared } = changesBetween(before, after);
        const without = cleared.reduce((document, at) => put(document, tokensOf(at), undefined), before);
        const made = changed.reduce(
          (document, at) => put(document, tokensOf(at), valueAt(after, at)),
          without,
        );
        expect(sameJson(made, after)).toBe(true);
        for (const at of changed) expect(sameJson(valueAt(before, at), valueAt(after, at))).toBe(false);
        for (const at of cleared) {
          expect(valueAt(before, at)).toBeDefined();
          expect(valueAt(after, at)).toBeUndefined();
        }
        const all = [...changed, ...cleared];
        expect(new Set(all).size).toBe(all.length);
        for (const at of all) expect(all.filter((other) => other.startsWith(`${at}/`))).toEqual([]);
      }),
    );
  });
});
