import { createMeter, type StepBudget } from './check-limits.ts';
import { isJsonObject, type Json, type JsonObject, pointerToken } from './json.ts';
import type { LinkedSchema } from './schema-links.ts';
import { createPlaces, type MakeMatcher, type Place } from './schema-places.ts';

/** A value, and what of it its schema does not define. */
export interface SplitFields {
  /** The value without the fields that are not defined, at every depth; the same value where there are none. */
  readonly known: JsonObject;
  /** Those fields, as JSON Pointers. */
  readonly unknown: readonly string[];
}

/**
 * Which fields a schema defines. A field is defined where `properties` or `patternProperties` names it or
 * `additionalProperties` is true or a schema, in any subschema that can apply at its place. Values must not nest
 * deeper than the call stack; every field is looked at once.
 * @returns undefined when it takes more steps to tell than one value may take, or than the budget has
 */
export function createKnownFields(schema: LinkedSchema, makeMatcher: MakeMatcher) {
  const { spend, within } = createMeter();
  const root = createPlaces(schema, makeMatcher, spend);
  return (value: JsonObject, budget?: StepBudget): SplitFields | undefined =>
    within(budget, () => {
      const unknown: string[] = [];
      const known = splitObject(value, root(), undefined, unknown);
      return { known, unknown };
    });
}

/** Where a value stands; its pointer is made when it is asked for, which it seldom is. */
interface Step {
  readonly up: Step | undefined;
  readonly token: string | number;
}

function split(value: Json, place: Place, at: Step, unknown: string[]): Json {
  if (place.open) return value;
  if (Array.isArray(value)) {
    const item = place.item();
    if (item.open) return value;
    const kept = value.map((part, token) => split(part, item, { up: at, token }, unknown));
    return kept.some((part, index) => part !== value[index]) ? kept : value;
  }
  return isJsonObject(value) ? splitObject(value, place, at, unknown) : value;
}

function splitObject(value: JsonObject, place: Place, up: Step | undefined, unknown: string[]): JsonObject {
  if (place.open) return value;
  // Fields that do not stay as they are: nearly always there are none.
  const changed = new Map<string, Json | undefined>();
  for (const [token, part] of Object.entries(value)) {
    const field = place.field(token);
    if (field === undefined) unknown.push(pointerOf({ up, token }));
    if (field !== undefined && (typeof part !== 'object' || part === null)) continue;
    const left = field && split(part, field, { up, token }, unknown);
    if (left !== part) changed.set(token, left);
  }
  return changed.size === 0 ? value : withChanges(value, changed);
}

/** @param changed undefined where a field is left out */
function withChanges(value: JsonObject, changed: ReadonlyMap<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const left = changed.has(name) ? changed.get(name) : part;
      return left === undefined ? [] : [[name, left]];
    }),
  );
}

function pointerOf(step: Step): string {
  const tokens: string[] = [];
  for (let at: Step | undefined = step; at !== undefined; at = at.up) tokens.push(pointerToken(at.token));
  return tokens.reverse().join('');
}
