import fc from 'fast-check';
import { anySchema } from '../../functions/domain/schema-arbitraries.ts';
import { extrasOf, hostileJson, hostileText, mostly, quoted } from './hostile-values.ts';

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
