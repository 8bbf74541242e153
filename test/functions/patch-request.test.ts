import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../functions/domain/json.ts';
import type { UsableSchema } from '../../functions/domain/schema-definition.ts';
import { MAX_EXTERNAL_ID_BYTES, MAX_PATCH_BYTES, parsePatch } from '../../functions/patch-request.ts';
import { definition, definitionOf, usable } from './support/definitions.ts';

const CUSTOMER = usable(definition());

/** The patches of some items with their indexes, and what is wrong with the others. */
function parsePatches(items: readonly unknown[], schema: UsableSchema, ignored: boolean) {
  const read = items.map((item, index) => ({ index, ...parsePatch(item, schema, ignored) }));
  return {
    patches: read.flatMap(({ index, patch }) => (patch === undefined ? [] : [{ index, patch }])),
    errors: read.flatMap(({ index, problems }) =>
      problems.map(({ pointer, message }) => `resources[${index}]${pointer}: ${message}`),
    ),
  };
}

function errorsOf(item: unknown, schema = CUSTOMER): readonly string[] {
  return parsePatches([item], schema, false).errors;
}

function customer(fields: JsonObject): JsonObject {
  return { customerId: 'c-1', ...fields };
}

describe('parsePatch', () => {
  it('gives every patch as it came, with its index', () => {
    const items = [
      customer({ name: 'A', visits: 1, address: { city: 'Bern', place: null } }),
      customer({}),
      { customerId: 'c-2', tags: [], more: { a: [null, { b: null }] }, tier: null },
    ];
    const { patches, errors } = parsePatches(items, CUSTOMER, false);
    expect(errors).toEqual([]);
    expect(patches).toEqual(items.map((patch, index) => ({ index, patch })));
  });

  it('leaves out no required field, because only the document tells whether it is there', () => {
    expect(errorsOf(customer({ tier: 'gold' }))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a number', 1],
    ['a text', 'c-1'],
    ['an array', [{ customerId: 'c-1' }]],
    ['true', true],
  ])('refuses an item that is %s', (_, item) => {
    expect(errorsOf(item)).toEqual([
      'resources[0]: must be an object: the fields to change and the external id',
    ]);
  });

  describe('of the external id', () => {
    const WRONG = `resources[0]/customerId: must be a string of 1 to ${MAX_EXTERNAL_ID_BYTES} bytes: it names the resource`;

    it('says that it is missing', () => {
      expect(errorsOf({ name: 'A' })).toEqual([
        'resources[0]/customerId: is required: it names the resource',
      ]);
    });

    it('does not take an inherited field for it', () => {
      const schema = usable({
        ...definitionOf({ constructor: { type: 'string' } }),
        externalIdField: 'constructor',
      });
      expect(errorsOf({}, schema)).toEqual(['resources[0]/constructor: is required: it names the resource']);
    });

    it.each<[string, unknown]>([
      ['an empty text', ''],
      ['null', null],
      ['a number', 1],
      ['an object', {}],
      ['513 bytes', 'a'.repeat(513)],
      ['513 bytes of which two make a letter', `${'a'.repeat(511)}é`],
      ['516 bytes of which four make a letter', '😀'.repeat(129)],
    ])('refuses %s, in one line', (_, customerId) => {
      expect(errorsOf({ customerId })).toEqual([WRONG]);
    });

    it.each<[string, string]>([
      ['one byte', 'a'],
      ['512 bytes', 'a'.repeat(512)],
      ['512 bytes of which two make a letter', 'é'.repeat(256)],
      ['512 bytes of which four make a letter', '😀'.repeat(128)],
      ['a slash, a space and a quote', 'a/b "c"'],
      ['what JavaScript gives a meaning to', '__proto__'],
    ])('takes %s', (_, customerId) => {
      expect(errorsOf({ customerId })).toEqual([]);
    });

    it('escapes its field in the pointer', () => {
      const schema = usable({ ...definitionOf({ 'a/b~c': { type: 'string' } }), externalIdField: 'a/b~c' });
      expect(errorsOf({}, schema)).toEqual(['resources[0]/a~1b~0c: is required: it names the resource']);
    });

    it('keeps what its schema says of it beside', () => {
      const schema = usable(definitionOf({ id: { type: 'string', pattern: '^c-' } }));
      expect(errorsOf({ id: 'x' }, schema)).toEqual(['resources[0]/id: must match pattern "^c-"']);
    });
  });

  it.each<[string, JsonObject, string]>([
    ['a wrong type', { name: 1 }, '/name: must be string'],
    ['a wrong format', { email: 'a' }, '/email: must match format "email"'],
    ['a broken bound', { visits: -1 }, '/visits: must be >= 0'],
    ['a number with a fraction', { visits: 1.5 }, '/visits: must be integer'],
    ['a value that is not listed', { tier: 'iron' }, '/tier: must be one of "gold", "silver"'],
    ['a text too short', { name: '' }, '/name: must have at least 1 character'],
    [
      'a wrong type deep inside',
      { address: { place: { floor: '1' } } },
      '/address/place/floor: must be integer',
    ],
    ['a wrong item of a list', { tags: ['a', 1] }, '/tags/1: must be string'],
    ['a text where an object must be', { address: 'Bern' }, '/address: must be object'],
    ['null on a required field', { email: null }, '/email: is required and cannot be deleted'],
    [
      'null on a required field inside',
      { address: { city: null } },
      '/address/city: is required and cannot be deleted',
    ],
    ['an unknown field', { phone: '1' }, '/phone: is not defined by the schema Customer'],
    [
      'an unknown field that is to be deleted',
      { phone: null },
      '/phone: is not defined by the schema Customer',
    ],
    [
      'an unknown field inside',
      { address: { zip: '1' } },
      '/address/zip: is not defined by the schema Customer',
    ],
    [
      'an unknown field deep inside',
      { address: { place: { door: 1 } } },
      '/address/place/door: is not defined by the schema Customer',
    ],
    [
      'what is nested too deep',
      { more: nested(30) },
      `/more${'/a'.repeat(29)}: must not nest deeper than 30 levels`,
    ],
    [
      'text that is no Unicode',
      { name: '\ud800' },
      '/name: must be well-formed Unicode (it holds half of a surrogate pair)',
    ],
  ])('refuses %s', (_, fields, error) => {
    expect(errorsOf(customer(fields))).toEqual([`resources[0]${error}`]);
  });

  it('names all problems of all items, with the index of each', () => {
    const items = [customer({ name: 1, phone: 1 }), customer({}), 7, { visits: 'a', email: null }];
    const { errors } = parsePatches(items, CUSTOMER, false);
    expect(errors).toEqual([
      'resources[0]/phone: is not defined by the schema Customer',
      'resources[0]/name: must be string',
      'resources[2]: must be an object: the fields to change and the external id',
      'resources[3]/customerId: is required: it names the resource',
      'resources[3]/email: is required and cannot be deleted',
      'resources[3]/visits: must be integer',
    ]);
  });

  it('keeps the index of a patch behind an item that is refused', () => {
    expect(parsePatches([1, customer({})], CUSTOMER, false).patches).toEqual([
      { index: 1, patch: customer({}) },
    ]);
  });

  it('takes what is nested as deep as it may be', () => {
    expect(errorsOf(customer({ more: nested(29) }))).toEqual([]);
  });

  it('takes a patch of 500 KiB and none with a byte more', () => {
    const overhead = JSON.stringify(customer({ name: '' })).length;
    const full = customer({ name: 'x'.repeat(MAX_PATCH_BYTES - overhead) });
    expect(errorsOf(full)).toEqual([]);
    expect(errorsOf(customer({ name: `${full['name']}x` }))).toEqual([
      'resources[0]: must not be larger than 512000 bytes (it has 512001)',
    ]);
  });

  it('counts the bytes of a patch, not its characters', () => {
    expect(errorsOf(customer({ name: 'é'.repeat(MAX_PATCH_BYTES / 2) }))).toHaveLength(1);
  });

  describe('when unknown fields are ignored', () => {
    it('removes them at every depth and keeps the rest', () => {
      const item = customer({
        phone: 1,
        name: 'A',
        address: { zip: '1', city: 'Bern', place: { floor: 1, door: 2 } },
        more: { anything: 1 },
      });
      const { patches, errors } = parsePatches([item], CUSTOMER, true);
      expect(errors).toEqual([]);
      expect(patches).toEqual([
        {
          index: 0,
          patch: customer({
            name: 'A',
            address: { city: 'Bern', place: { floor: 1 } },
            more: { anything: 1 },
          }),
        },
      ]);
    });

    it('still checks what is known', () => {
      const { errors } = parsePatches([customer({ phone: 1, name: 1 })], CUSTOMER, true);
      expect(errors).toEqual(['resources[0]/name: must be string']);
    });
  });

  it('names an unknown field once, even if its schema forbids it too', () => {
    const strict = { type: 'object', additionalProperties: false, properties: { b: true } };
    const schema = usable(definitionOf({ a: strict, f: false }, { additionalProperties: false }));
    expect(errorsOf({ id: 'c-1', x: 1, a: { z: 1 }, y: null, f: 1 }, schema)).toEqual([
      'resources[0]/x: is not defined by the schema Customer',
      'resources[0]/a/z: is not defined by the schema Customer',
      'resources[0]/y: is not defined by the schema Customer',
      'resources[0]/f: is not allowed',
    ]);
  });

  it('takes names that JavaScript gives a meaning to for ordinary fields', () => {
    const text =
      '{"customerId": "c-1", "__proto__": {"a": 1}, "constructor": 1, "address": {"prototype": 1}}';
    const { errors } = parsePatches([JSON.parse(text)], CUSTOMER, false);
    expect(errors).toEqual([
      'resources[0]/__proto__: is not defined by the schema Customer',
      'resources[0]/constructor: is not defined by the schema Customer',
      'resources[0]/address/prototype: is not defined by the schema Customer',
    ]);
  });

  it('gives a patch or an error for every item', () => {
    fc.assert(
      fc.property(fc.array(anyItem(), { maxLength: 20 }), fc.boolean(), (items, ignored) => {
        const { patches, errors } = parsePatches(items, CUSTOMER, ignored);
        const refused = new Set(errors.map((error) => Number(/^resources\[(\d+)\]/.exec(error)?.[1])));
        const indexes = [...patches.map(({ index }) => index), ...refused];
        expect(indexes.toSorted((a, b) => a - b)).toEqual([...items.keys()]);
      }),
    );
  });
});

function anyItem(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        customerId: fc.constantFrom('c-1', '', null, 1),
        email: fc.constantFrom('a@b.example', 'a', null),
        visits: fc.integer({ min: -1, max: 1 }),
        phone: fc.constant('1'),
      },
      { requiredKeys: [] },
    ),
  );
}

/** Objects in objects, the outermost being the first of so many levels. */
function nested(levels: number): JsonObject {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}
