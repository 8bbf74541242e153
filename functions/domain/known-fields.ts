import { isJsonObject, type Json, type JsonObject, pointerToken } from './json.ts';
import type { CompiledSchema } from './schema.ts';
import type { LinkedSchema } from './schema-links.ts';
import { createPlaces, type MakeMatcher, type Place } from './schema-places.ts';

/**
 * Which fields a schema defines. A field is defined where `properties` or `patternProperties` names it or
 * `additionalProperties` is true or a schema, in any subschema that can apply at its place. Values must not nest
 * deeper than the call stack; every field is looked at once.
 */
export function createKnownFields(
  schema: LinkedSchema,
  makeMatcher: MakeMatcher,
): Pick<CompiledSchema, 'unknownFields' | 'withoutUnknownFields'> {
  const root = createPlaces(schema, makeMatcher);
  return {
    unknownFields(value) {
      const pointers: string[] = [];
      collect(value, root(), '', pointers);
      return pointers;
    },
    withoutUnknownFields: (value) => pruneObject(value, root()),
  };
}

function collect(value: Json, place: Place, pointer: string, into: string[]): void {
  if (place.open) return;
  if (Array.isArray(value)) {
    const item = place.item();
    for (const [index, part] of value.entries())
      collect(part, item, `${pointer}${pointerToken(index)}`, into);
  } else if (isJsonObject(value)) {
    for (const [name, part] of Object.entries(value)) {
      const at = `${pointer}${pointerToken(name)}`;
      const field = place.field(name);
      if (field === undefined) into.push(at);
      else collect(part, field, at, into);
    }
  }
}

function prune(value: Json, place: Place): Json {
  if (place.open) return value;
  if (Array.isArray(value)) {
    const item = place.item();
    const pruned = value.map((part) => prune(part, item));
    return pruned.some((part, index) => part !== value[index]) ? pruned : value;
  }
  return isJsonObject(value) ? pruneObject(value, place) : value;
}

function pruneObject(value: JsonObject, place: Place): JsonObject {
  if (place.open) return value;
  const fields = Object.entries(value);
  const kept = fields.flatMap(([name, part]): readonly (readonly [string, Json])[] => {
    const field = place.field(name);
    return field === undefined ? [] : [[name, prune(part, field)]];
  });
  const same = kept.length === fields.length && kept.every(([, part], index) => part === fields[index]?.[1]);
  return same ? value : Object.fromEntries(kept);
}
