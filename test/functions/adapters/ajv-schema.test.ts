import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PROBLEMS } from '../../../functions/adapters/ajv-check.ts';
import { formatNames } from '../../../functions/adapters/ajv-formats.ts';
import { compileSchema } from '../../../functions/adapters/ajv-schema.ts';
import { MAX_FORMATTED_LENGTH, MAX_STEPS } from '../../../functions/domain/check-limits.ts';
import type { Json, JsonObject } from '../../../functions/domain/json.ts';
import { anyDocument, anySchema } from '../domain/schema-arbitraries.ts';

/** The problems of one field, as `pointer: message`. */
function problemsOf(field: Json, value: Json): readonly string[] {
  return documentProblems({ type: 'object', properties: { f: field } }, { f: value });
}

function documentProblems(schema: JsonObject, document: JsonObject): readonly string[] {
  return compileSchema(schema)
    .checkDocument(document)
    .map(({ pointer, message }) => `${pointer}: ${message}`);
}

describe('checkDocument', () => {
  it.each<[string, Json, Json, string]>([
    ['type', { type: 'string' }, 1, '/f: must be string'],
    ['types', { type: ['string', 'null'] }, 1, '/f: must be string or null'],
    ['format', { format: 'email' }, 'x', '/f: must match format "email"'],
    ['pattern', { pattern: '^a' }, 'b', '/f: must match pattern "^a"'],
    ['maximum', { maximum: 90 }, 91, '/f: must be <= 90'],
    ['minimum', { minimum: 9 }, 8, '/f: must be >= 9'],
    ['exclusiveMaximum', { exclusiveMaximum: 9 }, 9, '/f: must be < 9'],
    ['exclusiveMinimum', { exclusiveMinimum: 9 }, 9, '/f: must be > 9'],
    ['multipleOf', { multipleOf: 0.01 }, 0.015, '/f: must be a multiple of 0.01'],
    ['enum', { enum: ['a', 1, null, { b: 2 }] }, 'x', '/f: must be one of "a", 1, null, {"b":2}'],
    ['const', { const: 'a' }, 'x', '/f: must be "a"'],
    ['minLength', { minLength: 1 }, '', '/f: must have at least 1 character'],
    ['maxLength', { maxLength: 2 }, 'abc', '/f: must have at most 2 characters'],
    ['minItems', { minItems: 2 }, [], '/f: must have at least 2 items'],
    ['maxItems', { maxItems: 1 }, [1, 2], '/f: must have at most 1 item'],
    ['minProperties', { minProperties: 1 }, {}, '/f: must have at least 1 field'],
    ['maxProperties', { maxProperties: 0 }, { a: 1 }, '/f: must have at most 0 fields'],
    ['uniqueItems', { uniqueItems: true }, [1, 1], '/f: must not have the same item twice'],
    ['required', { required: ['a/b'] }, {}, '/f/a~1b: is required'],
    ['dependencies', { dependencies: { a: ['b'] } }, { a: 1 }, '/f/b: is required when "a" is given'],
    ['additionalProperties', { additionalProperties: false }, { a: 1 }, '/f/a: is not defined by the schema'],
    ['a false schema', false, 1, '/f: is not allowed'],
    ['items', { items: { type: 'null' } }, [null, 1], '/f/1: must be null'],
    ['a list of items', { items: [true, { type: 'null' }] }, [1, 1], '/f/1: must be null'],
    ['additionalItems', { items: [true], additionalItems: { type: 'null' } }, [1, 1], '/f/1: must be null'],
    [
      'contains',
      { contains: { const: 1 } },
      [2],
      '/f: must hold an item that matches the schema of "contains"',
    ],
    ['not', { not: { const: 1 } }, 1, '/f: must not match the schema of "not"'],
    [
      'propertyNames',
      { propertyNames: { maxLength: 1 } },
      { ab: 1 },
      '/f: must have only field names that match the schema of "propertyNames"',
    ],
    [
      'anyOf',
      { anyOf: [{ minLength: 2 }, { pattern: 'a' }] },
      'x',
      '/f: must match at least one of the alternatives of "anyOf"',
    ],
    [
      'oneOf',
      { oneOf: [{ minLength: 1 }, { maxLength: 1 }] },
      'x',
      '/f: must match exactly one of the alternatives of "oneOf"',
    ],
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    ['then', { if: { minLength: 2 }, then: { pattern: 'a' } }, 'xx', '/f: must match pattern "a"'],
    ['else', { if: { minLength: 2 }, else: { pattern: 'a' } }, 'x', '/f: must match pattern "a"'],
    ['allOf', { allOf: [{ type: 'string' }] }, 1, '/f: must be string'],
    ['patternProperties', { patternProperties: { '^x': false } }, { ax: 1, x: 1 }, '/f/x: is not allowed'],
    ['dependencies on a schema', { dependencies: { a: { required: ['b'] } } }, { a: 1 }, '/f/b: is required'],
  ])('says in plain words what %s expects', (_keyword, schema, value, problem) => {
    expect(problemsOf(schema, value)).toEqual([problem]);
  });

  it.each<[string, Json, Json]>([
    ['a multiple as decimals are written', { multipleOf: 0.01 }, 19.99],
    ['a large multiple', { multipleOf: 0.01 }, 1234567890.12],
    ['equal objects whatever the order of their fields', { const: { a: 1, b: 2 } }, { b: 2, a: 1 }],
    [
      'an object with fields called as methods',
      { enum: [{ valueOf: 1, constructor: { a: 1 } }] },
      { constructor: { a: 1 }, valueOf: 1 },
    ],
    ['repeated items that need not be unique', { uniqueItems: false }, [1, 1]],
    [
      'items that only look the same',
      { uniqueItems: true },
      [1, '1', [1], { a: 1 }, { a: '1' }, null, 'null'],
    ],
    ['a format', { format: 'date' }, '2024-02-29'],
    ['an OpenAPI format', { format: 'int32' }, 7],
  ])('accepts %s', (_what, schema, value) => {
    expect(problemsOf(schema, value)).toEqual([]);
  });

  it('names every problem of a document once', () => {
    const schema: JsonObject = {
      type: 'object',
      required: ['a', 'b'],
      allOf: [{ required: ['b'] }],
      properties: { c: { type: 'string' }, d: { items: { type: 'number' } } },
    };
    expect(documentProblems(schema, { c: 1, d: ['x', 1, 'y'] }).toSorted()).toEqual([
      '/a: is required',
      '/b: is required',
      '/c: must be string',
      '/d/0: must be number',
      '/d/2: must be number',
    ]);
  });

  it.each(['anyOf', 'oneOf'])(
    'names what is wrong with the one alternative of %s that fits by type',
    (keyword) => {
      const definitions = { text: { type: 'string', format: 'email' }, more: { $ref: '#/definitions/text' } };
      const field = { [keyword]: [{ $ref: '#/definitions/more' }, { enum: [null, 1] }, { const: [] }] };
      const schema: JsonObject = { type: 'object', properties: { f: field }, definitions };
      expect(documentProblems(schema, { f: 'x' })).toEqual(['/f: must match format "email"']);
      expect(documentProblems(schema, { f: 2 })).toEqual(['/f: must be one of null, 1']);
      expect(documentProblems(schema, { f: true })).toEqual([
        '/f: must be string or null or number or array',
      ]);
      expect(documentProblems(schema, { f: null })).toEqual([]);
    },
  );

  it.each<[string, Json]>([
    [
      'two alternatives are of one type',
      [
        { type: 'integer', minimum: 3 },
        { type: 'number', maximum: 0 },
      ],
    ],
    ['an alternative has no type', [{ type: 'string' }, { minimum: 3 }]],
    ['an alternative is false', [{ type: 'string' }, { type: 'boolean' }, false]],
  ])('does not guess which alternative is meant when %s', (_when, anyOf) => {
    expect(problemsOf({ anyOf }, 2)).toEqual(
      anyOf === undefined ? [] : ['/f: must match at least one of the alternatives of "anyOf"'],
    );
  });

  it('cuts a long list of allowed values', () => {
    const values = Array.from({ length: 500 }, (_, index) => `value-${index}`);
    const [problem = ''] = problemsOf({ enum: values }, 'x');
    expect(problem).toMatch(/^\/f: must be one of "value-0", .*\.\.\. \(500 in all\)$/);
    expect(problem.length).toBeLessThan(300);
  });

  it('never says the value that is wrong', () => {
    const schema = {
      type: 'number',
      enum: [1],
      pattern: '^a',
      format: 'email',
      maxLength: 1,
      not: { type: 'string' },
    };
    expect(problemsOf(schema, 'secret').join()).not.toContain('secret');
  });

  it('names at most a hundred problems, however many there are', () => {
    const definitions = { item: { type: 'string' } };
    const items = { $ref: '#/definitions/item' };
    const schema: JsonObject = {
      type: 'object',
      properties: { f: { items }, g: { items: { anyOf: [false] } } },
      definitions,
    };
    const many = Array.from({ length: 200_000 }, () => 1);
    expect(documentProblems(schema, { f: many })).toHaveLength(MAX_PROBLEMS);
    expect(documentProblems(schema, { g: many })).toHaveLength(MAX_PROBLEMS);
    expect(documentProblems(schema, { f: many.slice(0, MAX_PROBLEMS - 1) })).toHaveLength(MAX_PROBLEMS - 1);
    const fields = Object.fromEntries(many.slice(0, 5000).map((value, index) => [`x${index}`, value]));
    expect(
      documentProblems({ type: 'object', additionalProperties: items, definitions }, fields),
    ).toHaveLength(MAX_PROBLEMS);
  });

  it('gives up on a document that its recursive schema takes exponential time for', () => {
    const branch = (kind: string) => ({
      properties: { next: { $ref: '#/definitions/node' }, kind: { const: kind } },
    });
    const schema: JsonObject = {
      type: 'object',
      properties: { tree: { $ref: '#/definitions/node' } },
      definitions: { node: { anyOf: [branch('a'), branch('b'), branch('c')] } },
    };
    const tree = Array.from({ length: 28 }).reduce<JsonObject>((next) => ({ next, kind: 'c' }), {
      kind: 'z',
    });
    const { checkDocument, checkPatch } = compileSchema(schema);
    const tooComplex = [
      { pointer: '', message: 'is too complex for its schema: checking it takes too many steps' },
    ];
    expect(checkDocument({ tree })).toEqual(tooComplex);
    expect(checkDocument({ tree: { kind: 'c' } })).toEqual([]);
    expect(checkPatch({ tree: [tree] })).toEqual([]);
    // One value takes what one may, of a budget that has more.
    const budget = { left: 3 * MAX_STEPS };
    expect(checkDocument({ tree }, budget)).toEqual(tooComplex);
    expect(budget.left).toBe(2 * MAX_STEPS);
    const little = { left: 10 };
    expect(checkDocument({ tree }, little)).toEqual(tooComplex);
    expect(little.left).toBe(0);
  });

  it('says of a value that is known to be wrong at least that, when there are no steps left to say why', () => {
    const { checkPatch, checkDocument } = compileSchema({
      properties: { list: { items: { $ref: '#/definitions/id' } } },
      definitions: { id: { type: 'string' } },
    });
    const wrong = { list: Array.from({ length: 90 }, () => 1) };
    expect(checkPatch(wrong)).toHaveLength(90);
    for (const check of [checkPatch, checkDocument])
      expect(check(wrong, { left: 60 })).toEqual([{ pointer: '', message: 'must match the schema' }]);
  });

  it('leaves patches unchecked that come when the steps of their call are used up', () => {
    const definitions = { id: { type: 'string' } };
    const { checkPatch } = compileSchema({ properties: { a: { $ref: '#/definitions/id' } }, definitions });
    const problem = { pointer: '/a', message: 'must be string' };
    const budget = { left: 2 * MAX_STEPS };
    expect(checkPatch({ a: 1 }, budget)).toEqual([problem]);
    expect(budget.left).toBeLessThan(2 * MAX_STEPS);
    expect(checkPatch({ a: 1 }, { left: 0 })).toEqual([]);
    expect(checkPatch({ a: 1 })).toEqual([problem]);
  });

  it('matches patterns in linear time', () => {
    expect(problemsOf({ pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}b`)).toHaveLength(1);
  });

  it.each(formatNames)('knows the format %s', (format) => {
    expect(() => problemsOf({ format }, 'x')).not.toThrow();
  });

  it('takes text of more than 4096 characters for no format', () => {
    const long = 'a'.repeat(MAX_FORMATTED_LENGTH);
    expect(problemsOf({ format: 'uri-reference' }, long)).toEqual([]);
    expect(problemsOf({ format: 'uri-reference' }, `${long}a`)).toHaveLength(1);
  });

  it('decides as Ajv does on its own', () => {
    fc.assert(
      fc.property(anySchema, anyDocument, (schema, document) => {
        const ajv = new Ajv({ strict: false, ownProperties: true, validateSchema: false, logger: false });
        expect(compileSchema(schema).checkDocument(document).length === 0).toBe(
          ajv.validate(schema, document),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('names that JavaScript objects inherit', () => {
  const parse = (text: string): JsonObject => JSON.parse(text) as JsonObject;

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('are fields when called %s', (name) => {
    const schema = parse(`{"type": "object", "required": ["${name}"], "additionalProperties": false,
      "properties": {"${name}": {"type": "integer"}}}`);
    const { checkDocument, checkPatch, splitFields } = compileSchema(schema);
    expect(checkDocument({})).toEqual([{ pointer: `/${name}`, message: 'is required' }]);
    expect(checkDocument(parse(`{"${name}": 1}`))).toEqual([]);
    expect(checkDocument(parse(`{"${name}": "x"}`))).toEqual([
      { pointer: `/${name}`, message: 'must be integer' },
    ]);
    expect(checkPatch(parse(`{"${name}": null}`))).toEqual([
      { pointer: `/${name}`, message: 'is required and cannot be deleted' },
    ]);
    expect(splitFields(parse(`{"${name}": 1, "x": 1}`))?.unknown).toEqual(['/x']);
    expect(JSON.stringify(splitFields(parse(`{"${name}": {}, "x": 1}`))?.known)).toBe(`{"${name}":{}}`);
  });

  it.each(['constructor', '__proto__'])('are not there when called %s and not given', (name) => {
    const schema = parse(`{"type": "object", "properties": {"a": true, "${name}": false},
      "dependencies": {"${name}": ["b"]}}`);
    expect(documentProblems(schema, { a: 1 })).toEqual([]);
    expect(
      compileSchema(parse('{"type": "object", "properties": {"a": true}}')).splitFields(
        parse(`{"${name}": 1}`),
      )?.unknown,
    ).toEqual([`/${name}`]);
  });

  it('are patterns and dependencies when called __proto__', () => {
    const schema = parse(`{"type": "object", "patternProperties": {"__proto__": {"type": "integer"}},
      "properties": {"__proto__": {"minimum": 3}}, "allOf": [{"required": ["c"]}],
      "dependencies": {"__proto__": ["b"], "x": {"required": ["y"]}}}`);
    expect(documentProblems(schema, parse('{"a__proto__b": "x"}'))).toEqual([
      '/c: is required',
      '/a__proto__b: must be integer',
    ]);
    expect(documentProblems(schema, parse('{"__proto__": 2, "c": 1}')).toSorted()).toEqual([
      '/__proto__: must be >= 3',
      '/b: is required',
    ]);
    expect(documentProblems(schema, parse('{"__proto__": 3, "b": 1, "c": 1, "x": 1}'))).toEqual([
      '/y: is required',
    ]);
    const dependent = parse('{"type": "object", "dependencies": {"__proto__": {"required": ["b"]}}}');
    expect(documentProblems(dependent, parse('{"__proto__": 2}'))).toEqual(['/b: is required']);
    const both = parse(
      '{"type": "object", "properties": {"__proto__": {"minimum": 3}}, "patternProperties": {"^__proto__$": {"multipleOf": 2}}}',
    );
    expect(documentProblems(both, parse('{"__proto__": 1}'))).toEqual([
      '/__proto__: must be a multiple of 2',
      '/__proto__: must be >= 3',
    ]);
  });
});

describe('references', () => {
  it.each<[string, string, JsonObject]>([
    ['the root', '#', {}],
    ['a definition', '#/definitions/a', { definitions: { a: { required: ['z'] } } }],
    ['a field', '#/properties/p', { properties: { p: { required: ['z'] } } }],
    ['an escaped name', '#/definitions/a~1b~0c%20d%25', { definitions: { 'a/b~c d%': { required: ['z'] } } }],
    ['a list', '#/allOf/0', { allOf: [{ required: ['z'] }] }],
  ])('lead to %s', (_what, $ref, more) => {
    const schema: JsonObject = { type: 'object', ...more, patternProperties: { '^f$': { $ref } } };
    const required = $ref === '#' ? [] : ['/f/z: is required'];
    expect(documentProblems({ ...schema }, { f: {}, z: 1 })).toEqual(required);
    expect(documentProblems(schema, { f: { z: 1, f: { z: 1 } }, z: 1 })).toEqual([]);
  });

  it('follow a recursive schema to any depth', () => {
    const schema: JsonObject = {
      type: 'object',
      properties: { next: { $ref: '#' }, n: { type: 'integer' } },
    };
    expect(documentProblems(schema, { next: { next: { n: 'x' } } })).toEqual([
      '/next/next/n: must be integer',
    ]);
  });

  it('count together with the keywords beside them', () => {
    const definitions = { a: { type: 'string' } };
    const schema: JsonObject = {
      type: 'object',
      properties: { f: { $ref: '#/definitions/a', maxLength: 1 } },
      definitions,
    };
    expect(documentProblems(schema, { f: 'xx' })).toEqual(['/f: must have at most 1 character']);
    expect(documentProblems(schema, { f: 1 })).toEqual(['/f: must be string']);
  });
});
