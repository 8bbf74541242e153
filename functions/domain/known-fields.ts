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
    const kept = value.map((part, token) => split(part, item, { up: at, token }, unknown));
    return kept.some((part, index) => part !== value[index]) ? kept : value;
  }
  return isJsonObject(value) ? splitObject(value, place, at, unknown) : value;
}

function splitObject(value: JsonObject, place: Place, up: Step | undefined, unknown: string[]): JsonObject {
  if (place.open) return value;
  const fields = Object.entries(value);
  const kept: (readonly [string, Json])[] = [];
  let same = true;
  for (const [token, part] of fields) {
    const field = place.field(token);
    if (field === undefined) {
      unknown.push(pointerOf({ up, token }));
      continue;
    }
    const left = split(part, field, { up, token }, unknown);
    same &&= left === part;
    kept.push([token, left]);
  }
  return same && kept.length === fields.length ? value : Object.fromEntries(kept);
}

function pointerOf(step: Step): string {
  const tokens: string[] = [];
  for (let at: Step | undefined = step; at !== undefined; at = at.up) tokens.push(pointerToken(at.token));
  return tokens.reverse().join('');
}
