import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../functions/adapters/ajv-schema.ts';
import { checkSchema } from '../../functions/adapters/ajv-schema-check.ts';
import type { Json, JsonObject } from '../../functions/domain/json.ts';
import { MAX_LISTED } from '../../functions/domain/schema-check.ts';
import { MAX_IN_PLACE } from '../../functions/domain/schema-expansion.ts';
import { COSTLY, DEFINITIONS, fields, fill, names, schemaWith } from './support/costly-schemas.ts';

// What a partner may try with a schema. Either it is refused when it is created, or a check with it is bounded.

function refusals(schema: JsonObject): readonly string[] {
  return checkSchema(schema, 'id').map(({ pointer, message }) => `${pointer}: ${message}`);
}

/** Both forms of both checks are compiled: the second document is wrong. */
function problemsOf(schema: JsonObject, f: Json): readonly string[] {
  const { checkDocument, checkPatch } = compileSchema(schema);
  checkPatch({ id: 'x', f });
  checkPatch({ id: 1, f });
  checkDocument({ id: 1, f });
  return checkDocument({ id: 'x', f }).map(({ pointer, message }) => `${pointer}: ${message}`);
}

const LOCAL = 'must be local: "#" or "#/..."';
const NOWHERE = 'must point to a subschema, as in "#/definitions/address"';

describe('a reference out of the schema', () => {
  it.each([
    'file:///etc/passwd',
    'http://example.com/schema.json',
    'https://example.com/schema.json#/definitions/a',
    '//example.com/schema.json',
    './other.json',
    '../other.json#/definitions/a',
    'other',
    'urn:uuid:0d5ac5a9-0b92-4cf0-9a34-8bd4a4a60d47',
    'http://json-schema.org/draft-07/schema#',
    'schema#/definitions/d0',
    '#anchor',
    '',
    '#%2Fdefinitions',
  ])('%j is refused', ($ref) => {
    expect(refusals(schemaWith({ $ref }))).toEqual([`/properties/f/$ref: ${LOCAL}`]);
  });

  it.each(['#/__proto__', '#/constructor/prototype', '#/definitions', '#/properties/f/enum/0'])(
    '%j, to what is no subschema, is refused',
    ($ref) => {
      expect(refusals(schemaWith({ $ref, enum: [{}] }))).toEqual([`/properties/f/$ref: ${NOWHERE}`]);
    },
  );

  it.each([
    'http://example.com/',
    'file:///etc/',
    'schema',
    '#',
    'urn:x',
    'http://json-schema.org/draft-07/schema',
  ])('does not come of the $id %j at the root, which names nothing', ($id) => {
    const schema = schemaWith({ $ref: '#/definitions/a' }, { $id, definitions: { a: { type: 'string' } } });
    expect(refusals(schema)).toEqual([]);
    expect(problemsOf(schema, 1)).toEqual(['/f: must be string']);
  });

  it.each([
    'http://json-schema.org/draft-04/schema#',
    'https://json-schema.org/draft/2019-09/schema',
    'http://example.com/meta',
    'file:///etc/passwd',
  ])('does not come of the dialect %j, which is refused', ($schema) => {
    expect(refusals(schemaWith({}, { $schema }))).toEqual([
      '/$schema: must be "http://json-schema.org/draft-07/schema#"',
    ]);
  });
});

describe('a recursive schema', () => {
  it.each<[string, Json, JsonObject]>([
    ['the root at its own place', {}, { allOf: [{ $ref: '#' }] }],
    ['itself', { $ref: '#/properties/f' }, {}],
    [
      'another that refers back',
      { $ref: '#/definitions/a' },
      {
        definitions: { a: { anyOf: [{ $ref: '#/definitions/b' }] }, b: { if: { $ref: '#/definitions/a' } } },
      },
    ],
  ])('that applies %s without end is refused', (_what, field, more) => {
    expect(refusals(schemaWith(field, more)).join()).toContain(
      'must not lead back to itself at the same place',
    );
  });

  it('through fields is fine, and ends with the value', () => {
    const schema = schemaWith(
      { $ref: '#/definitions/n' },
      {
        definitions: { n: { properties: { n: { $ref: '#/definitions/n' }, t: { type: 'string' } } } },
      },
    );
    expect(refusals(schema)).toEqual([]);
    expect(problemsOf(schema, { n: { n: { t: 1 } } })).toEqual(['/f/n/n/t: must be string']);
  });
});

