import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../../functions/domain/json.ts';
import { mergePatch } from '../../../functions/domain/merge-patch.ts';
import { anyJson, anyJsonObject } from './json-arbitraries.ts';

type Leaf = Exclude<Json, JsonObject>;
type Tree = Map<string, Tree | Leaf>;

/**
 * RFC 7396 told the other way round: a patch is a list of steps, each of which removes one place of the document, sets
 * it, or makes an object of it.
 */
function patchedByPaths(target: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const root = isJsonObject(target) ? toTree(target) : new Map();
  for (const { path, name, value } of stepsOf(patch, [])) {
    let place: Tree = root;
    for (const step of path) place = place.get(step) as Tree; // an earlier step made it an object
    if (value === null) place.delete(name);
    else if (!isJsonObject(value)) place.set(name, value);
    else if (!(place.get(name) instanceof Map)) place.set(name, new Map());
  }
  return toJson(root);
}

function stepsOf(
  patch: JsonObject,
  path: readonly string[],
): readonly { path: readonly string[]; name: string; value: Json }[] {
  return Object.entries(patch).flatMap(([name, value]) => [
    { path, name, value },
    ...(isJsonObject(value) ? stepsOf(value, [...path, name]) : []),
  ]);
}

function toTree(object: JsonObject): Tree {
  const fields = Object.entries(object);
  return new Map(fields.map(([name, value]) => [name, isJsonObject(value) ? toTree(value) : value]));
}

function toJson(tree: Tree): JsonObject {
  return Object.fromEntries([...tree].map(([name, at]) => [name, at instanceof Map ? toJson(at) : at]));
}

describe('mergePatch', () => {
  it.each<[string, string, string]>([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('makes of %s by %s what appendix A of RFC 7396 says: %s', (target, patch, result) => {
    expect(JSON.stringify(mergePatch(JSON.parse(target), JSON.parse(patch)))).toBe(result);
  });

  it('makes a document of nothing, without the fields that the patch deletes', () => {
    expect(mergePatch(undefined, { a: 1, b: null, c: { d: null, e: [null] } })).toEqual({
      a: 1,
      c: { e: [null] },
    });
  });

  it('keeps fields that the patch does not name, at every depth and in their order', () => {
    const patched = mergePatch({ z: 1, a: { y: 2, b: 3 } }, { a: { b: 4 }, c: 5 });
    expect(JSON.stringify(patched)).toBe('{"z":1,"a":{"y":2,"b":4},"c":5}');
  });

  it('does not compose: two patches in one are not the two in turn', () => {
    const document = { a: { c: 3 } };
    const [first, second] = [{ a: 1 }, { a: { b: 2 } }];
    expect(mergePatch(mergePatch(document, first), second)).toEqual({ a: { b: 2 } });
    expect(mergePatch(document, mergePatch(first, second))).toEqual({ a: { b: 2, c: 3 } });
  });

  it('agrees with the same rules told by paths, whatever the names of fields', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (target, patch) => {
        expect(JSON.stringify(mergePatch(target, patch))).toBe(JSON.stringify(patchedByPaths(target, patch)));
      }),
      { numRuns: 2000 },
    );
  });

  it('changes nothing when the same patch comes again', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(JSON.stringify(mergePatch(once, patch))).toBe(JSON.stringify(once));
      }),
    );
  });

  it('changes neither the document nor the patch', () => {
    fc.assert(
      fc.property(anyJsonObject, anyJsonObject, (target, patch) => {
        const before = JSON.stringify([target, patch]);
        mergePatch(target, patch);
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
    );
  });

  it('takes __proto__ and constructor for data', () => {
    const patch = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    ) as Json;
    for (const target of [undefined, {}, patch]) {
      const patched = mergePatch(target, patch);
      expect(JSON.stringify(patched)).toBe(JSON.stringify(patch));
      expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
    }
    expect({}).not.toHaveProperty('polluted');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('deletes fields called __proto__ and constructor, and nothing that objects inherit', () => {
    const target = JSON.parse('{"__proto__":1,"constructor":2,"a":3}') as Json;
    const patch = JSON.parse('{"__proto__":null,"constructor":null,"toString":null}') as Json;
    expect(JSON.stringify(mergePatch(target, patch))).toBe('{"a":3}');
    expect(Object.hasOwn(Object.prototype, 'toString')).toBe(true);
  });
});
