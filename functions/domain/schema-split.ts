import { isJsonObject, type Json, type JsonObject, ownField } from './json.ts';
import { countParts, isSchema, mapKeyword, type Schema } from './schema-keywords.ts';
import { type LinkedSchema, withAllOf } from './schema-links.ts';
import { AT_MOST } from './schema-report.ts';

/** Subschemas that stand together in one generated function. */
const MAX_TOGETHER = 100;

/**
 * Cuts large parts of a schema out into definitions of their own. Ajv makes one function of each definition, in which
 * every next field stands a level deeper than the one before it: with 1400 of them V8's parser runs out of stack.
 */
export function splitSchema({ root, definitions }: LinkedSchema): LinkedSchema {
  const made = new Map<string, Schema>();

  const toDefinition = (schema: Schema): JsonObject => {
    const ref = `#/definitions/p${made.size}`;
    made.set(ref, schema);
    return { $ref: ref };
  };

  const split = (schema: Schema): Schema => {
    if (typeof schema === 'boolean' || countParts(schema) <= MAX_TOGETHER) return schema;
    const cut: JsonObject[] = [];
    const kept = Object.entries(schema).map(([keyword, value]): readonly [string, Json] => {
      const parts = mapKeyword(keyword, value, split);
      if (!MAPS.has(keyword) || !isJsonObject(parts)) return [keyword, mapKeyword(keyword, parts, small)];
      const groups = inGroups(Object.entries(parts));
      if (groups.length < 2 && countParts({ [keyword]: parts }) <= MAX_TOGETHER) return [keyword, parts];
      cut.push(...groups.map((group) => toDefinition({ [keyword]: Object.fromEntries(group) })));
      // The names stay, for `additionalProperties` beside them.
      return [keyword, Object.fromEntries(Object.keys(parts).map((name) => [name, true]))];
    });
    return withAllOf(Object.fromEntries(kept), cut);
  };

  const small = (schema: Schema): Schema => {
    if (typeof schema === 'boolean' || countParts(schema) <= MAX_TOGETHER) return schema;
    // A function counts its own errors alone; this limit is on those of all values.
    const limit = ownField(schema, AT_MOST);
    return { ...toDefinition(schema), ...(limit === undefined ? {} : { [AT_MOST]: limit }) };
  };

  const own = [...definitions].map(([ref, schema]) => [ref, split(schema)] as const);
  return { root: split(root), definitions: new Map([...own, ...made]) };
}

const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependencies']);

type Field = readonly [string, Json];

/** The fields in order, in groups of about `MAX_TOGETHER` subschemas. */
function inGroups(fields: readonly Field[]): readonly (readonly Field[])[] {
  const groups: Field[][] = [];
  let room = 0;
  for (const field of fields) {
    const [, part] = field;
    const size = 1 + (isSchema(part) ? countParts(part) : Array.isArray(part) ? part.length : 0);
    const group = groups.at(-1);
    if (group === undefined || size > room) {
      groups.push([field]);
      room = MAX_TOGETHER - size;
    } else {
      group.push(field);
      room -= size;
    }
  }
  return groups;
}