describe('a pattern that explodes', () => {
  const attack = `${'a'.repeat(30_000)}!`;
  it.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^(.*a){12}$', '^([a-zA-Z]+)*$', '(a*)*b', '^(\\w+\\s?)*$'])(
    '%s says no to hostile text, in linear time',
    (pattern) => {
      const schema = schemaWith({ pattern });
      expect(refusals(schema)).toEqual([]);
      expect(problemsOf(schema, attack)).toEqual([`/f: must match pattern "${pattern}"`]);
    },
  );

  it.each([
    '(?=a)',
    '(?!a)',
    '(?<=a)b',
    '(?<!a)b',
    '(a)\\1',
    '(?<n>a)\\k<n>',
    'a{1001}',
    '((a{99}){99}){99}',
  ])('%s, which RE2 cannot do or not in bounds, is refused', (pattern) => {
    expect(refusals(schemaWith({ pattern }))).toHaveLength(1);
    expect(refusals(schemaWith({ patternProperties: { [pattern]: true } }))).toHaveLength(1);
  });
});

describe('names, patterns and values that try to be code', () => {
  const marks = globalThis as { hacked?: boolean };
  it.each([
    '"];globalThis.hacked=true;//',
    "'];globalThis.hacked=true;//",
    '`+(globalThis.hacked=true)+`',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the attack
    '${globalThis.hacked=true}',
    '*/globalThis.hacked=true/*',
    '\\"];globalThis.hacked=true;//',
    '\nglobalThis.hacked=true\n',
    '\u2028globalThis.hacked=true\u2029',
    '</script><script>globalThis.hacked=true</script>',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    '\u0000',
    '',
  ])('stay text: %j', (text) => {
    const quoted = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    // `JSON.parse`, because a literal would set the prototype.
    const named = (value: Json): JsonObject =>
      JSON.parse(`{${JSON.stringify(text)}: ${JSON.stringify(value)}}`);
    const schema = schemaWith({
      title: text,
      $comment: text,
      default: text,
      'x-custom': { [`${text} `]: text },
      [`code ${text}`]: text,
      properties: named({ type: 'integer', const: 1 }),
      required: [text],
      dependencies: named([text]),
      patternProperties: {
        [`^${quoted}$`]: { enum: [1, text] },
        '^other$': { pattern: `^${quoted}$`, const: text },
      },
      propertyNames: { enum: [text, 'other'] },
      additionalProperties: { const: named(text) },
    });
    expect(refusals(schema)).toEqual([]);
    expect(problemsOf(schema, {})).toHaveLength(1);
    expect(problemsOf(schema, named(1))).toEqual([]);
    expect(problemsOf(schema, named(2))).not.toEqual([]);
    expect(problemsOf(schema, { ...named(1), other: text })).toEqual([]);
    expect(marks.hacked).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['$data', { maximum: { $data: '1/id' } }],
    ['$async', { $async: true }],
    ['nullable', { type: 'string', nullable: true }],
    ['discriminator', { discriminator: { propertyName: 'x' } }],
    ['unevaluatedProperties', { unevaluatedProperties: false }],
    ['an unknown format', { format: '__proto__' }],
    ['a format by another type', { format: { $data: '1' } }],
  ])('%s, which Ajv could be told to obey, is refused', (_what, field) => {
    expect(refusals(schemaWith(field))).not.toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['default', { properties: { a: { default: 1 } } }],
    ['contentMediaType', { contentMediaType: 'text/html', contentEncoding: 'base64' }],
    [
      'instanceof, typeof and other custom keywords',
      { instanceof: 'Function', typeof: 'function', transform: ['trim'] },
    ],
    [
      'our own keywords',
      { 'patchlane:refused': 'x', 'patchlane:metered': 'globalThis.hacked=true', 'patchlane:at-most': -1 },
    ],
  ])('%s does nothing', (_what, field) => {
    const schema = schemaWith(field);
    const value = {};
    expect(refusals(schema)).toEqual([]);
    expect(problemsOf(schema, value)).toEqual([]);
    expect(value).toEqual({});
  });
});

