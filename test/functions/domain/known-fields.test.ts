import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject, pointerToken } from '../../../functions/domain/json.ts';
import { createKnownFields } from '../../../functions/domain/known-fields.ts';
import { linkSchema } from '../../../functions/domain/schema-links.ts';
import { anyDocument, anySchema } from './schema-arbitraries.ts';

function knownFields(schema: JsonObject) {
  const split = createKnownFields(linkSchema(schema), (pattern) => {
    const matcher = new RegExp(pattern);
    return { test: (name) => matcher.test(name), steps: () => 1 };
  });
  const within = (value: JsonObject) => {
    const fields = split(value);
    if (fields === undefined) throw new Error('it took too many steps');
    return fields;
  };
  return {
    split,
    unknownFields: (value: JsonObject) => within(value).unknown,
    withoutUnknownFields: (value: JsonObject) => within(value).known,
  };
}

/** Every field of a value, at every depth, as a JSON Pointer. */
function fieldsOf(value: Json, pointer = ''): readonly string[] {
  const parts: readonly (readonly [string | number, Json])[] = isJsonObject(value)
    ? Object.entries(value)
    : Array.isArray(value)
      ? [...value.entries()]
      : [];
  return parts.flatMap(([name, part]) => {
    const at = `${pointer}${pointerToken(name)}`;
    return isJsonObject(value) ? [at, ...fieldsOf(part, at)] : fieldsOf(part, at);
  });
}

const A: JsonObject = { properties: { a: true } };

describe('unknownFields', () => {
  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['properties', A, { a: 1, b: 1 }, ['/b']],
    ['patternProperties', { patternProperties: { '^a': true, z: true } }, { ab: 1, ba: 1, z: 1 }, ['/ba']],
    ['properties beside patterns', { ...A, patternProperties: { b: true } }, { a: 1, b: 1, c: 1 }, ['/c']],
    ['a forbidden field', { properties: { a: false } }, { a: 1 }, []],
    ['additionalProperties: true', { ...A, additionalProperties: true }, { a: 1, b: { c: 1 } }, []],
    ['additionalProperties: false', { ...A, additionalProperties: false }, { a: 1, b: 1 }, ['/b']],
    ['nothing but additionalProperties: false', { additionalProperties: false }, { b: 1 }, ['/b']],
    [
      'additionalProperties as a schema',
      { ...A, additionalProperties: A },
      { a: { x: 1 }, b: { a: 1, x: 1 } },
      ['/b/x'],
    ],
    ['allOf', { allOf: [A, { properties: { b: true } }] }, { a: 1, b: 1, c: 1 }, ['/c']],
    ['anyOf', { anyOf: [A, { properties: { b: true } }] }, { a: 1, b: 1, c: 1 }, ['/c']],
    ['oneOf', { oneOf: [A, { properties: { b: true } }] }, { a: 1, b: 1, c: 1 }, ['/c']],
    ['if', { if: A, else: true }, { a: 1, c: 1 }, ['/c']],
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    ['then', { if: true, then: A }, { a: 1, c: 1 }, ['/c']],
    ['else', { if: true, else: A }, { a: 1, c: 1 }, ['/c']],
    ['dependencies', { dependencies: { x: A, y: ['z'] } }, { a: 1, x: 1, z: 1 }, ['/x', '/z']],
    ['not, which defines nothing', { ...A, not: { properties: { b: true } } }, { a: 1, b: 1 }, ['/b']],
    ['only not, which leaves it open', { not: { properties: { b: true } } }, { c: 1 }, []],
    ['references', { allOf: [{ $ref: '#/definitions/a' }], definitions: { a: A } }, { a: 1, b: 1 }, ['/b']],
    [
      'a reference and what is beside it',
      { $ref: '#/definitions/a', properties: { b: true }, definitions: { a: A } },
      { a: 1, b: 1, c: 1 },
      ['/c'],
    ],
    ['nothing at all', { type: 'object', required: ['x'] }, { a: { b: [{ c: 1 }] } }, []],
    ['fields of fields', { properties: { a: A } }, { a: { a: { x: 1 }, b: 1 }, c: { d: 1 } }, ['/a/b', '/c']],
    [
      'the same field in two places',
      { allOf: [{ properties: { a: A } }, { properties: { a: { properties: { b: true } } } }] },
      { a: { a: 1, b: 1, c: 1 } },
      ['/a/c'],
    ],
    [
      'a field that one place leaves open',
      { allOf: [{ properties: { a: A } }, { properties: { a: true } }] },
      { a: { a: 1, c: 1 } },
      ['/a/c'],
    ],
    ['items', { properties: { a: { items: A } } }, { a: [{ a: 1 }, { b: 1 }] }, ['/a/1/b']],
    [
      'a list of items',
      { properties: { a: { items: [A, true], additionalItems: { properties: { b: true } } } } },
      { a: [{ b: 1 }, { a: 1, c: 1 }] },
      ['/a/1/c'],
    ],
    ['contains', { properties: { a: { contains: A } } }, { a: [{ a: 1, b: 1 }] }, ['/a/0/b']],
    ['arrays without items', { properties: { a: { type: 'array' } } }, { a: [{ b: 1 }] }, []],
    ['arrays of arrays', { properties: { a: { items: { items: A } } } }, { a: [[{ b: 1 }]] }, ['/a/0/0/b']],
    [
      'items of what has fields too',
      { properties: { a: { ...A, items: A } } },
      { a: [{ b: 1 }] },
      ['/a/0/b'],
    ],
    ['items of what may be an object', { properties: { a: { items: A } } }, { a: { b: { c: 1 } } }, []],
    [
      'patterns in one of two places',
      { allOf: [A, { patternProperties: { b: true } }] },
      { x: 1, b1: 1, y: 1 },
      ['/x', '/y'],
    ],
    [
      'items in one of two places',
      { properties: { a: { allOf: [{ type: 'array' }, { items: A }] } } },
      { a: [{ b: 1 }] },
      ['/a/0/b'],
    ],
    ['fields whose value is null', A, { b: null }, ['/b']],
    ['fields with odd names', A, { 'a/b~c': 1, '': 1 }, ['/a~1b~0c', '/']],
  ])('are those that %s does not define', (_keyword, schema, value, unknown) => {
    expect(knownFields(schema).unknownFields(value)).toEqual(unknown);
  });

  it('are found in recursive schemas at every depth', () => {
    const schema: JsonObject = { properties: { next: { $ref: '#' }, all: { items: { $ref: '#' } } } };
    expect(
      knownFields(schema).unknownFields({ next: { next: { x: 1 }, all: [{ all: [{ y: 1 }] }] } }),
    ).toEqual(['/next/next/x', '/next/all/0/all/0/y']);
  });

  it('are all named, however many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, 1]));
    expect(knownFields(A).unknownFields(many)).toHaveLength(5000);
  });

  it('stay right when a schema makes ever new places', () => {
    const bits = Array.from({ length: 12 }, (_, bit) => ({
      patternProperties: { [`^.{${bit}}1`]: { properties: { [`f${bit}`]: true } } },
    }));
    const { unknownFields } = knownFields({ allOf: bits });
    const names = Array.from({ length: 4095 }, (_, index) => (index + 1).toString(2).padStart(12, '0'));
    const value = Object.fromEntries(names.map((name) => [name, { f0: 1 }]));
    for (const _ of [1, 2]) {
      expect(unknownFields(value)).toEqual(
        names.filter((name) => !name.startsWith('1')).map((name) => `/${name}/f0`),
      );
    }
  });
});

