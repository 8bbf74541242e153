import fc from 'fast-check';
import { anySchema } from '../../functions/domain/schema-arbitraries.ts';
import { hostileJson, hostileText, quoted } from './hostile-values.ts';
import { ALL_CODINGS, type Body } from './request.ts';

/** What is meant well far more often than not: a request with three faults is refused for the first. */
export function mostly<T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>, times = 8): fc.Arbitrary<T> {
  return fc.oneof({ weight: times, arbitrary: good }, { weight: 1, arbitrary: bad });
}

export const externalId: fc.Arbitrary<string> = mostly(
  fc.constantFrom('c-0', 'c-1', 'c-2', 'c 3/?#', 'c-4é'),
  hostileText,
  12,
);

/** The definitions of `schemas.ts`, with the field that names a resource and others that they know. */
const FIELDS = {
  contact: {
    idField: 'contactId',
    fields: {
      name: fc.constantFrom('"Ada"', '"Bob"', 'null'),
      email: fc.constantFrom('"a@b.example"', 'null', '"no"'),
      age: fc.constantFrom('0', '41', 'null', '-1', '1e2'),
      counter: fc.constantFrom('1', '1.5', '-0', '1e100', '@{digits 15}'),
      tags: fc.constantFrom('[]', '["a"]', '["a","b"]', '["\\u0000"]'),
      address: fc.constantFrom(
        '{}',
        '{"street":"S"}',
        '{"zip":"1","city":null}',
        '{"zip":"1","city":"C"}',
        'null',
      ),
      constructor: fc.constantFrom('"c"', 'null'),
      ['__proto__']: fc.constantFrom('{"polluted":true}', '{"polluted":null}', 'null'),
    },
  },
  tree: {
    idField: 'id',
    fields: {
      label: fc.constantFrom('"aaaa"', '"aaaaaaaaaaaaaaaaaaaaaaaaaaaac"'),
      children: fc.constantFrom('[]', '[{"id":"1"},{"id":"2"}]', '[{"id":"1"},{"id":"1"}]'),
      next: fc.constantFrom('{"id":"n","next":{"id":"m"}}', 'null'),
    },
  },
  loose: {
    idField: 'constructor',
    fields: { any: hostileJson, ['__proto__']: hostileJson, xany: hostileJson, '~': hostileJson },
  },
} as const;

export type Kind = keyof typeof FIELDS;
export const KINDS: readonly Kind[] = ['contact', 'tree', 'loose'];

/** The fields of one resource, flat; with the external id among them unless the path has it. */
function itemOf(kind: Kind, named = true): fc.Arbitrary<string> {
  const { idField, fields } = FIELDS[kind];
  const field = fc
    .constantFrom(...Object.entries<fc.Arbitrary<string>>(fields))
    .chain(([name, good]) =>
      fc.tuple(mostly(fc.constant(name), hostileText, 20), mostly(good, hostileJson, 20)),
    )
    .map(([name, text]) => `${quoted(name)}:${text}`);
  return fc
    .tuple(
      mostly(externalId.map(quoted), hostileJson, 20),
      fc.array(field, { maxLength: 4 }),
      mostly(fc.constant(kind === 'contact'), fc.boolean()),
    )
    .map(([id, others, withName]) => {
      const all = [
        ...(named ? [`"${idField}":${id}`] : []),
        ...others,
        ...(withName ? ['"name":"Ada"'] : []),
      ];
      return `{${all.join()}}`;
    });
}

/** What a body may have beside its main field. */
function extrasOf(...known: readonly string[]): fc.Arbitrary<string> {
  const odd = fc.tuple(hostileText, hostileJson).map(([name, text]) => `,${quoted(name)}:${text}`);
  return mostly(mostly(fc.constant(''), fc.constantFrom('', ...known)), odd, 20);
}

function batchOf(list: string, one: fc.Arbitrary<string>, extra: string): fc.Arbitrary<string> {
  const few = fc.array(one, { minLength: 1, maxLength: 5 }).map((all) => all.join());
  // The same many times: a batch's bounds, and one lane of hundreds of patches.
  const many = fc
    .tuple(one, fc.constantFrom(20, 300, 1000, 1001))
    .map(([text, count]) => Array(count).fill(text).join());
  return fc
    .tuple(mostly(few, many, 60), extrasOf(extra))
    .map(([items, extras]) => `{"${list}":[${items}]${extras}}`);
}

export function patchesOf(kind: Kind): fc.Arbitrary<string> {
  return batchOf('resources', mostly(itemOf(kind), hostileJson, 30), ',"ifVersion":[1]');
}
export function resourceOf(kind: Kind, named: boolean): fc.Arbitrary<string> {
  return fc.tuple(itemOf(kind, named), extrasOf()).map(([data, extra]) => `{"data":${data}${extra}}`);
}
export const deletions = batchOf(
  'externalIds',
  mostly(externalId.map(quoted), hostileJson, 20),
  ',"dryRun":true',
);
export const retry = mostly(
  fc.constantFrom('{"only":"failed"}', '{"only":"failed"}', '{"only":"retryable"}'),
  hostileJson,
);

