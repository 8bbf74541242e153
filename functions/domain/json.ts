/** A JSON value as `JSON.parse` returns it. `__proto__` may be an own key, so keys are never assigned with `=`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own field, never an inherited one: `constructor` and `__proto__` are ordinary names in customers' data. */
export function ownField(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** True when two values are the same JSON: the order of an object's keys does not count, that of an array does. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
  );
}

/** A field name as one reference token of a JSON Pointer (RFC 6901, section 3). */
export function pointerToken(name: string | number): string {
  const text = String(name);
  // Nearly all names are as they are, and every field of every patch comes through here.
  if (!text.includes('~') && !text.includes('/')) return `/${text}`;
  return `/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