describe('withoutUnknownFields', () => {
  it('keeps all but the unknown fields, at every depth', () => {
    const schema: JsonObject = { properties: { a: A, list: { items: A } } };
    const value = { a: { a: 1, b: 2 }, list: [{ a: 1 }, { b: 1 }, 3], c: {} };
    expect(knownFields(schema).withoutUnknownFields(value)).toEqual({ a: { a: 1 }, list: [{ a: 1 }, {}, 3] });
    expect(value.c).toEqual({});
  });

  it('keeps the number of fields when it drops one only further down', () => {
    const schema: JsonObject = { properties: { a: A, b: true } };
    expect(knownFields(schema).withoutUnknownFields({ a: { x: 1 }, b: 1 })).toEqual({ a: {}, b: 1 });
  });

  it('gives back the very parts in which it drops nothing', () => {
    const schema: JsonObject = { properties: { a: A, list: { items: A }, open: {} } };
    const { withoutUnknownFields } = knownFields(schema);
    const value = { a: { a: [1] }, list: [{ a: 1 }], open: { x: {} } };
    expect(withoutUnknownFields(value)).toBe(value);
    const pruned = withoutUnknownFields({ ...value, x: 1 });
    expect(pruned['a']).toBe(value.a);
    expect(pruned['list']).toBe(value.list);
    expect(pruned['open']).toBe(value.open);
    const open: JsonObject = { x: 1 };
    expect(knownFields({}).withoutUnknownFields(open)).toBe(open);
  });

  it('keeps fields called __proto__ as data', () => {
    const schema = JSON.parse('{"properties": {"__proto__": {"properties": {"a": true}}}}') as JsonObject;
    const value = JSON.parse('{"__proto__": {"a": 1, "b": 1}, "x": 1}') as JsonObject;
    const pruned = knownFields(schema).withoutUnknownFields(value);
    expect(JSON.stringify(pruned)).toBe('{"__proto__":{"a":1}}');
    expect(Object.getPrototypeOf(pruned)).toBe(Object.prototype);
  });

  it('drops exactly the unknown fields and what is in them', () => {
    fc.assert(
      fc.property(anySchema, anyDocument, (schema, value) => {
        const { unknownFields, withoutUnknownFields } = knownFields(schema);
        const unknown = unknownFields(value);
        const pruned = withoutUnknownFields(value);
        expect(unknownFields(pruned)).toEqual([]);
        expect(fieldsOf(pruned)).toEqual(
          fieldsOf(value).filter(
            (field) => !unknown.some((at) => field === at || field.startsWith(`${at}/`)),
          ),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('the fields of a value that a schema has many patterns for', () => {
  const names = (count: number, letter: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`${letter}${at}`, {}]));
  const { split } = knownFields({ patternProperties: names(400, 'p') });

  it('are told from others while they are few', () => {
    expect(split({ ...names(10, 'x'), p7: 1 })).toEqual({
      known: { p7: 1 },
      unknown: Array.from({ length: 10 }, (_, at) => `/x${at}`),
    });
  });

  it('are given up on when it takes too many steps, of one value or of all that share a budget', () => {
    const many = names(2000, 'x');
    expect(split(many)).toBeUndefined();
    const budget = { left: 10_000 };
    expect(split(names(10, 'x'), budget)?.unknown).toHaveLength(10);
    expect(budget.left).toBeLessThan(7000);
    expect(split(names(30, 'x'), budget)).toBeUndefined();
    expect(budget.left).toBe(0);
  });
});
