import type { JsonObject } from './json.ts';

const texts = new WeakMap<JsonObject, string>();

/**
 * A patch as JSON. It is written once, wherever the text goes: what measures the patch, the payload, its message.
 * Writing it is the largest part of taking a batch in. A patch never changes.
 */
export function jsonOf(patch: JsonObject): string {
  const known = texts.get(patch);
  if (known !== undefined) return known;
  const text = JSON.stringify(patch);
  texts.set(patch, text);
  return text;
}