describe('a schema that is too large to compile', () => {
  it.each<[string, Json]>([
    ['10000 fields', { properties: fields(10_000, () => true) }],
    ['10000 patterns', { patternProperties: fields(10_000, () => true) }],
    ['a long tuple', { items: fill(MAX_LISTED + 1, () => ({ type: 'string' })) }],
    ['a field with many dependencies', { dependencies: { x: names(MAX_LISTED + 1) } }],
    ['many alternatives', { oneOf: fill(MAX_IN_PLACE + 1, (at) => ({ const: at })) }],
    [
      'alternatives of alternatives',
      { anyOf: fill(23, () => ({ oneOf: fill(23, () => ({ type: 'null' })) })) },
    ],
    ['a huge enum', { enum: fill(1001, (at) => at) }],
    ['a huge constant', { const: 'x'.repeat(65_536) }],
    ['conditions in conditions', fill(32, () => 0).reduce<Json>((then) => ({ if: {}, else: then }), {})],
  ])('%s is refused', (_what, field) => {
    expect(refusals(schemaWith(field))).toHaveLength(1);
  });

  const text = { type: 'string', minLength: 1 };
  const wide = (field: Json): Json => ({ properties: fields(380, () => field) });
  it.each<[string, Json, Json]>([
    ['as many fields as may be', { properties: fields(1600, () => text) }, fields(1600, () => '')],
    ['as many required fields', { required: names(6000) }, fields(6000, () => '')],
    ['as many patterns', { patternProperties: fields(900, () => text) }, fields(900, () => '')],
    ['as many dependencies', { dependencies: fields(1800, () => ['n0']) }, fields(1800, () => '')],
    ['as long dependencies', { dependencies: fields(10, () => names(MAX_LISTED)) }, fields(9, () => '')],
    ['as many alternatives', { oneOf: fill(MAX_IN_PLACE - 1, (at) => ({ const: at })) }, 1],
    ['as long a tuple', { items: fill(MAX_LISTED, () => text) }, ['x']],
    ['wide in wide', fill(5, () => 0).reduce<Json>((field) => wide2(field), text), {}],
    [
      'alternatives, a tuple and fields in one',
      {
        allOf: fill(480, () => ({ type: 'array' })),
        items: [
          ...fill(400, () => text),
          { allOf: fill(480, () => ({ type: 'object' })), ...(wide(text) as JsonObject) },
        ],
      },
      [...fill(400, () => 'x'), fields(380, () => 'x')],
    ],
  ])('%s compile, in all forms', (_what, field, value) => {
    const schema = schemaWith(field);
    expect(refusals(schema)).toEqual([]);
    expect(() => problemsOf(schema, value)).not.toThrow();
  });

  function wide2(field: Json): Json {
    return { properties: { ...fields(380, () => ({ type: 'string' })), last: field } };
  }
});

describe('a check that would take long', () => {
  it.each(COSTLY)('ends: %s', (_what, field, value) => {
    const schema = schemaWith(field, { definitions: DEFINITIONS });
    expect(refusals(schema)).toEqual([]);
    expect(problemsOf(schema, value)).toEqual([
      ': is too complex for its schema: checking it takes too many steps',
    ]);
  });

  it.each<[string, Json, Json]>([
    [
      '380 KB of small fields',
      { additionalProperties: { type: 'string', maxLength: 9 } },
      fields(40_000, () => ''),
    ],
    ['380 KB of small items', { items: { enum: ['', 'x'] }, uniqueItems: false }, fill(190_000, () => '')],
    [
      'items that differ',
      { items: { type: 'integer', multipleOf: 1 }, uniqueItems: true },
      fill(16_000, (at) => at),
    ],
    [
      'records of 40 fields',
      {
        items: {
          required: ['n0'],
          additionalProperties: false,
          properties: fields(40, () => ({ type: 'string', pattern: '^[a-z]*$' })),
        },
      },
      fill(600, () => fields(40, () => 'abcdefgh')),
    ],
    ['one long text', { pattern: '^[a-z]+$', maxLength: 400_000, minLength: 1 }, 'x'.repeat(380_000)],
  ])('does not end a large honest one: %s', (_what, field, value) => {
    expect(problemsOf(schemaWith(field), value)).toEqual([]);
  });
});
