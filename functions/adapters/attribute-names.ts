import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';

/**
 * Names of fields that cannot be names of attributes: DynamoDB takes no empty ones, and the SDK's marshaller reads
 * `constructor` as the value's class and sets prototypes through `__proto__`. They are stored with a `~` in front, as
 * are those that already begin like a stored one.
 */
const UNSTORABLE = /^~*(?:__proto__|constructor)?$/;
const STORED = /^~+(?:__proto__|constructor)?$/;

export function toAttributes(document: JsonObject): JsonObject {
  return renamed(document, (name) => (UNSTORABLE.test(name) ? `~${name}` : name));
}

export function fromAttributes(attributes: JsonObject): JsonObject {
  return renamed(attributes, (name) => (STORED.test(name) ? name.slice(1) : name));
}

function renamed(object: JsonObject, rename: (name: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [rename(name), renamedIn(value, rename)]),
  );
}

function renamedIn(value: Json, rename: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => renamedIn(item, rename));
  return isJsonObject(value) ? renamed(value, rename) : value;
}
