import { isJsonObject, type Json, type JsonObject, ownField, pointerToken } from './json.ts';
import type { CompiledSchema } from './schema.ts';
import { isSchema, mapOf, type Schema, subschemasOf } from './schema-keywords.ts';
import { type LinkedSchema, refOf } from './schema-links.ts';

/** Makes a test for a pattern of the schema: does it match anywhere in a name? */
export type MakeMatcher = (pattern: string) => (name: string) => boolean;

/** Everything that describes one place of a document: the union of the subschemas that may apply there. */
interface Place {
  /** True when nothing says which fields there are: then all of them are known, at every depth. */
  readonly open: boolean;
  /** The place of a field, undefined when the schema does not define it. */
  field(name: string): Place | undefined;
  /** The place of an array's items. */
  item(): Place;
}

/** Places kept for the next value; a hostile schema and hostile values make ever new ones. */
const MAX_PLACES = 1000;

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

function createPlaces(linked: LinkedSchema, makeMatcher: MakeMatcher): () => Place {
  const ids = new Map<JsonObject, number>();
  const matchers = new Map<string, (name: string) => boolean>();
  const places = new Map<string, Place>();

  const idOf = (schema: JsonObject): number => {
    const id = ids.get(schema) ?? ids.size;
    ids.set(schema, id);
    return id;
  };
  const matches = (pattern: string, name: string): boolean => {
    const matcher = matchers.get(pattern) ?? makeMatcher(pattern);
    matchers.set(pattern, matcher);
    return matcher(name);
  };

  /** The place that all of these describe together, the same object for the same subschemas. */
  const placeOf = (schemas: readonly Schema[]): Place => {
    const described = schemas.filter((schema) => isJsonObject(schema));
    const key = [...new Set(described.map(idOf))].sort((a, b) => a - b).join();
    const known = places.get(key);
    if (known !== undefined) return known;
    if (places.size >= MAX_PLACES) places.clear();
    const place = createPlace(inPlace(described));
    places.set(key, place);
    return place;
  };

  /** These and all that may apply to the same value because of them. */
  const inPlace = (schemas: readonly JsonObject[]): readonly JsonObject[] => {
    const reached = new Set(schemas);
    // A Set iterates over what is added on the way.
    for (const schema of reached) {
      const target = linked.definitions.get(refOf(schema) ?? '');
      if (isJsonObject(target)) reached.add(target);
      for (const part of subschemasOf(schema)) {
        if (part.applies === 'in-place' && part.keyword !== 'not' && isJsonObject(part.schema)) {
          reached.add(part.schema);
        }
      }
    }
    return [...reached];
  };

  const createPlace = (schemas: readonly JsonObject[]): Place => {
    const describing = schemas.filter((schema) => NAMING.some((keyword) => Object.hasOwn(schema, keyword)));
    const named = new Map<string, Place>();
    const hasPatterns = describing.some((schema) => Object.hasOwn(schema, 'patternProperties'));
    let other: { readonly place: Place | undefined } | undefined;
    let items: Place | undefined;

    const find = (name: string): Place | undefined => {
      const found = describing.flatMap((schema) => describedBy(schema, name));
      return found.length === 0 ? undefined : placeOf(found);
    };
    const describedBy = (schema: JsonObject, name: string): readonly Schema[] => {
      const own = ownField(mapOf(schema, 'properties'), name);
      const found = isSchema(own) ? [own] : [];
      for (const [pattern, part] of Object.entries(mapOf(schema, 'patternProperties'))) {
        if (isSchema(part) && matches(pattern, name)) found.push(part);
      }
      const additional = ownField(schema, 'additionalProperties');
      return found.length === 0 && isSchema(additional) && additional !== false ? [additional] : found;
    };
    const properties = new Set(describing.flatMap((schema) => Object.keys(mapOf(schema, 'properties'))));

    return {
      open: describing.length === 0 && !schemas.some((schema) => ITEMS.some((k) => Object.hasOwn(schema, k))),
      field(name) {
        if (describing.length === 0) return OPEN;
        const known = named.get(name);
        if (known !== undefined) return known;
        if (properties.has(name)) {
          const place = find(name);
          if (place !== undefined) named.set(name, place);
          return place;
        }
        // Without patterns, every name that no `properties` has is described alike.
        if (hasPatterns) return find(name);
        other ??= { place: find(name) };
        return other.place;
      },
      item() {
        items ??= placeOf(
          schemas.flatMap((schema) =>
            subschemasOf(schema).flatMap(({ keyword, schema: part }) =>
              ITEMS.includes(keyword) ? [part] : [],
            ),
          ),
        );
        return items;
      },
    };
  };

  return () => placeOf([linked.root]);
}

const NAMING: readonly string[] = ['properties', 'patternProperties', 'additionalProperties'];
const ITEMS: readonly string[] = ['items', 'additionalItems', 'contains'];

const OPEN: Place = { open: true, field: () => OPEN, item: () => OPEN };
