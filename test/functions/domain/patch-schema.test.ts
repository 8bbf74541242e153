import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../../functions/adapters/ajv-schema.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../functions/domain/json.ts';
import { toPatchSchema } from '../../../functions/domain/patch-schema.ts';
import { UNLESS_NULL } from '../../../functions/domain/schema-keywords.ts';
import { linkSchema } from '../../../functions/domain/schema-links.ts';
import { anyDocument, anySchema } from './schema-arbitraries.ts';

/** RFC 7396, section 2, word by word. */
function merge(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const result = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, merge(result.get(name), value));
  }
  return Object.fromEntries(result);
}

function patchProblems(schema: JsonObject, patch: JsonObject): readonly string[] {
  return compileSchema({ type: 'object', ...schema })
    .checkPatch(patch)
    .map(({ pointer, message }) => `${pointer}: ${message}`);
}

/** The problems of a patch of the field `f`. */
function problemsOf(field: Json, value: Json, more: JsonObject = {}): readonly string[] {
  return patchProblems({ properties: { f: field }, ...more }, { f: value });
}

describe('checkPatch', () => {
  it.each<[string, Json, Json, string]>([
    ['a wrong type', { type: 'string' }, 1, '/f: must be string'],
    ['an object where none may be', { type: ['string', 'null'] }, {}, '/f: must be string or null'],
    ['a scalar where an object must be', { type: 'object', required: ['a'] }, 1, '/f: must be object'],
    ['a broken bound', { maximum: 90 }, 91, '/f: must be <= 90'],
    ['a wrong format', { type: 'string', format: 'email' }, 'x', '/f: must match format "email"'],
    ['a value that is not listed', { enum: ['a'] }, 'x', '/f: must be "a"'],
    ['another constant', { const: 'a' }, 'x', '/f: must be "a"'],
    ['a forbidden value', { not: { const: 1 } }, 1, '/f: must not match the schema of "not"'],
    [
      'a value of no alternative',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      1,
      '/f: must be string or null',
    ],
    [
      'a list of no alternative',
      { oneOf: [{ minItems: 3 }, { maxItems: 0 }] },
      [1],
      '/f: must match exactly one of the alternatives of "oneOf"',
    ],
    ['a broken condition', { if: { type: 'string' }, else: { minimum: 1 } }, 0, '/f: must be >= 1'],
    ['a list too short', { minItems: 1 }, [], '/f: must have at least 1 item'],
    ['an incomplete object in a list', { items: { required: ['a'] } }, [{}], '/f/0/a: is required'],
    ['a null in a list', { items: { type: 'string' } }, [null], '/f/0: must be string'],
    [
      'a field deep inside',
      { properties: { a: { properties: { b: { type: 'string' } } } } },
      { a: { b: 1 } },
      '/f/a/b: must be string',
    ],
    [
      'a field matched by a pattern',
      { patternProperties: { '^a': { type: 'string' } } },
      { ab: 1 },
      '/f/ab: must be string',
    ],
    [
      'any other field',
      { properties: { b: true }, additionalProperties: { type: 'string' } },
      { a: 1, b: 1 },
      '/f/a: must be string',
    ],
    [
      'a field that is not defined',
      { additionalProperties: false },
      { a: 1 },
      '/f/a: is not defined by the schema',
    ],
    ['a field that must not be', { properties: { a: false } }, { a: 1 }, '/f/a: is not allowed'],
    ['an object that must not be', false, {}, '/f: is not allowed'],
    [
      'what allOf says of a field',
      { allOf: [true, { properties: { a: { type: 'string' } } }] },
      { a: 1 },
      '/f/a: must be string',
    ],
    ['what allOf says of the kind', { allOf: [{ type: 'string' }] }, {}, '/f: must be string'],
    ['what allOf says of a scalar', { allOf: [{ maximum: 1 }] }, 2, '/f: must be <= 1'],
    [
      'the deletion of a required field',
      { required: ['a'] },
      { a: null },
      '/f/a: is required and cannot be deleted',
    ],
    [
      'a deletion that allOf forbids',
      { allOf: [{ required: ['a'] }] },
      { a: null },
      '/f/a: is required and cannot be deleted',
    ],
  ])('refuses %s', (_what, field, value, problem) => {
    expect(problemsOf(field, value)).toEqual([problem]);
  });

  it.each<[string, Json, Json]>([
    ['a required field', { required: ['a'] }, { b: 1 }],
    ['the number of fields', { minProperties: 2, maxProperties: 1 }, { a: 1, b: 2 }],
    ['dependencies', { dependencies: { a: ['b'], b: { required: ['c'] } } }, { a: 1, b: 2 }],
    [
      'a condition',
      { if: true, else: false, allOf: [{ if: { required: ['a'] }, else: { required: ['z'] } }] },
      { b: 1 },
    ],
    ['alternatives', { anyOf: [{ required: ['a'] }], oneOf: [{ required: ['b'] }] }, { c: 1 }],
    ['what must not match', { not: { required: ['a'] } }, { a: 1 }],
    ['equality', { const: { a: 1, b: 2 }, enum: [{ a: 1, b: 2 }] }, { a: 1 }],
    ['names', { propertyNames: { maxLength: 1 } }, { abc: null }],
    ['what an alternative says of a field', { anyOf: [{ properties: { a: { type: 'string' } } }] }, { a: 1 }],
  ])('leaves %s of an object to the merged document', (_what, field, value) => {
    expect(problemsOf(field, value)).toEqual([]);
  });

  it.each<[string, Json, Json]>([
    ['of a type without null', { type: 'string' }, null],
    ['of an object', { type: 'object', required: ['a'] }, null],
    ['with a false schema', false, null],
    ['that is not defined', { additionalProperties: false }, { x: null }],
    [
      'nested in an object',
      { properties: { a: { properties: { b: { type: 'string' } } } } },
      { a: { b: null } },
    ],
    ['matched by a pattern', { patternProperties: { a: { type: 'string' } } }, { a: null }],
    ['under alternatives', { anyOf: [{ type: 'string' }, { type: 'number' }] }, null],
    ['that allOf describes', { allOf: [{ type: 'string' }, { const: 1 }, { not: {} }] }, null],
    ['with a condition', { if: { type: 'null' }, else: true, enum: [1] }, null],
  ])('lets a null delete a field %s', (_what, field, value) => {
    expect(problemsOf(field, value)).toEqual([]);
  });

  it('refuses to delete a required field with one problem, whoever requires it', () => {
    const schema: JsonObject = {
      required: ['a'],
      allOf: [{ required: ['a', 'b'] }],
      properties: { a: { type: 'string' }, b: { const: 1 } },
    };
    expect(patchProblems(schema, { a: null, b: null, c: null }).toSorted()).toEqual([
      '/a: is required and cannot be deleted',
      '/b: is required and cannot be deleted',
    ]);
    expect(patchProblems(schema, { a: 'x', b: 1 })).toEqual([]);
  });

  it('does not ask for required fields that the patch does not name', () => {
    expect(patchProblems({ required: ['a', 'b'], minProperties: 5 }, {})).toEqual([]);
  });

  it('checks values under references, recursive ones too', () => {
    const definitions = {
      node: {
        type: ['object', 'string'],
        required: ['v'],
        minLength: 2,
        properties: {
          v: { type: 'integer' },
          next: { $ref: '#/definitions/node' },
          all: { items: { $ref: '#/definitions/node' } },
        },
      },
    };
    const node = { $ref: '#/definitions/node' };
    expect(problemsOf(node, { next: { next: { v: 'x' } } }, { definitions })).toEqual([
      '/f/next/next/v: must be integer',
    ]);
    expect(problemsOf(node, { next: { next: 'x' } }, { definitions })).toEqual([
      '/f/next/next: must have at least 2 characters',
    ]);
    expect(problemsOf(node, { next: { v: null } }, { definitions })).toEqual([
      '/f/next/v: is required and cannot be deleted',
    ]);
    expect(problemsOf(node, { next: { next: null } }, { definitions })).toEqual([]);
    expect(problemsOf(node, { all: [{}] }, { definitions })).toEqual(['/f/all/0/v: is required']);
    expect(problemsOf(node, [], { definitions })).toEqual(['/f: must be object or string']);
    expect(problemsOf({ allOf: [node] }, 'x', { definitions })).toEqual([
      '/f: must have at least 2 characters',
    ]);
    expect(problemsOf({ anyOf: [node, false] }, 'x', { definitions })).toHaveLength(1);
  });

  it('checks a patch of the root by the same rules when the root is referred to', () => {
    const schema: JsonObject = { required: ['a'], properties: { a: { type: 'string' }, sub: { $ref: '#' } } };
    expect(patchProblems(schema, { a: 1, sub: { a: 2, sub: { a: null } } })).toEqual([
      '/a: must be string',
      '/sub/a: must be string',
      '/sub/sub/a: is required and cannot be deleted',
    ]);
  });

  it('never refuses what could become a valid document', () => {
    let [refused, accepted] = [0, 0];
    fc.assert(
      fc.property(anySchema, anyDocument, anyDocument, (schema, document, patch) => {
        const { checkPatch, checkDocument } = compileSchema(schema);
        const merged = merge(document, patch) as JsonObject;
        if (checkPatch(patch).length === 0) accepted += 1;
        else {
          refused += 1;
          expect(checkDocument(merged)).not.toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
    // Or else the property would say nothing.
    expect(Math.min(refused, accepted)).toBeGreaterThan(20);
  });

  it('refuses every patch whose values alone break the schema of their fields', () => {
    const leaf = fc.constantFrom<Json>(1, 'a', 'ab', true, [1], [null]);
    const schemas = fc.constantFrom<Json>(
      { type: 'string' },
      { maxLength: 1 },
      { type: 'array', items: { type: 'null' } },
      { enum: [1, 'a'] },
    );
    fc.assert(
      fc.property(
        schemas,
        leaf,
        fc.constantFrom('properties', 'patternProperties'),
        (field, value, keyword) => {
          const schema: JsonObject = { type: 'object', [keyword]: { o: { [keyword]: { f: field } } } };
          const { checkPatch, checkDocument } = compileSchema(schema);
          expect(checkPatch({ o: { f: value } })).toEqual(checkDocument({ o: { f: value } }));
        },
      ),
    );
  });
});

describe('toPatchSchema', () => {
  const patchSchema = (schema: JsonObject) => toPatchSchema(linkSchema(schema));

  it('keeps of an object what holds for each field alone', () => {
    const schema = {
      type: 'object',
      minProperties: 1,
      properties: {
        any: true,
        text: { type: 'string', maxLength: 3 },
        either: { type: ['integer', 'null'] },
        never: false,
        list: { type: ['string', 'array'] },
      },
    };
    const objectOrList = { if: NO_OBJECT, else: { type: ['string', 'array'] } };
    expect(patchSchema(schema).root).toEqual({
      type: 'object',
      properties: {
        any: true,
        text: { [UNLESS_NULL]: { type: 'string', maxLength: 3 } },
        either: { [UNLESS_NULL]: { type: ['integer', 'null'] } },
        never: { [UNLESS_NULL]: false },
        list: { ...objectOrList, allOf: [{ if: OBJECT_OR_NULL, else: { type: ['string', 'array'] } }] },
      },
    });
  });

  it('does not repeat what is nested', () => {
    const level = (below: Json, index: number): Json => ({
      properties: { [`field${index}`]: below },
      patternProperties: { [`^pattern${index}`]: { minLength: index } },
      additionalProperties: { minLength: index },
      dependencies: { [`field${index}`]: { properties: { other: { minLength: index } } } },
      propertyNames: { maxLength: index },
    });
    const deep = Array.from({ length: 20 }).reduce<Json>(
      (below, _, index) => level({ allOf: [below] }, index),
      {},
    );
    const inPlace = ['allOf', 'anyOf', 'oneOf'].map((keyword) => ({ [keyword]: [deep] }));
    for (const nested of [...inPlace, { not: deep }, { if: deep, else: deep }]) {
      const size = JSON.stringify(nested).length;
      expect(JSON.stringify(patchSchema({ properties: { f: nested } }).root).length).toBeLessThan(5 * size);
    }
  });
});

const NO_OBJECT = { type: ['null', 'array', 'string', 'number', 'boolean'] };
const OBJECT_OR_NULL = { type: ['object', 'null'] };
