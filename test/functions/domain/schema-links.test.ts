import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../functions/domain/json.ts';
import { indexSubschemas, linkSchema, localPointer } from '../../../functions/domain/schema-links.ts';

describe('linkSchema', () => {
  it('keeps what validates and drops everything else', () => {
    const schema: JsonObject = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'x',
      title: 'a title',
      type: 'object',
      nullable: true,
      'patchlane:refused': 'not ours to take',
      properties: { title: { description: 'a field', enum: [{ title: 'a value' }] } },
      dependencies: { a: ['b'] },
      definitions: { unused: true },
    };
    expect(linkSchema(schema)).toEqual({
      root: {
        type: 'object',
        properties: { title: { enum: [{ title: 'a value' }] } },
        dependencies: { a: ['b'] },
      },
      definitions: new Map(),
    });
  });

  it('moves what is referred to under names of its own, once', () => {
    const schema: JsonObject = {
      properties: { a: { $ref: '#/definitions/x%20y' }, b: { $ref: '#/properties/a' }, c: { $ref: '#' } },
      definitions: { 'x y': { items: { $ref: '#/definitions/x y' } } },
    };
    expect(linkSchema(schema)).toEqual({
      root: { $ref: '#/definitions/d2' },
      definitions: new Map<string, JsonObject>([
        ['#/definitions/d0', { items: { $ref: '#/definitions/d0' } }],
        ['#/definitions/d1', { $ref: '#/definitions/d0' }],
        [
          '#/definitions/d2',
          {
            properties: {
              a: { $ref: '#/definitions/d1' },
              b: { $ref: '#/definitions/d1' },
              c: { $ref: '#/definitions/d2' },
            },
          },
        ],
      ]),
    });
  });
});

describe('indexSubschemas', () => {
  it('finds the subschemas of every keyword, and nothing that only looks like one', () => {
    const part = { type: 'string' };
    const schema: JsonObject = {
      allOf: [part],
      anyOf: [part],
      oneOf: [part],
      not: part,
      if: part,
      else: part,
      items: [part, true],
      additionalItems: part,
      contains: part,
      propertyNames: part,
      additionalProperties: false,
      properties: { 'a/b': part, not: part },
      patternProperties: { '~': part },
      dependencies: { x: part, y: ['z'] },
      definitions: { d: { items: part } },
      default: { not: part },
      required: ['x'],
    };
    expect([...indexSubschemas(schema).keys()].toSorted()).toEqual(
      [
        '',
        '/allOf/0',
        '/anyOf/0',
        '/oneOf/0',
        '/not',
        '/if',
        '/else',
        '/items/0',
        '/items/1',
        '/additionalItems',
        '/contains',
        '/propertyNames',
        '/additionalProperties',
        '/properties/a~1b',
        '/properties/not',
        '/patternProperties/~0',
        '/dependencies/x',
        '/definitions/d',
        '/definitions/d/items',
      ].toSorted(),
    );
  });
});

describe('localPointer', () => {
  it.each([
    ['#', ''],
    ['#/a/b', '/a/b'],
    ['#/a%20b', '/a b'],
    ['#a', undefined],
    ['x#/a', undefined],
    ['', undefined],
    ['#/%', undefined],
  ])('of %s is %s', (ref, pointer) => {
    expect(localPointer(ref)).toBe(pointer);
  });
});
