import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../../functions/adapters/ajv-schema.ts';
import { checkSchema } from '../../../functions/adapters/ajv-schema-check.ts';
import type { Json, JsonObject } from '../../../functions/domain/json.ts';
import { MAX_ENUM_VALUES, MAX_LISTED, MAX_SUBSCHEMAS } from '../../../functions/domain/schema-check.ts';
import { MAX_IN_PLACE } from '../../../functions/domain/schema-expansion.ts';
import { MAX_PATTERN_LENGTH } from '../../../functions/domain/schema-patterns.ts';
import { MAX_SCHEMA_BYTES, MAX_SCHEMA_DEPTH } from '../../../functions/domain/schema-size.ts';

/** A right schema with one more field. */
function schemaWith(field: Json, more: JsonObject = {}): JsonObject {
  return { type: 'object', required: ['id'], properties: { id: { type: 'string' }, f: field }, ...more };
}

function problemsOf(schema: JsonObject, externalIdField = 'id'): readonly string[] {
  return checkSchema(schema, externalIdField).map(({ pointer, message }) => `${pointer}: ${message}`);
}

const REF = (name: string) => ({ $ref: `#/definitions/${name}` });

describe('a schema', () => {
  it.each<[string, JsonObject]>([
    [
      'with its dialect and id',
      schemaWith({}, { $schema: 'http://json-schema.org/draft-07/schema#', $id: 'x' }),
    ],
    ['with its dialect without #', schemaWith({}, { $schema: 'http://json-schema.org/draft-07/schema' })],
    [
      'with fields called as keywords',
      schemaWith({
        properties: { $ref: { type: 'string' }, pattern: {}, enum: { type: 'array' }, $id: {}, nullable: {} },
      }),
    ],
    [
      'with values that look like schemas',
      schemaWith({
        enum: [{ $ref: 'x' }],
        const: { pattern: '(' },
        default: { $id: 'x' },
        examples: [{ format: 'x' }],
      }),
    ],
    ['with an unknown annotation', schemaWith({ 'x-label': { $ref: 'nowhere' } })],
    [
      'with patterns and formats',
      schemaWith({ pattern: '^\\d{3}-[a-z]+$', format: 'email', patternProperties: { '^x': true } }),
    ],
    [
      'with references to all kinds of subschemas',
      schemaWith(
        { allOf: [{ $ref: '#/properties/id' }, REF('a~1b'), { properties: { x: { $ref: '#' } } }] },
        { definitions: { 'a/b': true } },
      ),
    ],
    [
      'that refers to itself through fields, twice',
      schemaWith(
        {},
        {
          definitions: { n: { properties: { l: REF('n'), r: REF('n') }, items: REF('n') } },
          properties: { id: { type: 'string' }, tree: REF('n') },
        },
      ),
    ],
    [
      'whose external id is described elsewhere',
      {
        type: 'object',
        required: ['id'],
        properties: { id: REF('a') },
        definitions: { a: REF('b'), b: { type: 'string' } },
      },
    ],
  ])('%s is fine, and compiles', (_what, schema) => {
    expect(problemsOf(schema)).toEqual([]);
    const { checkDocument, checkPatch } = compileSchema(schema);
    expect(checkDocument({ id: 1, f: 1 })).toContainEqual({ pointer: '/id', message: 'must be string' });
    expect(checkPatch({ id: 1, f: 1 })).toContainEqual({ pointer: '/id', message: 'must be string' });
  });

  it.each<[string, JsonObject, readonly string[]]>([
    [
      'a wrong type',
      schemaWith({ type: 'strin' }),
      [
        '/properties/f/type: must be one of "array", "boolean", "integer", "null", "number", "object", "string"',
      ],
    ],
    [
      'several malformed keywords',
      schemaWith({ items: { minLength: 'x', maxLength: -1 } }),
      ['/properties/f/items/maxLength: must be >= 0', '/properties/f/items/minLength: must be integer'],
    ],
    [
      'a pattern that is none',
      schemaWith({ pattern: '(' }),
      ['/properties/f/pattern: must match format "regex"'],
    ],
    [
      'another dialect',
      schemaWith({}, { $schema: 'https://json-schema.org/draft/2020-12/schema' }),
      ['/$schema: must be "http://json-schema.org/draft-07/schema#"'],
    ],
    [
      'a dialect below the root',
      schemaWith({ $schema: 'http://json-schema.org/draft-07/schema#' }),
      ['/properties/f/$schema: is allowed at the root of the schema only'],
    ],
    [
      'an id below the root',
      schemaWith({ $id: 'x' }),
      ['/properties/f/$id: is allowed at the root of the schema only'],
    ],
    [
      'a remote reference',
      schemaWith({ $ref: 'http://x/y' }),
      ['/properties/f/$ref: must be local: "#" or "#/..."'],
    ],
    [
      'a reference to an id',
      schemaWith({ $ref: '#x' }),
      ['/properties/f/$ref: must be local: "#" or "#/..."'],
    ],
    [
      'a reference to nothing',
      schemaWith(REF('x')),
      ['/properties/f/$ref: must point to a subschema, as in "#/definitions/address"'],
    ],
    [
      'a reference to what is inherited',
      schemaWith(REF('constructor'), { definitions: {} }),
      ['/properties/f/$ref: must point to a subschema, as in "#/definitions/address"'],
    ],
    [
      'a reference to a map of schemas',
      schemaWith({ $ref: '#/properties' }),
      ['/properties/f/$ref: must point to a subschema, as in "#/definitions/address"'],
    ],
    [
      'a reference into a value',
      schemaWith({ $ref: '#/properties/f/default', default: {} }),
      ['/properties/f/$ref: must point to a subschema, as in "#/definitions/address"'],
    ],
    [
      'look-around',
      schemaWith({ pattern: 'a(?=b)' }),
      [
        '/properties/f/pattern: must be a pattern that takes linear time, so without look-around, back-references and repetitions over 1000: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
      ],
    ],
    [
      'a back-reference as a field pattern',
      schemaWith({ patternProperties: { '(a)\\1': true } }),
      [
        '/properties/f/patternProperties/(a)\\1: must be a pattern that takes linear time, so without look-around, back-references and repetitions over 1000: error parsing regexp: invalid escape sequence: `\\1`',
      ],
    ],
    [
      'a back-reference by name',
      schemaWith({ pattern: '(?<n>a)\\k<n>' }),
      [
        '/properties/f/pattern: must be a pattern that takes linear time, so without look-around, back-references and repetitions over 1000: invalid escape sequence: `\\k`',
      ],
    ],
    [
      'a pattern that is too long',
      schemaWith({ pattern: 'a'.repeat(MAX_PATTERN_LENGTH + 1) }),
      ['/properties/f/pattern: must not be a pattern of more than 1000 characters'],
    ],
    [
      'patterns that are too large together',
      schemaWith({ allOf: Array.from({ length: 6 }, () => ({ pattern: '^.{0,1000}$' })) }),
      [
        '/properties/f/allOf/4/pattern: must not bring the size of all patterns over 10000; a repetition {n} counts n times',
      ],
    ],
    [
      'too many values',
      schemaWith({ enum: Array.from({ length: MAX_ENUM_VALUES + 1 }, (_, index) => index) }),
      ['/properties/f/enum: must not have more than 1000 values (it has 1001)'],
    ],
    [
      'an extension of Ajv',
      schemaWith({}, { $async: true }),
      ['/$async: is not supported: it is an extension of Ajv'],
    ],
    [
      'a keyword of OpenAPI',
      schemaWith({ type: 'string', nullable: true }),
      ['/properties/f/nullable: is not part of draft-07: list "null" in "type"'],
    ],
    [
      'a keyword of a later draft',
      schemaWith({ dependentRequired: {} }),
      ['/properties/f/dependentRequired: is not part of draft-07: use "dependencies"'],
    ],
    [
      'a reference to itself',
      schemaWith({}, { definitions: { a: REF('a') } }),
      ['/definitions/a: must not lead back to itself at the same place'],
    ],
    [
      'a circle of references',
      schemaWith(
        { anyOf: [REF('a')] },
        { definitions: { a: { not: REF('b') }, b: { dependencies: { x: REF('a') } } } },
      ),
      ['/definitions/a: must not lead back to itself at the same place'],
    ],
  ])('with %s is refused with the place and the reason', (_what, schema, problems) => {
    expect(problemsOf(schema)).toEqual(problems);
  });

  it('with an unknown format is told the known ones', () => {
    const [problem = ''] = problemsOf(schemaWith({ format: 'url' }));
    expect(problem).toMatch(/^\/properties\/f\/format: must be one of date, .*email.*uuid/);
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ['no object', schemaWith({}, { type: 'array' }), ['/type: must be "object"']],
    ['an object or null', schemaWith({}, { type: ['object', 'null'] }), ['/type: must be "object"']],
    [
      'no external id field',
      { type: 'object', required: ['id'] },
      ['/properties/id: must have the type "string": it is the external id field'],
    ],
    [
      'a number as external id',
      schemaWith({}, { properties: { id: { type: 'number' } } }),
      ['/properties/id: must have the type "string": it is the external id field'],
    ],
    [
      'any value as external id',
      schemaWith({}, { properties: { id: true } }),
      ['/properties/id: must have the type "string": it is the external id field'],
    ],
    [
      'an optional external id',
      schemaWith({}, { required: ['f'] }),
      ['/required: must list "id", the external id field'],
    ],
  ])('that describes %s is refused', (_what, schema, problems) => {
    expect(problemsOf(schema)).toEqual(problems);
  });

  it('does not find an external id field that is only inherited', () => {
    expect(problemsOf({ type: 'object', required: ['constructor'] }, 'constructor')).toHaveLength(1);
  });

  it('is refused with all that is wrong at once', () => {
    expect(
      problemsOf({ type: 'array', properties: { f: { format: 'x', pattern: '(?!x)' }, g: REF('g') } }),
    ).toHaveLength(6);
  });

  it('may be as deep as the limit', () => {
    const nested = (levels: number): Json => (levels === 0 ? {} : { not: nested(levels - 1) });
    // The root, `properties` and the field take three levels.
    expect(problemsOf(schemaWith(nested(MAX_SCHEMA_DEPTH - 3)))).toEqual([]);
    expect(problemsOf(schemaWith(nested(MAX_SCHEMA_DEPTH - 2)))).toEqual([
      ': must not nest deeper than 32 levels',
    ]);
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as Json;
    expect(problemsOf(schemaWith({ enum: deep }))).toEqual([': must not nest deeper than 32 levels']);
  });

  it('may be as large as the limit, in UTF-8', () => {
    const rest = JSON.stringify(schemaWith({ title: '' })).length;
    const title = (bytes: number) => `${'é'.repeat(100)}${'x'.repeat(bytes - 200)}`;
    expect(problemsOf(schemaWith({ title: title(MAX_SCHEMA_BYTES - rest) }))).toEqual([]);
    expect(problemsOf(schemaWith({ title: title(MAX_SCHEMA_BYTES - rest + 1) }))).toEqual([
      ': must not be larger than 65536 bytes (it has 65537)',
    ]);
  });

  it('may have as many subschemas as the limit', () => {
    // The root, the id and the field are subschemas too.
    const many = (count: number) => {
      const fields = Array.from({ length: count }, (_, index) => [`f${index}`, true]);
      return schemaWith({ properties: Object.fromEntries(fields) });
    };
    expect(problemsOf(many(MAX_SUBSCHEMAS - 3))).toEqual([]);
    expect(problemsOf(many(MAX_SUBSCHEMAS - 2))).toEqual([
      ': must not have more than 2000 subschemas (it has 2001)',
    ]);
  });

  it('may list as many schemas of items, and names that a field depends on, as the limit', () => {
    const items = (count: number) => schemaWith({ items: Array.from({ length: count }, () => true) });
    expect(problemsOf(items(MAX_LISTED))).toEqual([]);
    expect(problemsOf(items(MAX_LISTED + 1))).toEqual([
      '/properties/f/items: must not list more than 500 schemas (it has 501)',
    ]);
    const names = (count: number) =>
      schemaWith({ dependencies: { a: true, b: Array.from({ length: count }, (_, index) => `f${index}`) } });
    expect(problemsOf(names(MAX_LISTED))).toEqual([]);
    expect(problemsOf(names(MAX_LISTED + 1))).toEqual([
      '/properties/f/dependencies: must not list more than 500 names for one field (it has 501)',
    ]);
  });

  it('may apply as many subschemas to one value as the limit, references expanded', () => {
    const wide = (count: number) => schemaWith({ allOf: Array.from({ length: count }, () => true) });
    expect(problemsOf(wide(MAX_IN_PLACE - 1))).toEqual([]);
    expect(problemsOf(wide(MAX_IN_PLACE))).toEqual([
      '/properties/f: must not apply more than 500 subschemas to one value',
    ]);
    const laughs = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `d${index}`,
        index === 0
          ? { type: 'string' }
          : { allOf: [REF(`d${index - 1}`), { anyOf: [REF(`d${index - 1}`)] }] },
      ]),
    );
    expect(problemsOf(schemaWith(REF('d29'), { definitions: laughs }))[0]).toMatch(
      /^\/definitions\/d\d+: must not apply more than 500 subschemas to one value$/,
    );
  });

  it('may apply many subschemas to different parts of a value', () => {
    const fields = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`f${index}`, true]));
    expect(problemsOf(schemaWith({ properties: fields }))).toEqual([]);
  });
});
