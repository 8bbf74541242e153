import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromAttributes, toAttributes } from '../../../functions/adapters/attribute-names.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../functions/domain/json.ts';
import { anyDocument } from './document-arbitraries.ts';

/** An object with an own field of that name, `__proto__` too. */
function withField(name: string, value: Json = 1): JsonObject {
  return Object.fromEntries([[name, value]]);
}

function namesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => namesIn(item));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => [name, ...namesIn(field)]);
}

describe('names of attributes', () => {
  it.each([
    ['', '~'],
    ['~', '~~'],
    ['~~', '~~~'],
    ['__proto__', '~__proto__'],
    ['~__proto__', '~~__proto__'],
    ['constructor', '~constructor'],
    ['~~constructor', '~~~constructor'],
  ])('are not the names that cannot be: %j is stored as %j', (name, stored) => {
    expect(JSON.stringify(toAttributes(withField(name)))).toBe(JSON.stringify(withField(stored)));
    expect(JSON.stringify(fromAttributes(withField(stored)))).toBe(JSON.stringify(withField(name)));
  });

  it.each([
    'a',
    '~a',
    '~a~',
    'a~',
    '__proto',
    '__proto__a',
    'constructors',
    'Constructor',
    'prototype',
    ' ',
    '\n',
  ])('are the fields own names where those can be: %j', (name) => {
    expect(toAttributes(withField(name))).toEqual(withField(name));
    expect(fromAttributes(withField(name))).toEqual(withField(name));
  });

  it('lead back to every document, in the order of its fields', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(JSON.stringify(fromAttributes(toAttributes(document)))).toBe(JSON.stringify(document));
      }),
    );
  });

  it('are never empty, `__proto__` or `constructor`, at any depth', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const names = new Set(namesIn(toAttributes(document)));
        expect(['', '__proto__', 'constructor'].filter((name) => names.has(name))).toEqual([]);
      }),
    );
  });

  it('change nothing but names', () => {
    const values = ['', '~', '__proto__', 0, null, true, [], [['constructor']]];
    expect(toAttributes({ values })).toEqual({ values });
  });
});