const HOSTILE_SCHEMAS = [
  '{"pattern":"^(a+)+$"}',
  '{"pattern":"(?<=a)b"}',
  '{"pattern":"[a-z]{1,1000}{1,1000}"}',
  '{"pattern":"@{chars 5000}"}',
  '{"patternProperties":{"(":true}}',
  '{"patternProperties":{"^(a|a)*$":true}}',
  '{"$ref":"#/properties/a"}',
  '{"$ref":"#"}',
  '{"$ref":"file:///etc/passwd"}',
  '{"$ref":"http://169.254.169.254/"}',
  '{"$ref":"#/properties/__proto__"}',
  '{"$ref":"#/properties/%"}',
  '{"allOf":[{"$ref":"#"},{"$ref":"#"}]}',
  '{"anyOf":[{"properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}}},{"properties":{"a":{"$ref":"#"}}}]}',
  '{"enum":[@{items 1001}]}',
  '{"format":"regex"}',
  '{"format":"__proto__"}',
  '{"minimum":1e400}',
  '{"multipleOf":1e-300}',
  '{"multipleOf":0}',
  '{"minLength":-1}',
  '{"maxItems":9007199254740993}',
  '{"const":@{objects 28}}',
  '{"default":{"__proto__":{"polluted":true}}}',
  '{"properties":{"__proto__":{"properties":{"constructor":{"type":"string"}}}}}',
  '{"type":"constructor"}',
  '{"$async":true}',
  '{"$id":"a"}',
  '{"required":["__proto__","__proto__"]}',
  '{"dependencies":{"__proto__":["constructor"]}}',
  '{"definitions":{@{keys 3000}}}',
];

const part = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('{"type":"integer"}', '{"enum":[1,"a",null]}', '{"format":"date"}'),
  },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_SCHEMAS) },
  { weight: 3, arbitrary: anySchema.map((schema) => JSON.stringify(schema)) },
  { weight: 1, arbitrary: hostileJson },
);

/** A schema of documents with an external id, and with parts of every kind. */
const schema: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(part, { maxLength: 3 }),
    mostly(
      fc.constant(''),
      fc.tuple(hostileText, hostileJson).map(([name, text]) => `,${quoted(name)}:${text}`),
    ),
  )
  .map(([parts, extra]) => {
    const fields = parts.map((text, at) => `,"${'abc'[at]}":${text}`).join('');
    return `{"type":"object","required":["id"],"properties":{"id":{"type":"string"}${fields}}${extra}}`;
  });

const FRESH = Array<string>(6).fill('"@{fresh}"');

export const newDefinition: fc.Arbitrary<string> = fc
  .tuple(
    mostly(fc.constantFrom(...FRESH, '"contact"'), fc.oneof(hostileJson, hostileText.map(quoted)), 12),
    mostly(fc.constantFrom(...FRESH, '"@{fresh}-s"', '"contacts"'), hostileJson, 12),
    mostly(fc.constant('"id"'), fc.oneof(hostileJson, hostileText.map(quoted)), 12),
    mostly(schema, hostileJson, 12),
    extrasOf(',"description":""'),
  )
  .map(
    ([name, pluralName, idName, text, extra]) =>
      `{"name":${name},"pluralName":${pluralName},"category":"custom_schema","externalIdField":${idName},"schema":${text}${extra}}`,
  );

export const changes: fc.Arbitrary<string> = fc
  .tuple(mostly(schema, hostileJson), extrasOf(',"description":""'))
  .map(([text, extra]) => `{"schema":${text}${extra}}`);

/** A text as it is, or with what goes wrong with texts. */
function mangled(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 60, arbitrary: texts },
    { weight: 1, arbitrary: texts.map((text) => `@{unit feff}${text}`) },
    { weight: 1, arbitrary: texts.map((text) => `${text}${text}`) },
    { weight: 1, arbitrary: texts.map((text) => `@{arrays 100000}${text}`) },
    {
      weight: 2,
      arbitrary: fc.tuple(texts, hostileJson, fc.nat()).map(([text, other, at]) => splice(text, at, other)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(texts, fc.nat())
        .map(([text, at]) => text.slice(0, at % (text.length + 1)).replace(/@\{[^}]*$/, '')),
    },
    { weight: 1, arbitrary: hostileJson },
    { weight: 1, arbitrary: fc.constant('') },
  );
}

/** Between two marks, so that none is cut in two. */
function splice(text: string, at: number, other: string): string {
  const place = at % (text.length + 1);
  return /@\{[^}]*$/.test(text.slice(0, place))
    ? other + text
    : text.slice(0, place) + other + text.slice(place);
}

const RARE: ReadonlySet<string> = new Set(['gzip bomb', 'gzip bomb in members']);
const rawBytes = fc
  .uint8Array({ maxLength: 64 })
  .map((bytes): Body => ({ text: Buffer.from(bytes).toString('hex'), coding: 'hexadecimal' }));

/** A body and how it is coded. */
export function bodyOf(texts: fc.Arbitrary<string>): fc.Arbitrary<Body> {
  const coding = fc.oneof(
    { weight: 400, arbitrary: fc.constantFrom<Body['coding']>('text', 'base64', 'gzip') },
    {
      weight: 60,
      arbitrary: fc.constantFrom(...ALL_CODINGS.filter((one) => one !== 'hexadecimal' && !RARE.has(one))),
    },
    { weight: 1, arbitrary: fc.constantFrom(...ALL_CODINGS.filter((one) => RARE.has(one))) },
  );
  return mostly(fc.record({ text: mangled(texts), coding }), rawBytes, 30);
}
