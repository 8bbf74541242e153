import fc from 'fast-check';
import { extrasOf, hostileJson, hostileText, mostly, quoted } from './hostile-values.ts';

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
