import type { Spend } from './check-limits.ts';
import { isJsonObject, type JsonObject, ownField } from './json.ts';
import { isSchema, mapOf, type Schema, subschemasOf } from './schema-keywords.ts';
import { type LinkedSchema, refOf } from './schema-links.ts';

/** Makes a test for a pattern of the schema: does it match anywhere in a name? */
export type MakeMatcher = (pattern: string) => Matcher;

export interface Matcher {
  readonly test: (name: string) => boolean;
  /** What a test of a name takes at most. */
  readonly steps: (name: string) => number;
}

/** Everything that describes one place of a document: the union of the subschemas that may apply there. */
export interface Place {
  /** True when nothing says which fields there are: then all of them are known, at every depth. */
  readonly open: boolean;
  /** The place of a field, undefined when the schema does not define it. */
  field(name: string): Place | undefined;
  /** The place of an array's items. */
  item(): Place;
}

/** Places kept for the next value; a hostile schema and hostile values make ever new ones. */
const MAX_PLACES = 1000;

/** The place of a whole document; the others are found from it. Places are made when they are first asked for. */
export function createPlaces(linked: LinkedSchema, makeMatcher: MakeMatcher, spend: Spend): () => Place {
  const ids = new Map<JsonObject, number>();
  const matchers = new Map<string, Matcher>();
  const places = new Map<string, Place>();

  const idOf = (schema: JsonObject): number => {
    const id = ids.get(schema) ?? ids.size;
    ids.set(schema, id);
    return id;
  };
  const matches = (pattern: string, name: string): boolean => {
    const matcher = matchers.get(pattern) ?? makeMatcher(pattern);
    matchers.set(pattern, matcher);
    spend(matcher.steps(name));
    return matcher.test(name);
  };

  /** The place that all of these describe together, the same object for the same subschemas. */
  const placeOf = (schemas: readonly Schema[]): Place => {
    const described = schemas.filter((schema) => isJsonObject(schema));
    spend(described.length);
    const key = [...new Set(described.map(idOf))].sort((a, b) => a - b).join();
    const known = places.get(key);
    if (known !== undefined) return known;
    if (places.size >= MAX_PLACES) places.clear();
    const reached = inPlace(described);
    // Making one goes over all that its subschemas hold, whatever comes of it.
    spend(
      reached.length +
        reached.reduce((sum, schema) => sum + Object.keys(mapOf(schema, 'properties')).length, 0),
    );
    const place = createPlace(reached);
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
    const hasPatterns = describing.some((schema) => Object.hasOwn(schema, 'patternProperties'));
    const properties = new Set(describing.flatMap((schema) => Object.keys(mapOf(schema, 'properties'))));
    /** By name; under undefined for every name that no `properties` has. */
    const found = new Map<string | undefined, Place | undefined>();
    let items: Place | undefined;

    const find = (name: string): Place | undefined => {
      spend(describing.length);
      const described = describing.flatMap((schema) => describedBy(schema, name));
      return described.length === 0 ? undefined : placeOf(described);
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
    return {
      open: describing.length === 0 && !schemas.some((schema) => ITEMS.some((k) => Object.hasOwn(schema, k))),
      field(name) {
        if (describing.length === 0) return OPEN;
        const known = found.get(name);
        if (known !== undefined) return known;
        const named = properties.has(name) ? name : undefined;
        // Names that only patterns tell apart are not kept: values have ever new ones.
        if (named === undefined && hasPatterns) return find(name);
        if (!found.has(named)) found.set(named, find(name));
        return found.get(named);
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
